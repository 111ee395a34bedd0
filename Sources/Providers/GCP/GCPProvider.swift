public import Catalog
public import Hosts

/// Google Cloud Platform: Compute Engine v1.
///
/// VMs are known by their numeric id, which is never given again, and found by zone and name. A disk's id is
/// `ZONE/NAME`. Marks are labels of the VM and of both disks, set by the insert itself.
public struct GCPProvider: HostProvider {
    /// Always `gcp`.
    public let id = ProviderID.gcp
    /// What it can do; a copy of `table`.
    public var capabilities: Capabilities { Self.table }
    /// Each request is, by `CloudAPI`.
    public let retriesReads = true
    private let client: GCPClient

    /// What the cloud can do.
    public static let table: Capabilities = {
        var table = Capabilities()
        table.region = .required
        table.zone = .optional
        table.choosesZone = true
        table.gpu = true
        table.spot = true
        table.ephemeralDisk = true
        table.idempotencyToken = true
        table.listFilter = true
        table.parallel = 20
        table.visibility = .seconds(2)
        table.userDataLimit = 262_144
        table.dataDiskGB = Capabilities.DiskLimits(min: 10, max: 65_536, step: 1)
        table.bootDiskGB = Capabilities.BootDiskDefault(plain: 20, gpu: 50)
        table.defaultImage = GCPClient.newestLTS
        table.stoppedBills = "disks"
        // The address is the running VM's; a reserved one would bill while nobody uses it.
        table.stopKeepsAddress = false
        table.optionKeys = GCPSettings.optionKeys
        table.settingKeys = GCPSettings.keys
        return table
    }()

    /// A provider for one project. Nothing is read or sent before the first call.
    /// - Parameters:
    ///   - settings: of `providers.gcp:`; those with findings are passed over here, see `GCPSettings.parse`.
    ///   - policy: when reads are sent again.
    public init(context: ProviderContext, settings: GCPSettings, policy: RetryPolicy = .init()) {
        client = GCPClient(context, settings, policy: policy)
    }

    // MARK: Reading

    /// VMs and disks of a fleet in all zones: two lists, by pages of 500.
    public func listHosts(fleet: String) async throws(ProviderError) -> FleetListing {
        try await client.listing(label: HostMark.LabelKey.fleet, fleet) { $0.fleet == fleet }
    }

    /// One VM, and its data disk for size and type: two requests at most.
    public func getHost(_ runtime: HostRuntime) async throws(ProviderError) -> HostObservation? {
        try await client.observation(runtime)
    }

    /// VMs of a mark in all zones: two lists.
    public func findHosts(mark: HostMark) async throws(ProviderError) -> [HostObservation] {
        try await client.listing(label: HostMark.LabelKey.uid, mark.uid) { $0.isOfSameHost(as: mark) }.hosts
    }

    /// Regions, zones, machine, GPU and disk types, public images, and prices where the price list tells them.
    public func fetchCatalog() async throws(ProviderError) -> [CatalogEntry] { try await client.catalog() }

    /// A token, then a row of each list: VMs, disks, regions, machine types, prices.
    public func checkAccess() async -> [AccessCheck] { await client.access() }

    // MARK: Writing

    /// Makes a VM; see `GCPClient.create`.
    public func createHost(_ request: CreateRequest, userData: String?) async throws(ProviderError) -> HostRuntime {
        try await client.create(request, userData: userData)
    }

    /// Removes the VM, its firewall rules and its disks.
    public func deleteHost(_ runtime: HostRuntime, keepData: Bool) async throws(ProviderError) {
        try await client.delete(runtime, keepData: keepData)
    }

    /// Starts a stopped VM, wakes a suspended one.
    public func startHost(_ runtime: HostRuntime) async throws(ProviderError) { try await client.start(runtime) }

    /// Stops a VM; its disks and their price stay, its public address does not.
    public func stopHost(_ runtime: HostRuntime) async throws(ProviderError) { try await client.stop(runtime) }

    /// Stops and starts a running VM.
    public func restartHost(_ runtime: HostRuntime) async throws(ProviderError) { try await client.restart(runtime) }

    /// Resets a running VM.
    public func hardRestartHost(_ runtime: HostRuntime) async throws(ProviderError) { try await client.reset(runtime) }

    /// Changes the machine type of a stopped VM; `conflict` while it is on.
    public func resizeHost(_ runtime: HostRuntime, machineType: String) async throws(ProviderError) {
        try await client.resize(runtime, machineType: machineType)
    }

    /// Grows the data disk, whatever the VM does; `invalid` for less than it has.
    public func resizeDisk(_ runtime: HostRuntime, sizeGB: Int) async throws(ProviderError) {
        try await client.resizeDisk(runtime, sizeGB: sizeGB)
    }

    /// Replaces labels, tags and metadata, each only if it differs, against the fingerprint it was read with.
    public func updateMarks(
        _ runtime: HostRuntime, mark: HostMark, configuration: HostConfiguration
    ) async throws(ProviderError) {
        try await client.updateMarks(runtime, mark: mark, configuration: configuration)
    }
}
