public import Catalog
public import Hosts

/// Lambda Cloud: GPU instances that are launched and terminated, and nothing between.
///
/// An instance's id is never given again. Marks are tags, set by the launch itself; names are not unique there and
/// prove nothing.
public struct LambdaProvider: HostProvider {
    /// Always `lambda`.
    public let id = ProviderID.lambda
    /// What it can do; a copy of `table`.
    public var capabilities: Capabilities { Self.table }
    /// Reads are sent again request by request.
    public var retriesReads: Bool { true }
    private let client: LambdaClient

    /// What the cloud can do.
    public static let table: Capabilities = {
        var table = Capabilities()
        table.region = .required
        table.zone = .unsupported
        table.gpu = true
        table.stop = false
        table.hardRestart = false
        table.stoppedBills = "-"
        table.machineTypeChange = .replace
        table.dataDiskGrowth = .never
        table.pricingChange = .never
        table.labelChange = .replace
        table.tagChange = .never
        table.metadataChange = .never
        table.persistentDisk = false
        table.ephemeralDisk = true
        table.tags = false
        table.sshKeyRequired = true
        table.visibility = LambdaClient.visibility
        table.parallel = 8
        table.userDataLimit = 1_000_000
        table.diskTypes = []
        table.bootDiskGB = .init(plain: 0, gpu: 0)
        table.defaultImage = LambdaWire.defaultImage
        table.optionKeys = LambdaSettings.optionKeys
        table.settingKeys = LambdaSettings.keys
        return table
    }()

    /// A provider for one account. Nothing is read or sent before the first call.
    /// - Parameters:
    ///   - settings: of `providers.lambda:`; those with findings are passed over here, see `LambdaSettings.parse`.
    ///   - policy: when reads are sent again.
    public init(context: ProviderContext, settings: LambdaSettings, policy: RetryPolicy = .init()) {
        client = LambdaClient(context, settings, policy: policy)
    }

    // MARK: Reading

    /// Instances of a fleet: one request, for the cloud has no pages.
    public func listHosts(fleet: String) async throws(ProviderError) -> FleetListing {
        try await client.listing { $0.fleet == fleet }
    }

    /// One instance; nil once it is terminated, though the cloud shows it for a while.
    public func getHost(_ runtime: HostRuntime) async throws(ProviderError) -> HostObservation? {
        try await client.instance(runtime.instanceID).map(LambdaClient.observation)
    }

    /// Instances of a mark: one request.
    public func findHosts(mark: HostMark) async throws(ProviderError) -> [HostObservation] {
        try await client.listing { $0.isOfSameHost(as: mark) }.hosts
    }

    /// Regions, machine types with prices and stock, GPU types and images: three requests.
    public func fetchCatalog() async throws(ProviderError) -> [CatalogEntry] { try await client.catalog() }

    /// Instances, machine types and SSH keys: three requests.
    public func checkAccess() async -> [AccessCheck] { await client.access() }

    // MARK: Writing

    /// Launches an instance; see `LambdaClient.create`.
    public func createHost(_ request: CreateRequest, userData: String?) async throws(ProviderError) -> HostRuntime {
        try await client.create(request, userData: userData)
    }

    /// Terminates the instance. Its disk goes with it, whatever `keepData` says: there is no other.
    public func deleteHost(_ runtime: HostRuntime, keepData: Bool) async throws(ProviderError) {
        try await client.delete(runtime)
    }

    /// Nothing for an instance that is up; `invalid` otherwise.
    public func startHost(_ runtime: HostRuntime) async throws(ProviderError) { try await client.start(runtime) }

    /// Always `invalid`: the cloud can only terminate.
    public func stopHost(_ runtime: HostRuntime) async throws(ProviderError) {
        throw LambdaClient.unsupported("stop", "an instance runs until it is terminated, and its disk goes with it")
    }

    /// Restarts the instance, disk and address kept.
    public func restartHost(_ runtime: HostRuntime) async throws(ProviderError) { try await client.restart(runtime) }

    /// Always `invalid`.
    public func hardRestartHost(_ runtime: HostRuntime) async throws(ProviderError) {
        throw LambdaClient.unsupported("reset", "its interface has no such call; `restart` is there")
    }

    /// Nothing for the type it has; `invalid` for another.
    public func resizeHost(_ runtime: HostRuntime, machineType: String) async throws(ProviderError) {
        if try await client.needed(runtime).machineType == machineType { return }
        throw LambdaClient.unsupported("resize", "only a new instance has another machine type")
    }

    /// Always `invalid`.
    public func resizeDisk(_ runtime: HostRuntime, sizeGB: Int) async throws(ProviderError) {
        throw LambdaClient.unsupported("grow a disk", "the disk is part of the machine type")
    }

    /// Gives the instance the host's name; `invalid` if labels differ.
    public func updateMarks(
        _ runtime: HostRuntime, mark: HostMark, configuration: HostConfiguration
    ) async throws(ProviderError) {
        try await client.updateMarks(runtime, mark: mark, configuration: configuration)
    }
}
