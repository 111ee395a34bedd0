public import Diagnostics

/// A drift report for people: who moved what, in three sections.
public enum DriftText {
    /// The report, ended by a line feed.
    public static func text(_ report: DriftReport, style: Style) -> String {
        var out = ""
        out += section("You changed, in the specs:", report.you, style)
        out += section("Changed in the cloud:", report.cloud, style)
        out += section("Changed by both, differently:", report.both, style)
        if !report.unasked.isEmpty {
            out += style.bold("Could not be asked:") + "\n"
            for sentence in report.unasked { out += "  \(Shown.message(sentence))\n" }
            out += "\n"
        }
        if report.isEmpty {
            out += report.unasked.isEmpty ? "No drift.\n" : "No drift, as far as the clouds could be asked.\n"
        }
        return out
            + "Observed \(Shown.count(report.hostsObserved, "host")) in \(Shown.count(report.requests, "request")).\n"
    }

    private static func section(_ title: String, _ rows: [DriftRow], _ style: Style) -> String {
        guard !rows.isEmpty else { return "" }
        let table = Table(
            [.init(""), .init(""), .init(""), .init("")],
            rows: rows.map { row in
                [
                    Table.Cell(row.host), Table.Cell(row.field), Table.Cell(values(row)),
                    Table.Cell(Shown.message(row.remark), .dim),
                ]
            })
        return style.bold(title) + "\n" + table.text(style: style, indent: 2) + "\n"
    }

    /// `is a, shall be b, was c`; empty for a row that is about the host as a whole.
    private static func values(_ row: DriftRow) -> String {
        if row.field == "host" { return "" }
        let now = "is \(Shown.value(row.observed ?? "none"))"
        let was = row.applied.map { ", was \(Shown.value($0))" } ?? ""
        // What is left alone has no wanted value, only the one it was given.
        if row.wanted == nil, row.applied != nil { return now + was }
        return "\(now), shall be \(Shown.value(row.wanted ?? "none"))\(was)"
    }
}
