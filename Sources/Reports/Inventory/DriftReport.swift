import Hosts
public import Planning

/// One difference between what was applied and what is.
public struct DriftRow: Hashable, Sendable {
    /// The host.
    public var host: String
    /// The spec key; `host` for a host as a whole.
    public var field: String
    /// What the cloud says now; nil for nothing.
    public var observed: String?
    /// What the next apply makes it; nil for nothing, and what it is already where it is left alone.
    public var wanted: String?
    /// What was applied last, where it is known and tells something.
    public var applied: String?
    /// What the next apply does about it.
    public var remark: String

    /// Makes a row.
    public init(
        host: String, field: String, observed: String?, wanted: String?, applied: String? = nil, remark: String
    ) {
        self.host = host
        self.field = field
        self.observed = observed
        self.wanted = wanted
        self.applied = applied
        self.remark = remark
    }
}

/// Who moved what since the last apply.
public struct DriftReport: Hashable, Sendable {
    /// The specs were edited; the next apply brings the clouds after them.
    public var you: [DriftRow] = []
    /// Something was changed in a cloud.
    public var cloud: [DriftRow] = []
    /// Both, differently.
    public var both: [DriftRow] = []
    /// Clouds that could not be asked, as sentences; their hosts are not in this report.
    public var unasked: [String] = []
    /// VMs seen.
    public var hostsObserved = 0
    /// Requests it took.
    public var requests = 0

    /// Nothing moved.
    public init() {}

    /// Reads it from a plan that was made to converge. Linear in the plan.
    public init(_ plan: Plan) {
        hostsObserved = plan.hostsObserved
        requests = plan.requests
        unasked = plan.unobserved.sorted { $0.key < $1.key }.map { $0.value.description }
        var told: Set<[String]> = []
        let applied = Dictionary(
            plan.drift.map { ([$0.host, $0.field], $0.applied) }, uniquingKeysWith: { first, _ in first })
        for step in plan.steps { add(step, applied: applied, told: &told) }
        for question in plan.questions {
            cloud.append(
                DriftRow(host: question.host, field: "host", observed: nil, wanted: nil, remark: question.text))
        }
        for item in plan.drift where !told.contains([item.host, item.field]) {
            cloud.append(
                DriftRow(
                    host: item.host, field: item.field, observed: item.observed, wanted: item.observed,
                    applied: item.applied, remark: "left as it is"))
        }
        cloud.sort { ($0.host, $0.field) < ($1.host, $1.field) }
    }

    /// Whether specs, records and clouds agree, as far as the clouds could be asked.
    public var isEmpty: Bool { you.isEmpty && cloud.isEmpty && both.isEmpty }

    /// Whether something was changed outside of Berth.
    public var hasDrifted: Bool { !cloud.isEmpty || !both.isEmpty }

    private mutating func add(_ step: Step, applied: [[String]: String?], told: inout Set<[String]>) {
        switch step.action {
        case .create:
            you.append(
                DriftRow(host: step.host, field: "host", observed: nil, wanted: "declared", remark: "will be created"))
            return
        case .delete, .forget:
            you.append(
                DriftRow(
                    host: step.host, field: "host", observed: step.action == .delete ? "exists" : nil, wanted: nil,
                    remark: "will be \(step.action.past)"))
            return
        case .resize, .update, .replace, .start, .stop, .restart: break
        }
        for change in step.changes {
            told.insert([step.host, change.field])
            var row = DriftRow(
                host: step.host, field: change.field, observed: change.before, wanted: change.after,
                remark: "will be \(step.action.past)")
            switch change.author {
            case .you: you.append(row)
            case .cloud:
                // Only the cloud moved: what is wanted is what was applied.
                row.applied = change.after
                cloud.append(row)
            case .both:
                row.applied = applied[[step.host, change.field]] ?? nil
                both.append(row)
            }
        }
    }
}
