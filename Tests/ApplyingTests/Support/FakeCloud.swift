import Catalog
import Hosts
import Providers

/// A cloud whose answers a test scripts; it counts what it is asked.
final class FakeCloud: HostProvider {
    struct Script: Sendable {
        var listing: Result<FleetListing, ProviderError> = .success(FleetListing(hosts: [], disks: []))
        /// By look, the last one for ever.
        var gets: [Result<HostObservation?, ProviderError>] = [.success(nil)]
        var finds: [Result<[HostObservation], ProviderError>] = [.success([])]
        var creates: [Result<HostRuntime, ProviderError>] = []
        var others: [ProviderError?] = []
        var asked: [String] = []
    }

    let id: ProviderID
    let capabilities: Capabilities
    let retriesReads: Bool
    let script: Shared<Script>

    init(
        _ id: ProviderID = .local, retriesReads: Bool = false, can: (inout Capabilities) -> Void = { _ in },
        _ edit: (inout Script) -> Void
    ) {
        self.id = id
        self.retriesReads = retriesReads
        var table = Capabilities()
        can(&table)
        capabilities = table
        var script = Script()
        edit(&script)
        self.script = Shared(script)
    }

    var asked: [String] { script.value.asked }

    private func next<Value: Sendable>(
        _ word: String, _ pop: (inout Script) -> Result<Value, ProviderError>?
    ) throws(ProviderError) -> Value {
        let result = script.change { script in
            script.asked.append(word)
            return pop(&script)
        }
        guard let result else { throw error(.invalid) }
        return try result.get()
    }

    /// The next answer; the last one for ever.
    private static func pop<Value>(_ list: inout [Value]) -> Value? {
        list.count > 1 ? list.removeFirst() : list.first
    }

    func listHosts(fleet: String) async throws(ProviderError) -> FleetListing {
        try script.change { script in
            script.asked.append("list")
            return script.listing
        }.get()
    }

    func getHost(_ runtime: HostRuntime) async throws(ProviderError) -> HostObservation? {
        try next("get") { Self.pop(&$0.gets) }
    }
    func findHosts(mark: HostMark) async throws(ProviderError) -> [HostObservation] {
        try next("find") { Self.pop(&$0.finds) }
    }
    func fetchCatalog() async throws(ProviderError) -> [CatalogEntry] {
        script.change { $0.asked.append("catalog") }
        return []
    }

    func createHost(_ request: CreateRequest, userData: String?) async throws(ProviderError) -> HostRuntime {
        try next("create") { Self.pop(&$0.creates) }
    }

    private func other(_ word: String) throws(ProviderError) {
        let failure = script.change { script -> ProviderError? in
            script.asked.append(word)
            return script.others.isEmpty ? nil : script.others.removeFirst()
        }
        if let failure { throw failure }
    }

    func deleteHost(_ runtime: HostRuntime, keepData: Bool) async throws(ProviderError) { try other("delete") }
    func startHost(_ runtime: HostRuntime) async throws(ProviderError) { try other("start") }
    func stopHost(_ runtime: HostRuntime) async throws(ProviderError) { try other("stop") }
    func restartHost(_ runtime: HostRuntime) async throws(ProviderError) { try other("restart") }
    func hardRestartHost(_ runtime: HostRuntime) async throws(ProviderError) { try other("hard_restart") }
    func resizeHost(_ runtime: HostRuntime, machineType: String) async throws(ProviderError) { try other("resize") }
    func resizeDisk(_ runtime: HostRuntime, sizeGB: Int) async throws(ProviderError) { try other("resize_disk") }
    func updateMarks(
        _ runtime: HostRuntime, mark: HostMark, configuration: HostConfiguration
    ) async throws(ProviderError) { try other("update_marks") }
}
