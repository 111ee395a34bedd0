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
            [.init(""), .init(""), .init("")],
            rows: rows.map { [Table.Cell($0.host), Table.Cell($0.field), Table.Cell(words($0))] })
        return style.bold(title) + "\n" + table.text(style: style, indent: 2) + "\n"
    }

    /// `is a, shall be b, was c; will be updated`; the remark alone for a row about the host as a whole.
    private static func words(_ row: DriftRow) -> String {
        let remark = Shown.message(row.remark)
        if row.field == "host" { return remark }
        let now = "is \(Shown.value(row.observed ?? "none"))"
        if row.wanted == row.observed { return "\(now), was \(Shown.value(row.applied ?? "none")); \(remark)" }
        let was = row.applied.flatMap { $0 == row.wanted ? nil : $0 }.map { ", was \(Shown.value($0))" } ?? ""
        return "\(now), shall be \(Shown.value(row.wanted ?? "none"))\(was); \(remark)"
    }
}
