import Diagnostics
import Hosts
import Planning

/// The last lines of a plan: counts, power, money, and what was looked at.
enum PlanSummaryText {
    /// Lines without line feeds.
    static func lines(_ plan: Plan) -> [String] {
        let cost = PriceText.line(before: plan.costBefore, after: plan.costAfter)
        var out = plan.steps.isEmpty ? [nothing(plan), cost].compactMap(\.self) : counts(plan, cost)
        out.append("Observed \(Shown.count(plan.hostsObserved, "host")) in \(Shown.count(plan.requests, "request")).")
        return out
    }

    private static func counts(_ plan: Plan, _ cost: String?) -> [String] {
        let summary = PlanSummary(plan.steps)
        var out = ["Plan: \(summary.add) to add, \(summary.change) to change, \(summary.destroy) to destroy."]
        if summary.start > 0 || summary.stop > 0 {
            out.append("Power: \(summary.start) to start, \(summary.stop) to stop.")
        }
        if summary.forget > 0 { out.append("Records: \(summary.forget) to forget.") }
        let impact = "Impact: \(Shown.count(summary.reboots, "reboot")), \(summary.dataLoss) data loss."
        out.append([cost, impact].compactMap(\.self).joined(separator: " "))
        if case .destroy = plan.request.mode { out.append("There is no undo.") }
        return out
    }

    /// Why there is nothing to do. Only a plan without any reservation says that all is as it should be.
    private static func nothing(_ plan: Plan) -> String {
        var reservations: [String] = []
        func note(_ count: Int, _ noun: String, _ one: String, _ many: String) {
            if count > 0 { reservations.append("\(Shown.count(count, noun)) \(count == 1 ? one : many)") }
        }
        note(plan.questions.count, "host", "needs a decision", "need a decision")
        note(plan.problems.count { $0.severity == .error }, "error", "stands in the way", "stand in the way")
        note(plan.kept.count, "protected host", "is kept", "are kept")
        note(plan.unobserved.count, "cloud", "could not be asked", "could not be asked")
        note(plan.openIntents.count, "open intent", "is settled by the next apply", "are settled by the next apply")
        if !reservations.isEmpty { return "No changes. \(reservations.joined(separator: ", "))." }
        switch plan.request.mode {
        case .converge: return "No changes. Your infrastructure matches the configuration."
        case .destroy: return "No changes. There is no host to destroy."
        case .start: return "No changes. Every host asked for is running."
        case .stop: return "No changes. Every host asked for is stopped."
        case .restart: return "No changes. There is no host to restart."
        }
    }
}
