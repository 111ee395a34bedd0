public import Diagnostics
public import Hosts

/// What would be done, why, and what it costs: a value, made without touching anything.
public struct Plan: Equatable, Sendable {
    /// The fleet's name.
    public var fleet: String
    /// Lineage of the state it was made from.
    public var lineage: String
    /// Serial of that state.
    public var serial: Int
    /// Digest of the spec files.
    public var specDigest: Digest
    /// Digests of the catalogs that prices and machine types were taken from. One that is part of the program's code has
    /// none.
    public var catalogs: [ProviderID: Digest] = [:]
    /// What was asked for.
    public var request: PlanRequest
    /// Steps: removals first, then by host.
    public var steps: [Step] = []
    /// Hosts kept because they are protected.
    public var kept: [KeptHost] = []
    /// Hosts that need a decision.
    public var questions: [Question] = []
    /// Guards in the way.
    public var refusals: [Refusal] = []
    /// What was changed on the clouds' side.
    public var drift: [DriftItem] = []
    /// What waits for a replacement.
    public var pending: [PendingChange] = []
    /// Marked objects in no record.
    public var orphans: [Orphan] = []
    /// Specs that cannot be planned: no offering, a disk that would shrink. Errors stop the apply.
    public var problems: [Diagnostic] = []
    /// Clouds that could not be asked; their hosts are left alone.
    public var unobserved: [ProviderID: ProviderError] = [:]
    /// Hosts whose spec says that some fields are left alone, with those fields.
    public var unmanaged: [String: [String]] = [:]
    /// Sum of prices now.
    public var costBefore = Cost()
    /// Sum of prices afterwards.
    public var costAfter = Cost()
    /// VMs seen.
    public var hostsObserved = 0
    /// Requests it took.
    public var requests = 0
    /// Open intents that the next apply settles first, as sentences.
    public var openIntents: [String] = []

    /// A plan with nothing in it yet.
    public init(fleet: String, lineage: String, serial: Int, specDigest: Digest, request: PlanRequest) {
        self.fleet = fleet
        self.lineage = lineage
        self.serial = serial
        self.specDigest = specDigest
        self.request = request
    }

    /// Whether there is nothing to do and nothing to decide.
    public var isEmpty: Bool { steps.isEmpty && questions.isEmpty && openIntents.isEmpty }

    /// Whether specs stand in the way.
    public var hasErrors: Bool { problems.contains { $0.severity == .error } }
}
