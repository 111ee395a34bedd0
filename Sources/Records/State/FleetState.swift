public import Hosts
public import JSON

/// What Berth knows of a fleet: the contents of its state file, with the journal folded in.
public struct FleetState: Hashable, Sendable {
    /// Plans that are remembered as carried out, so that none runs twice.
    public static let rememberedPlans = 100

    /// The fleet's name.
    public var fleet: String
    /// Made once, with the first state of the fleet; two states never share one.
    public var lineage: String
    /// Counts saves; 0 means never saved.
    public var serial: Int
    /// Journal lines of a lower epoch are already folded in.
    public var journalEpoch: Int
    /// New for every save: tells two saves of one serial apart.
    public var writeID: String
    /// The program and version that saved it.
    public var createdBy: String
    /// The oldest format version whose readers understand this document.
    public var minReader: Int
    /// Settings of each cloud as last applied, not secret: needed for hosts whose spec is gone.
    public var providers: [ProviderID: OptionMap]
    /// Records by host name.
    public var hosts: [String: HostRecord]
    /// Cloud objects that carry our mark and are in no record, by the cloud's id.
    public var orphans: [String: JSONValue]
    /// Digests of the plans carried out, oldest first; at most the last 100.
    public var consumedPlans: [String]
    /// Intents whose outcome is not known, oldest first.
    public var pending: [Intent]
    /// Members at the root that this version does not know, kept on rewrite.
    public var unknown: [String: JSONValue]

    /// The state of a fleet that has none yet.
    public init(fleet: String, lineage: String) {
        self.fleet = fleet
        self.lineage = lineage
        serial = 0
        journalEpoch = 1
        writeID = ""
        createdBy = "berth \(Version.current)"
        minReader = 1
        providers = [:]
        hosts = [:]
        orphans = [:]
        consumedPlans = []
        pending = []
        unknown = [:]
    }

    /// Remembers a plan as carried out.
    mutating func consume(plan: String) {
        guard !consumedPlans.contains(plan) else { return }
        consumedPlans.append(plan)
        consumedPlans.removeFirst(max(0, consumedPlans.count - Self.rememberedPlans))
    }

    /// Makes one host's record read as told.
    mutating func apply(_ change: HostChange) { hosts[change.host] = change.record }
}
