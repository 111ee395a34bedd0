import Applying
import Planning

/// How many steps of an apply ended in which way.
struct ApplyCounts {
    /// Counts of what was done, by kind.
    let done: PlanSummary
    /// Restarts among the changes.
    let restarts: Int
    private(set) var finished = 0
    private(set) var failed = 0
    private(set) var unknown = 0
    private(set) var skipped = 0

    init(_ report: ApplyReport) {
        let steps = report.results.filter(\.isDone).map(\.step)
        done = PlanSummary(steps)
        restarts = steps.count { $0.action == .restart }
        for result in report.results {
            switch result.outcome {
            case .done: finished += 1
            case .failed: failed += 1
            case .unknown: unknown += 1
            case .skipped: skipped += 1
            }
        }
    }
}
