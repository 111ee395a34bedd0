public import Catalog
public import Hosts

/// All that the planner is told. Values only: it cannot reach a cloud, a file or a clock.
public struct PlanInput: Sendable {
    /// The specs. For `destroy` without specs: a fleet without hosts.
    public var fleet: FleetSpec
    /// Digest of the spec files.
    public var specDigest: Digest
    /// Lineage of the state; empty if there is none yet.
    public var lineage: String
    /// Serial of the state.
    public var serial: Int
    /// The state's hosts, open intents already settled.
    public var records: [String: HostRecord]
    /// What the clouds say.
    public var observations: Observations
    /// What the clouds offer.
    public var catalogs: [ProviderID: CatalogIndex]
    /// Digests of the catalogs that are files.
    public var catalogDigests: [ProviderID: Digest]
    /// What the clouds can do.
    public var capabilities: [ProviderID: Capabilities]
    /// What the user asked.
    public var request: PlanRequest
    /// The day it is, for `expires`.
    public var today: CalendarDate?

    /// Makes an input.
    public init(
        fleet: FleetSpec, specDigest: Digest, lineage: String, serial: Int, records: [String: HostRecord],
        observations: Observations, catalogs: [ProviderID: CatalogIndex], capabilities: [ProviderID: Capabilities],
        request: PlanRequest = .init(), today: CalendarDate? = nil, catalogDigests: [ProviderID: Digest] = [:]
    ) {
        self.fleet = fleet
        self.specDigest = specDigest
        self.lineage = lineage
        self.serial = serial
        self.records = records
        self.observations = observations
        self.catalogs = catalogs
        self.capabilities = capabilities
        self.request = request
        self.today = today
        self.catalogDigests = catalogDigests
    }
}
