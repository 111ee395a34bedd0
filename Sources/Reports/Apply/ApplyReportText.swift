public import Applying
public import Diagnostics
import Hosts
public import Planning

/// How an apply went, for people: a line for each host, and the closing words.
public enum ApplyReportText {
    /// The table and the closing words, ended by a line feed.
    /// - Parameters:
    ///   - report: how it went.
    ///   - mode: what the plan was for; it chooses the words.
    ///   - kept: hosts that the plan kept because they are protected.
    ///   - style: colours or none.
    public static func text(
        _ report: ApplyReport, mode: PlanRequest.Mode, kept: Int = 0, style: Style
    ) -> String {
        let table = Table(
            [.init("HOST"), .init("ACTION"), .init("RESULT"), .init("TIME", .right), .init("DETAILS")],
            rows: report.results.map(row))
        let text = table.text(style: style)
        return text + (text.isEmpty ? "" : "\n") + closing(report, mode: mode, kept: kept, style: style)
    }

    /// The closing words alone, ended by a line feed: `Apply complete! Resources: 1 added, 2 changed, 0 destroyed.`
    public static func closing(
        _ report: ApplyReport, mode: PlanRequest.Mode, kept: Int = 0, style: Style
    ) -> String {
        let counts = ApplyCounts(report)
        if report.isComplete { return style.green(complete(counts, mode, kept)) + "\n" }
        var parts = ["\(counts.finished) done"]
        if counts.failed > 0 || !report.interrupted { parts.append("\(counts.failed) failed") }
        if counts.unknown > 0 { parts.append("\(counts.unknown) of unknown outcome") }
        if counts.skipped > 0 { parts.append("\(counts.skipped) not begun") }
        let word = report.interrupted ? "interrupted" : "incomplete"
        var out = "\(name(mode)) \(word): \(parts.joined(separator: ", ")). Run the same command again to continue."
        if let fault = report.recordFault {
            out += "\nNothing new was begun, because what is done could not be written down: \(Shown.message(fault))."
        }
        return style.yellow(out) + "\n"
    }

    private static func complete(_ counts: ApplyCounts, _ mode: PlanRequest.Mode, _ kept: Int) -> String {
        let done = counts.done
        switch mode {
        case .converge:
            var out =
                "Apply complete! Resources: \(done.add) added, \(done.change) changed, \(done.destroy) destroyed."
            if done.start > 0 || done.stop > 0 { out += " Power: \(done.start) started, \(done.stop) stopped." }
            if done.forget > 0 { out += " Records: \(done.forget) forgotten." }
            return out
        case .destroy:
            let records = done.forget > 0 ? " Records: \(done.forget) forgotten." : ""
            let words = "Destroy complete! Resources: \(done.destroy) destroyed.\(records)"
            return kept == 0 ? words : words + " \(Shown.count(kept, "protected host")) kept, and billed on."
        case .start: return "Start complete! Hosts: \(done.start) started."
        case .stop: return "Stop complete! Hosts: \(done.stop) stopped."
        case .restart: return "Restart complete! Hosts: \(counts.restarts) restarted."
        }
    }

    private static func name(_ mode: PlanRequest.Mode) -> String {
        switch mode {
        case .converge: "Apply"
        case .destroy: "Destroy"
        case .start: "Start"
        case .stop: "Stop"
        case .restart: "Restart"
        }
    }

    private static func row(_ result: StepResult) -> [Table.Cell] {
        let outcome: Table.Cell
        var time = result.elapsed.spoken
        let details: String
        switch result.outcome {
        case .done(let runtime):
            outcome = Table.Cell("done", .good)
            let place = ProgressWords.place(result)
            details = [runtime?.instanceID, runtime?.publicIP, place].compactMap(\.self).joined(separator: "  ")
        case .failed(let error):
            outcome = Table.Cell("failed", .bad)
            details = ProgressWords.words(error)
        case .unknown(let error):
            outcome = Table.Cell("unknown", .caution)
            details = ProgressWords.words(error)
        case .skipped(let reason):
            outcome = Table.Cell("not begun", .caution)
            time = ""
            details = Shown.message(reason)
        }
        return [
            Table.Cell(result.step.host), Table.Cell(result.step.action.rawValue), outcome, Table.Cell(time),
            Table.Cell(details),
        ]
    }
}
