public import JSON

/// What the state file knows of one host.
public struct HostRecord: Hashable, Sendable {
    /// Where a host is in its life, as far as our own calls go.
    public enum Phase: String, Hashable, Sendable, CaseIterable {
        /// A create was begun and its VM is not known yet.
        case creating
        /// The VM is known.
        case ready
        /// A delete was begun.
        case deleting
        /// A replacement was begun: the old VM is going or gone, the new one is not known yet.
        case replacing
    }

    /// The eight-character uid, made once.
    public var uid: String
    /// The cloud.
    public var provider: ProviderID
    /// Counts replacements, from 1.
    public var generation: Int
    /// Counts creates of this generation whose predecessor was proved absent, from 1.
    public var attempt: Int
    /// Where the host is in its life.
    public var phase: Phase
    /// The cloud's ids; nil while no VM is known.
    @BoxedOptional public var runtime: HostRuntime?
    /// The VM of the former generation, deleted with its data disk kept: the disk waits to be attached again.
    @BoxedOptional public var former: HostRuntime?
    /// What an interrupted create of this generation had made so far: a VM that is not complete, or, with an empty
    /// `instanceID`, a data disk without one. The create that is made again completes it; a delete takes it away.
    @BoxedOptional public var unfinished: HostRuntime?
    /// What was last applied, or what an unfinished create was asked for; nil before the first create is done.
    @BoxedOptional public var applied: HostConfiguration?
    /// Price per hour while running, at the time it was applied.
    public var price: Money?
    /// Price per hour while stopped.
    public var stoppedPrice: Money?
    /// Never delete or replace, even when the spec is gone.
    public var protect: Bool
    /// What becomes of the data disk when the host is deleted and the spec is gone.
    public var onDeleteDataDisk: DataDiskFate
    /// Set while a resize has the host stopped: the power state to restore.
    public var restorePower: Bool
    /// Whether our last step left it running; a host that is off although we left it on was turned off by others.
    public var leftRunning: Bool
    /// Whether it ever ran in this generation; placement is closed from then on.
    public var hasRun: Bool
    /// Members this version does not know, kept on rewrite.
    public var unknown: [String: JSONValue]

    /// Whether a VM is known; cheaper than to look at it.
    public var hasRuntime: Bool { _runtime.isPresent }

    /// A record of a host about to be created.
    public init(uid: String, provider: ProviderID) {
        self.uid = uid
        self.provider = provider
        generation = 1
        attempt = 1
        phase = .creating
        runtime = nil
        former = nil
        unfinished = nil
        applied = nil
        price = nil
        stoppedPrice = nil
        protect = false
        onDeleteDataDisk = .delete
        restorePower = false
        leftRunning = true
        hasRun = false
        unknown = [:]
    }
}
