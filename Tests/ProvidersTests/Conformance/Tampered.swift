import Catalog
import Hosts
import Providers

/// A provider whose verbs can be replaced one by one: how adapters that break a rule are made.
struct Tampered: HostProvider {
    typealias Plain = @Sendable (any HostProvider, HostRuntime) async throws(ProviderError) -> Void

    let honest: any HostProvider
    var list: @Sendable (any HostProvider, String) async throws(ProviderError) -> FleetListing = {
        (honest, fleet) async throws(ProviderError) in try await honest.listHosts(fleet: fleet)
    }
    var get: @Sendable (any HostProvider, HostRuntime) async throws(ProviderError) -> HostObservation? = {
        (honest, runtime) async throws(ProviderError) in try await honest.getHost(runtime)
    }
    var find: @Sendable (any HostProvider, HostMark) async throws(ProviderError) -> [HostObservation] = {
        (honest, mark) async throws(ProviderError) in try await honest.findHosts(mark: mark)
    }
    var create: @Sendable (any HostProvider, CreateRequest, String?) async throws(ProviderError) -> HostRuntime = {
        (honest, request, script) async throws(ProviderError) in
        try await honest.createHost(request, userData: script)
    }
    var delete: @Sendable (any HostProvider, HostRuntime, Bool) async throws(ProviderError) -> Void = {
        (honest, runtime, keep) async throws(ProviderError) in try await honest.deleteHost(runtime, keepData: keep)
    }
    var start: Plain = { (honest, runtime) async throws(ProviderError) in try await honest.startHost(runtime) }
    var stop: Plain = { (honest, runtime) async throws(ProviderError) in try await honest.stopHost(runtime) }
    var restart: Plain = { (honest, runtime) async throws(ProviderError) in try await honest.restartHost(runtime) }
    var hardRestart: Plain = { (honest, runtime) async throws(ProviderError) in
        try await honest.hardRestartHost(runtime)
    }
    var resize: @Sendable (any HostProvider, HostRuntime, String) async throws(ProviderError) -> Void = {
        (honest, runtime, type) async throws(ProviderError) in
        try await honest.resizeHost(runtime, machineType: type)
    }
    var resizeDisk: @Sendable (any HostProvider, HostRuntime, Int) async throws(ProviderError) -> Void = {
        (honest, runtime, size) async throws(ProviderError) in try await honest.resizeDisk(runtime, sizeGB: size)
    }
    var updateMarks:
        @Sendable (any HostProvider, HostRuntime, HostMark, HostConfiguration) async throws(ProviderError) -> Void = {
            (honest, runtime, mark, configuration) async throws(ProviderError) in
            try await honest.updateMarks(runtime, mark: mark, configuration: configuration)
        }

    init(_ honest: any HostProvider) { self.honest = honest }

    var id: ProviderID { honest.id }
    var capabilities: Capabilities { honest.capabilities }

    func listHosts(fleet: String) async throws(ProviderError) -> FleetListing { try await list(honest, fleet) }
    func getHost(_ runtime: HostRuntime) async throws(ProviderError) -> HostObservation? {
        try await get(honest, runtime)
    }
    func findHosts(mark: HostMark) async throws(ProviderError) -> [HostObservation] { try await find(honest, mark) }
    func fetchCatalog() async throws(ProviderError) -> [CatalogEntry] { try await honest.fetchCatalog() }
    func createHost(_ request: CreateRequest, userData: String?) async throws(ProviderError) -> HostRuntime {
        try await create(honest, request, userData)
    }
    func deleteHost(_ runtime: HostRuntime, keepData: Bool) async throws(ProviderError) {
        try await delete(honest, runtime, keepData)
    }
    func startHost(_ runtime: HostRuntime) async throws(ProviderError) { try await start(honest, runtime) }
    func stopHost(_ runtime: HostRuntime) async throws(ProviderError) { try await stop(honest, runtime) }
    func restartHost(_ runtime: HostRuntime) async throws(ProviderError) { try await restart(honest, runtime) }
    func hardRestartHost(_ runtime: HostRuntime) async throws(ProviderError) {
        try await hardRestart(honest, runtime)
    }
    func resizeHost(_ runtime: HostRuntime, machineType: String) async throws(ProviderError) {
        try await resize(honest, runtime, machineType)
    }
    func resizeDisk(_ runtime: HostRuntime, sizeGB: Int) async throws(ProviderError) {
        try await resizeDisk(honest, runtime, sizeGB)
    }
    func updateMarks(_ runtime: HostRuntime, mark: HostMark, configuration: HostConfiguration)
        async throws(ProviderError)
    {
        try await updateMarks(honest, runtime, mark, configuration)
    }
}
