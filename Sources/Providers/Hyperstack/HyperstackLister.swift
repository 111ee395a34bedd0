import Hosts
import JSON

/// Reads answers and whole lists.
struct HyperstackLister: Sendable {
    let api: CloudAPI
    let wire: HyperstackWire

    /// A call's answer.
    func answer(
        _ request: HTTPRequest, _ kind: CallKind, host: String? = nil
    ) async throws(ProviderError) -> JSONNode {
        let response = try await api.send(request, kind, host: host)
        do { return try JSONDocument(parsing: response.body).root } catch {
            throw Self.unreadable("\(error)")
        }
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
