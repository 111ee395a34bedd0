public import Catalog
public import Hosts

/// Hyperstack, by NexGen Cloud: GPU machines in regions, each in an environment of its region.
///
/// The mark is in the VM's labels and in the volume's description. There is no idempotency token: names are unique and
/// carry the uid, every create looks for its VM first, and a label tells one request from another. So the same request
/// gives the same VM as long as there is one.
public struct HyperstackProvider: HostProvider {
    /// Always `hyperstack`.
    public let id = ProviderID.hyperstack
    /// What it can do under the settings it was opened with.
    public let capabilities: Capabilities
    /// Always true.
    public let retriesReads = true
    private let client: HyperstackClient

    /// What Hyperstack can do under the default settings.
    public static let table = HyperstackSettings().capabilities

    /// A provider of one account. Credentials are read at the first call.
    public init(_ context: ProviderContext, settings: HyperstackSettings) {
        capabilities = settings.capabilities
        client = HyperstackClient(context, settings: settings)
    }

    // MARK: Reading

    /// VMs and volumes with the fleet's mark; the list's pages of both, whoever's they are.
    public func listHosts(fleet: String) async throws(ProviderError) -> FleetListing {
        let vms = try await client.lister.vms()
        let volumes = try await client.lister.volumes()
        return HyperstackObservations.listing(fleet: fleet, vms: vms, volumes: volumes, settings: client.settings)
    }

    /// One VM; one request.
    public func getHost(_ runtime: HostRuntime) async throws(ProviderError) -> HostObservation? {
        guard let id = HyperstackClient.number(runtime.instanceID) else { return nil }
        return try await client.vm(id).map { HyperstackObservations.host($0) }
    }

    /// VMs of a mark, by listing.
    public func findHosts(mark: HostMark) async throws(ProviderError) -> [HostObservation] {
        let lineage = HostMark.short(mark.lineage)
        return try await listHosts(fleet: mark.fleet).hosts.filter {
            $0.mark?.uid == mark.uid && $0.mark.map { HostMark.short($0.lineage) } == lineage
        }
    }

    /// Regions, flavors, images, prices and stock; five requests.
    public func fetchCatalog() async throws(ProviderError) -> [CatalogEntry] {
        let wire = client.wire
        var answers = HyperstackCatalog.Answers()
        answers.regions = try HyperstackWire.regions(try await client.answer(wire.regions(), .read))
        answers.flavors = try HyperstackWire.flavors(try await client.answer(wire.flavors(), .read))
        answers.images = try HyperstackWire.images(try await client.answer(wire.images(), .read))
        answers.stocks = try HyperstackWire.stocks(try await client.answer(wire.stocks(), .read))
        answers.prices = try HyperstackWire.prices(try await client.answer(wire.pricebook(), .read))
        return HyperstackCatalog.entries(answers)
    }

    /// VMs, volumes, environments, stocks and the pricebook.
    public func checkAccess() async -> [AccessCheck] { await client.access() }

    // MARK: Writing

    /// Makes a VM with its volume and address, and the environment and key pair they need. A create that fails after the
    /// VM was made removes it again; one that ends in the cloud's own ERROR leaves it, marked, for the caller to judge.
    public func createHost(_ request: CreateRequest, userData: String?) async throws(ProviderError) -> HostRuntime {
        try await client.create(HyperstackOrder(request, userData: userData, settings: client.settings))
    }

    /// Removes the VM, its volume, and the environment and key pair if nobody else uses them.
    public func deleteHost(_ runtime: HostRuntime, keepData: Bool) async throws(ProviderError) {
        try await client.delete(runtime, keepData: keepData)
    }

    /// Turns a VM on, or brings it back from hibernation; `capacity` if there is no hardware to bring it back to.
    public func startHost(_ runtime: HostRuntime) async throws(ProviderError) {
        try await client.turnOn(client.present(runtime))
    }

    /// Turns a VM off or hibernates it, as the settings say. Turned off, it bills in full.
    public func stopHost(_ runtime: HostRuntime) async throws(ProviderError) {
        try await client.turnOff(client.present(runtime), .stop)
    }

    /// Always refused: Hyperstack has no restart but the hard one.
    public func restartHost(_ runtime: HostRuntime) async throws(ProviderError) {
        _ = try await client.present(runtime)
        throw HyperstackOrder.refusal("NoRestart", "Hyperstack has no restart but the hard one")
    }

    /// Resets a running VM.
    public func hardRestartHost(_ runtime: HostRuntime) async throws(ProviderError) {
        try await client.reset(client.present(runtime))
    }

    /// Changes the flavor; `invalid` where the vendor has turned the call off, which is almost everywhere.
    public func resizeHost(_ runtime: HostRuntime, machineType: String) async throws(ProviderError) {
        try await client.resize(client.present(runtime), to: machineType)
    }

    /// Refused unless the volume has that size: Hyperstack's volumes do not grow.
    public func resizeDisk(_ runtime: HostRuntime, sizeGB: Int) async throws(ProviderError) {
        let seen = HyperstackObservations.host(try await client.present(runtime))
        if seen.dataDisk?.sizeGB == sizeGB { return }
        throw HyperstackOrder.refusal("NoGrowth", "Hyperstack's volumes cannot be grown or shrunk")
    }

    /// Makes a VM's labels those of the configuration and the mark; one read, and one write if they differ. Volumes keep
    /// the description they were made with.
    public func updateMarks(
        _ runtime: HostRuntime, mark: HostMark, configuration: HostConfiguration
    ) async throws(ProviderError) {
        let vm = try await client.present(runtime)
        let own = HyperstackLabels(reading: vm.labels).own
        let wanted = HyperstackLabels(mark: mark, user: configuration.labels, own: own).list
        if wanted == vm.labels.sorted() { return }
        _ = try await client.answer(client.wire.setLabels(vm.id, wanted), .write(.updateMarks), host: mark.host)
    }
}
