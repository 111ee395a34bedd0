public import Catalog
public import Hosts

/// A read half whose calls are made again where the policy says so: one blip of a cloud is no reason to plan without it.
public struct RetryingReader: HostReader {
    private let reader: any HostReader
    private let retrier: Retrier
    private let notice: @Sendable (RetryNotice) -> Void

    /// A reader whose calls are made again: itself, if it does that, else wrapped.
    public static func around(
        _ reader: any HostReader, policy: RetryPolicy, clock: any Clock<Duration> = .continuous,
        notice: @escaping @Sendable (RetryNotice) -> Void
    ) -> any HostReader {
        reader.retriesReads ? reader : RetryingReader(reader, policy: policy, clock: clock, notice: notice)
    }

    /// Wraps a reader.
    /// - Parameter notice: told of each wait before it begins.
    public init(
        _ reader: any HostReader, policy: RetryPolicy, clock: any Clock<Duration> = .continuous,
        notice: @escaping @Sendable (RetryNotice) -> Void
    ) {
        self.reader = reader
        let gate = RateGate(limits: .init(inFlight: reader.capabilities.parallel), clock: clock)
        retrier = Retrier(provider: reader.id, policy: policy, gate: gate, clock: clock)
        self.notice = notice
    }

    /// The wrapped reader's cloud.
    public var id: ProviderID { reader.id }
    /// It does; that is what it is for.
    public var retriesReads: Bool { true }
    /// The wrapped reader's table.
    public var capabilities: Capabilities { reader.capabilities }

    /// Every VM and disk that carries the fleet's mark.
    public func listHosts(fleet: String) async throws(ProviderError) -> FleetListing {
        try await retrier.run(.read, notice: notice) { () throws(ProviderError) in
            try await reader.listHosts(fleet: fleet)
        }
    }

    /// One VM by its ids; nil if there is none.
    public func getHost(_ runtime: HostRuntime) async throws(ProviderError) -> HostObservation? {
        try await retrier.run(.read, notice: notice) { () throws(ProviderError) in try await reader.getHost(runtime) }
    }

    /// VMs that carry a mark.
    public func findHosts(mark: HostMark) async throws(ProviderError) -> [HostObservation] {
        try await retrier.run(.read, notice: notice) { () throws(ProviderError) in
            try await reader.findHosts(mark: mark)
        }
    }

    /// What the account may do. Asked once: what fails is what is looked for.
    public func checkAccess() async -> [AccessCheck] { await reader.checkAccess() }

    /// What the cloud offers.
    public func fetchCatalog() async throws(ProviderError) -> [CatalogEntry] {
        try await retrier.run(.read, notice: notice) { () throws(ProviderError) in try await reader.fetchCatalog() }
    }
}
