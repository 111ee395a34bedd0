public import Catalog
public import Hosts
import JSON

/// The cloud that needs no account: a full lifecycle with zones, stock, prices, latency and scripted faults.
///
/// It is the reference for the conformance suite: where the contract leaves a cloud free, it does the stricter thing.
public struct LocalProvider: HostProvider {
    /// Always `local`.
    public let id = ProviderID.local
    /// What it can do; a copy of `table`.
    public var capabilities: Capabilities { Self.table }
    private let client: LocalClient

    /// What the Local cloud can do.
    public static let table: Capabilities = {
        var table = Capabilities()
        table.region = .optional
        table.defaultRegion = "local"
        table.zone = .optional
        table.gpu = true
        table.spot = true
        table.ephemeralDisk = true
        table.idempotencyToken = true
        table.listFilter = true
        table.parallel = 64
        table.userDataLimit = 262_144
        table.settingKeys = LocalSettings.keys
        return table
    }()

    /// A provider for one world.
    /// - Parameters:
    ///   - world: shared by all providers that shall see the same cloud.
    ///   - clock: what latency is waited for on.
    ///   - crash: called when a scripted `crash` strikes; shall not return. Without it the answer is lost instead.
    public init(
        world: LocalWorld, settings: LocalSettings = .init(), clock: any Clock<Duration> = .continuous,
        meter: RequestMeter = .init(), crash: (@Sendable () -> Void)? = nil
    ) {
        client = LocalClient(
            world: world, settings: settings, timeline: Timeline(clock), meter: meter, crash: crash)
    }

    // MARK: Reading

    /// VMs and disks of a fleet, by pages of 500 VMs; one request a page.
    public func listHosts(fleet: String) async throws(ProviderError) -> FleetListing {
        try await client.list { $0.fleet == fleet }
    }

    /// One VM; one request.
    public func getHost(_ runtime: HostRuntime) async throws(ProviderError) -> HostObservation? {
        let number = LocalID.number(runtime.instanceID, prefix: "vm-")
        return try await client.read(.get, about: { name(number, in: $0) }) { state throws(ProviderError) in
            let host = number.flatMap { state.hosts[$0] }
            return (LocalChange(), host.map { LocalAnswers.observation($0, in: state) })
        }
    }

    /// VMs of a mark, by listing; as the list may lag, so may this.
    public func findHosts(mark: HostMark) async throws(ProviderError) -> [HostObservation] {
        try await client.list { $0.isOfSameHost(as: mark) }.hosts
    }

    /// The price list, which is part of the program.
    public func fetchCatalog() async throws(ProviderError) -> [CatalogEntry] {
        try await client.read(.catalog, about: { _ in nil }) { _ throws(ProviderError) in
            (LocalChange(), LocalCatalog.entries)
        }
    }

    // MARK: Writing

    /// Makes a VM. A token whose VM failed after it was accepted fails again, until the VM is deleted.
    public func createHost(_ request: CreateRequest, userData: String?) async throws(ProviderError) -> HostRuntime {
        guard userData.map(TextDigest.init(of:)) == request.configuration.userData else {
            throw LocalEngine.refusal(.invalid, "UserDataMismatch", "the start-up script is not the one announced")
        }
        guard (userData?.utf8.count ?? 0) <= Self.table.userDataLimit else {
            throw LocalEngine.refusal(
                .invalid, "UserDataTooLong", "a start-up script has at most \(Self.table.userDataLimit) bytes")
        }
        var writer = JSONWriter(pretty: false)
        request.write(to: &writer)
        let fingerprint = Digest(of: writer.finish()).short
        let host = try await client.write(.create, about: { _ in request.mark.host }) { state throws(ProviderError) in
            try LocalEngine.create(request, fingerprint: fingerprint, in: state)
        }
        return LocalAnswers.runtime(host)
    }

    /// Two calls: the VM, then its data disk, as the record and the VM itself name it.
    public func deleteHost(_ runtime: HostRuntime, keepData: Bool) async throws(ProviderError) {
        let number = LocalID.number(runtime.instanceID, prefix: "vm-")
        let gone = try await client.write(.delete, about: { name(number, in: $0) ?? runtime.cloudName }) {
            state throws(ProviderError) in
            number.map { LocalEngine.delete($0, in: state) } ?? (LocalChange(), nil)
        }
        if keepData { return }
        let recorded = runtime.dataDiskID.flatMap { LocalID.number($0, prefix: "disk-") }
        let host = gone?.mark?.host ?? runtime.cloudName
        for disk in Set([recorded, gone?.disk].compactMap { $0 }).sorted() {
            _ = try await client.write(.deleteDisk, about: { _ in host }) { state throws(ProviderError) in
                (try LocalEngine.deleteDisk(disk, in: state), true)
            }
        }
    }

    /// Turns a stopped VM on, if its stock is not sold out meanwhile.
    public func startHost(_ runtime: HostRuntime) async throws(ProviderError) {
        try await change(.start, runtime) { host, state throws(ProviderError) in
            try LocalEngine.start(host, in: state).change
        }
    }

    /// Turns a running VM off; what was on an ephemeral disk is lost.
    public func stopHost(_ runtime: HostRuntime) async throws(ProviderError) {
        try await change(.stop, runtime) { host, _ throws(ProviderError) in try LocalEngine.stop(host).change }
    }

    /// Restarts a running VM.
    public func restartHost(_ runtime: HostRuntime) async throws(ProviderError) {
        try await change(.restart, runtime) { host, _ throws(ProviderError) in
            try LocalEngine.restart(host, hard: false).change
        }
    }

    /// Resets a running VM, or one in error.
    public func hardRestartHost(_ runtime: HostRuntime) async throws(ProviderError) {
        try await change(.hardRestart, runtime) { host, _ throws(ProviderError) in
            try LocalEngine.restart(host, hard: true).change
        }
    }

    /// Changes the machine type of a stopped VM; `conflict` while it runs.
    public func resizeHost(_ runtime: HostRuntime, machineType: String) async throws(ProviderError) {
        try await change(.resize, runtime) { host, state throws(ProviderError) in
            try LocalEngine.resize(host, to: machineType, in: state).change
        }
    }

    /// Grows the data disk, whatever the VM does; `invalid` for less than it has.
    public func resizeDisk(_ runtime: HostRuntime, sizeGB: Int) async throws(ProviderError) {
        try await change(.resizeDisk, runtime) { host, state throws(ProviderError) in
            try LocalEngine.resizeDisk(host, to: sizeGB, in: state)
        }
    }

    /// Replaces labels, tags, metadata and mark of the VM, and the mark of its data disk.
    public func updateMarks(
        _ runtime: HostRuntime, mark: HostMark, configuration: HostConfiguration
    ) async throws(ProviderError) {
        try await change(.updateMarks, runtime) { host, state throws(ProviderError) in
            LocalEngine.updateMarks(host, mark: mark, configuration: configuration, in: state).change
        }
    }

    /// A call about a VM that must be there.
    private func change(
        _ verb: LocalFaultRule.Verb, _ runtime: HostRuntime,
        _ work: (LocalHost, LocalState) throws(ProviderError) -> LocalChange
    ) async throws(ProviderError) {
        let number = LocalID.number(runtime.instanceID, prefix: "vm-")
        _ = try await client.write(verb, about: { name(number, in: $0) }) { state throws(ProviderError) in
            guard let host = number.flatMap({ state.hosts[$0] }) else {
                throw LocalEngine.refusal(.notFound, "NotFound", "there is no VM `\(runtime.instanceID)`")
            }
            return (try work(host, state), true)
        }
    }

    /// The name that fault rules match: the host's in its mark, else the VM's own.
    private func name(_ number: Int?, in state: LocalState) -> String? {
        number.flatMap { state.hosts[$0] }.map { $0.mark?.host ?? $0.name }
    }
}
