import Hosts
import JSON

/// A plan that was saved and approved, held against a plan made now.
public struct SavedPlan {
    private let saved: Plan

    /// Which of its steps may run.
    public struct Selection {
        /// Steps that are the same now as then, in the order of the new plan.
        public var steps: [Step]
        /// Hosts whose step is not the same any more.
        public var stale: [String]
    }

    /// Why none of it may run.
    public struct Mismatch: Error, Hashable, CustomStringConvertible {
        /// One sentence without a full stop.
        public var description: String
    }

    /// Takes a plan as decoded.
    public init(_ saved: Plan) { self.saved = saved }

    /// Chooses the steps whose host, spec and observation are unchanged. A step is the same if every member is: target,
    /// calls, prices and the digest of what was observed. Steps that only the new plan has were not approved.
    /// - Throws: if the plan is of another fleet or state.
    public func select(from now: Plan) throws(Mismatch) -> Selection {
        guard saved.fleet == now.fleet else {
            throw Mismatch(description: "the plan is of the fleet `\(saved.fleet)`, the specs are of `\(now.fleet)`")
        }
        guard saved.lineage == now.lineage else {
            throw Mismatch(
                description: saved.lineage.isEmpty
                    ? "the plan was made when the fleet had no state yet; make a new plan"
                    : "the plan was made from another state (lineage \(saved.lineage)); make a new plan")
        }
        var current: [String: Step] = [:]
        for step in now.steps { current[step.id] = step }
        var approved: Set<String> = []
        var stale: [String] = []
        for step in saved.steps {
            if current[step.id] == step { approved.insert(step.id) } else { stale.append(step.host) }
        }
        return Selection(steps: now.steps.filter { approved.contains($0.id) }, stale: stale)
    }
}
