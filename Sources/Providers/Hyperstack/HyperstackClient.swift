import Hosts
import JSON

/// Calls to Hyperstack, one at a time: sends a request of the wire, reads its answer, and waits for what was begun.
/// The verbs are in its extensions.
struct HyperstackClient: Sendable {
    let api: CloudAPI
    let wire: HyperstackWire
    let settings: HyperstackSettings
    let timeline: Timeline
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
        let credentials = HyperstackCredentials(environment: context.environment)
        var policy = RetryPolicy()
        policy.base = .seconds(1)
        policy.attempts = 5
        // The vendor allows 500 requests a minute from one address, reads and writes together.
        let api = CloudAPI(
            provider: .hyperstack, context: context,
            limits: .init(inFlight: 10, readsPerSecond: 6, writesPerSecond: 2),
            authorizer: KeyAuthorizer(field: "api_key") { () throws(ProviderError) in try credentials.key() },
            policy: policy
        ) { _, response in
            var error = HyperstackErrors.decode(response)
            error.message = credentials.cut(error.message)
            return error
        }
        let wire = HyperstackWire(base: settings.endpoint)
        self.api = api
        self.wire = wire
        self.settings = settings
        timeline = Timeline(context.clock)
        let lister = HyperstackLister(api: api, wire: wire, cut: { credentials.cut($0) })
        self.lister = lister
        vmWatch = AccountWatch(every: .seconds(3), atMost: .seconds(10), clock: context.clock) {
            () async throws(ProviderError) in try await lister.vms()
        }
        volumeWatch = AccountWatch(every: .seconds(3), atMost: .seconds(10), clock: context.clock) {
            () async throws(ProviderError) in try await lister.volumes()
        }
    }

    let lister: HyperstackLister

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

/// Reads answers and whole lists.
struct HyperstackLister: Sendable {
    let api: CloudAPI
    let wire: HyperstackWire
    /// Takes secrets out of a text of the cloud's.
    let cut: @Sendable (String) -> String

    /// A call's answer, which says that it is a success: some failures come as 200 with `status: false`.
    func answer(
        _ request: HTTPRequest, _ kind: CallKind, host: String? = nil
    ) async throws(ProviderError) -> JSONNode {
        let response = try await api.send(request, kind, host: host)
        let root: JSONNode
        do { root = try JSONDocument(parsing: response.body).root } catch {
            throw Self.unreadable("\(error)")
        }
        if root["status"]?.bool == false {
            var error = HyperstackErrors.decode(response)
            error.message = cut(error.message)
            throw error
        }
        return root
    }

    func vms(environment: String? = nil) async throws(ProviderError) -> [HyperstackVM] {
        let all = try await list(.vms, "instances", id: { $0.id }, environment: environment, HyperstackWire.vm)
        return all.filter { environment == nil || $0.environment == nil || $0.environment == environment }
    }

    func volumes(environment: String? = nil) async throws(ProviderError) -> [HyperstackVolume] {
        let all = try await list(.volumes, "volumes", id: { $0.id }, environment: environment, HyperstackWire.volume)
        return all.filter { environment == nil || $0.environment == nil || $0.environment == environment }
    }

    func environments() async throws(ProviderError) -> [HyperstackEnvironment] {
        try await list(.environments, "environments", id: { $0.id }, paged: false, HyperstackWire.environment)
    }

    func keyPairs() async throws(ProviderError) -> [HyperstackKeyPair] {
        try await list(.keypairs, "keypairs", id: { $0.id }, paged: false, HyperstackWire.keyPair)
    }

    /// Every item of a list, each once, by id.
    ///
    /// Pages move when something is made or removed meanwhile, so a list that has fewer items than it says it has is
    /// read once more.
    /// - Parameter paged: whether to ask for pages; some lists are whole unless asked so.
    private func list<Item: Sendable>(
        _ what: HyperstackWire.List, _ name: String, id: (Item) -> Int, environment: String? = nil,
        paged: Bool = true, _ read: (JSONNode) -> Item?
    ) async throws(ProviderError) -> [Item] {
        var found: [Int: Item] = [:]
        if !paged {
            let whole = HyperstackWire.page(try await answer(wire.list(what, page: nil), .read), name, read)
            for item in whole.items { found[id(item)] = item }
            if found.count >= whole.total ?? 0 { return Self.sorted(found) }
        }
        for _ in 1...2 {
            var pager = HyperstackPager()
            while let page = pager.next {
                let root = try await answer(wire.list(what, page: page, environment: environment), .read)
                let part = HyperstackWire.page(root, name, read)
                for item in part.items { found[id(item)] = item }
                pager.took(part.items.count, of: part.total, size: part.size, known: found.count)
            }
            if found.count >= pager.total ?? 0 { break }
        }
        return Self.sorted(found)
    }

    private static func sorted<Item>(_ items: [Int: Item]) -> [Item] {
        items.sorted { $0.key < $1.key }.map(\.value)
    }

    static func unreadable(_ why: String) -> ProviderError {
        ProviderError(
            .transient, provider: .hyperstack, code: "BadAnswer", message: "the answer cannot be read: \(why)")
    }
}

/// Which page of a list comes next. Pages are numbered from 1, and not every list tells how many there are.
struct HyperstackPager: Sendable {
    /// The page to ask for; nil when the list is read.
    private(set) var next: Int? = 1
    /// Items in all pages, if told.
    private(set) var total: Int?
    private var known = 0

    /// Takes note of a page.
    /// - Parameters:
    ///   - count: items on it.
    ///   - total: items in all, as it says.
    ///   - size: items a page has at most, as it says.
    ///   - known: different items so far, this page's included.
    mutating func took(_ count: Int, of total: Int?, size: Int?, known: Int) {
        guard let page = next else { return }
        let size = size ?? HyperstackWire.pageSize
        let grew = known > self.known
        self.known = known
        self.total = total
        let isFull = count >= size
        let more: Bool
        if let total {
            // A total that is just this page's length may be that and no more.
            more = known < total ? grew || page * size < total : isFull && total == count && grew
        } else {
            more = isFull && grew
        }
        next = more && page < 100_000 ? page + 1 : nil
    }
}
