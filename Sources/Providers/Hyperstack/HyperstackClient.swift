import Hosts
import JSON

/// Calls to Hyperstack, one at a time: sends a request of the wire, reads its answer, and waits for what was begun.
/// The verbs are in its extensions.
struct HyperstackClient: Sendable {
    let api: CloudAPI
    let wire: HyperstackWire
    let settings: HyperstackSettings
    let credentials: EnvironmentKey
    let timeline: Timeline
    let lister: HyperstackLister
    let shared = HyperstackShared()
    /// One look at all VMs of the account for everybody who waits for one.
    let vmWatch: AccountWatch<[HyperstackVM]>
    /// The same for volumes.
    let volumeWatch: AccountWatch<[HyperstackVolume]>

    /// How long things may take in all.
    enum Limit {
        static let create: Duration = .seconds(1200)
        static let delete: Duration = .seconds(900)
        static let power: Duration = .seconds(900)
        static let hibernate: Duration = .seconds(3600)
        static let volume: Duration = .seconds(600)
        static let address: Duration = .seconds(120)
        static let name: Duration = .seconds(300)
    }

    init(_ context: ProviderContext, settings: HyperstackSettings) {
        let credentials = HyperstackCredentials.key(in: context.environment)
        self.credentials = credentials
        var policy = RetryPolicy()
        policy.base = .seconds(1)
        policy.attempts = 5
        // The vendor allows 500 requests a minute from one address, reads and writes together.
        let api = CloudAPI(
            provider: .hyperstack, context: context,
            limits: .init(
                inFlight: 10, reads: nil, writes: .init(every: .milliseconds(500), burst: 10),
                all: .init(every: .milliseconds(130), burst: 20)),
            authorizer: KeyAuthorizer(field: "api_key") { () throws(ProviderError) in try credentials.key() },
            policy: policy, isSuccess: { $0.isSuccess && !HyperstackErrors.isRefusal($0) },
            decode: { _, response in HyperstackErrors.decode(response) })
        let wire = HyperstackWire(base: settings.endpoint)
        self.api = api
        self.wire = wire
        self.settings = settings
        timeline = Timeline(context.clock)
        let lister = HyperstackLister(api: api, wire: wire)
        self.lister = lister
        vmWatch = AccountWatch(every: .seconds(3), atMost: .seconds(10), clock: context.clock) {
            () async throws(ProviderError) in try await lister.vms()
        }
        volumeWatch = AccountWatch(every: .seconds(3), atMost: .seconds(10), clock: context.clock) {
            () async throws(ProviderError) in try await lister.volumes()
        }
    }

    /// A call's answer, which says that it is a success.
    func answer(
        _ request: HTTPRequest, _ kind: CallKind, host: String? = nil
    ) async throws(ProviderError) -> JSONNode {
        try await lister.answer(request, kind, host: host)
    }

    /// One VM; nil if the cloud says there is none.
    func vm(_ id: Int) async throws(ProviderError) -> HyperstackVM? {
        do throws(ProviderError) {
            let root = try await answer(wire.vm(id), .read)
            guard let vm = root["instance"].flatMap(HyperstackWire.vm) else {
                throw HyperstackLister.unreadable("it tells of no VM")
            }
            return HyperstackStatus.map(vm.status) == .absent ? nil : vm
        } catch {
            if error.kind == .notFound { return nil }
            throw error
        }
    }

    /// A VM that must be there.
    func present(_ runtime: HostRuntime) async throws(ProviderError) -> HyperstackVM {
        if let id = Self.number(runtime.instanceID), let vm = try await vm(id) { return vm }
        throw ProviderError(
            .notFound, provider: .hyperstack, code: "not_found", message: "there is no VM `\(runtime.instanceID)`")
    }

    /// Waits until a VM is as it shall be.
    /// - Parameter answer: nil to go on waiting; a VM that the list does not show yet is waited for.
    func wait(
        for vm: HyperstackVM, _ limit: Duration, to what: String,
        _ answer: @escaping @Sendable (HyperstackVM) throws(ProviderError) -> Bool
    ) async throws(ProviderError) -> HyperstackVM {
        let id = vm.id
        return try await vmWatch.wait(limit: limit, provider: .hyperstack, for: "`\(vm.name)` to \(what)") {
            (look: [HyperstackVM]) throws(ProviderError) -> HyperstackVM? in
            guard let seen = look.first(where: { $0.id == id }) else { return nil }
            return try answer(seen) ? seen : nil
        }
    }

    /// Makes calls that follow one that was accepted: what they do not find out leaves the outcome unknown.
    func accepted<Answer>(
        _ body: () async throws(ProviderError) -> Answer
    ) async throws(ProviderError) -> Answer {
        do throws(ProviderError) { return try await body() } catch { throw error.afterAcceptance }
    }

    /// Sleeps between two tries of a call that was definitely refused.
    func pause(_ duration: Duration, for what: String) async throws(ProviderError) {
        do { try await timeline.sleep(for: duration) } catch {
            throw ProviderError(
                .transient, provider: .hyperstack, code: "Cancelled", message: "gave up waiting for \(what)")
        }
    }

    /// The number of an id; nil for a text that is none of Hyperstack's.
    static func number(_ text: String) -> Int? {
        guard !text.isEmpty, text.utf8.allSatisfy({ $0 &- 0x30 < 10 }) else { return nil }
        return Int(text).flatMap { $0 > 0 ? $0 : nil }
    }
}
