import Diagnostics
import Hosts
import Planning

/// What a plan says beside its steps. Each section is a text of whole lines, or empty.
struct PlanSections {
    let plan: Plan
    let style: Style
    let texts: [String: SourceText]

    /// All sections that have something to say, in order.
    var all: [String] {
        [
            kept, questions, drift, pending, orphans, unmanaged, unobserved, openIntents,
            DiagnosticRenderer.text(plan.problems, texts: texts, style: style), refusals,
        ].filter { !$0.isEmpty }
    }

    private var kept: String {
        section("Kept, because protected:", plan.kept) { kept in
            "  \(kept.host) would be \(kept.instead.past): \(kept.text)"
        }
    }

    private var questions: String {
        guard !plan.questions.isEmpty else { return "" }
        var out = style.bold("Needs a decision:") + "\n"
        for question in plan.questions {
            out += "  \(style.yellow("?")) \(Shown.text(question.host)): \(Shown.text(question.text))\n"
            for answer in question.answers { out += "      \(style.cyan(Shown.text(answer)))\n" }
        }
        return out
    }

    private var drift: String {
        table("Changed outside of Berth since the last apply:", plan.drift) { item in
            [
                Table.Cell(item.host), Table.Cell(item.field),
                Table.Cell("\(Shown.value(item.applied ?? "none")) → \(Shown.value(item.observed ?? "none"))"),
            ]
        }
    }

    private var pending: String {
        table("Applies when the host is replaced:", plan.pending) { item in
            [
                Table.Cell(item.host), Table.Cell(item.field),
                Table.Cell(item.source.map(Shown.place) ?? "", .dim),
            ]
        }
    }

    private var orphans: String {
        func rows(_ orphan: Orphan) -> [Table.Cell] {
            [
                Table.Cell(orphan.kind.rawValue), Table.Cell(orphan.provider.rawValue), Table.Cell(orphan.id),
                Table.Cell("host \(orphan.mark.host), uid \(orphan.mark.uid), generation \(orphan.mark.generation)"),
            ]
        }
        let ours = table(
            "Ours, but in no record; Berth does not touch them:", plan.orphans.filter { !$0.foreign }, row: rows)
        let foreign = table(
            "Of this fleet's name, but made by another state; left alone:", plan.orphans.filter(\.foreign), row: rows)
        return [ours, foreign].filter { !$0.isEmpty }.joined(separator: "\n")
    }

    private var unmanaged: String {
        section("Left alone, as `unmanaged` says:", plan.unmanaged.sorted { $0.key < $1.key }) { host, fields in
            "  \(host): \(fields.joined(separator: ", "))"
        }
    }

    private var unobserved: String {
        section(
            "Could not be asked, so their hosts are left alone:", plan.unobserved.sorted { $0.key < $1.key }
        ) { _, error in "  \(Shown.message(error.description))" }
    }

    private var openIntents: String {
        section("Left open by an interrupted run, settled first:", plan.openIntents) { "  \($0)" }
    }

    private var refusals: String {
        plan.refusals.reduce(into: "") { out, refusal in
            out += "\(style.red("error[\(refusal.code.rawValue)]")): \(style.bold(Shown.text(refusal.text)))\n"
            if let flag = refusal.flag { out += "  to allow it: \(style.cyan(Shown.text(flag)))\n" }
        }
    }

    private func section<Item>(_ title: String, _ items: [Item], line: (Item) -> String) -> String {
        guard !items.isEmpty else { return "" }
        return items.reduce(into: style.bold(title) + "\n") { $0 += Shown.text(line($1)) + "\n" }
    }

    private func table<Item>(_ title: String, _ items: [Item], row: (Item) -> [Table.Cell]) -> String {
        guard !items.isEmpty else { return "" }
        let columns = [Table.Column](repeating: .init(""), count: 4)
        return style.bold(title) + "\n" + Table(columns, rows: items.map(row)).text(style: style, indent: 2)
    }
}
