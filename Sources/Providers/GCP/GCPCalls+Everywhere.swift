import Hosts
import JSON

/// Lists over all zones. What could not be asked is told, never passed over: a zone without an answer is no empty zone.
extension GCPCalls {
    /// Every item of one kind in all zones, by the list over all of them, or zone by zone where the server has none.
    /// - Parameters:
    ///   - kind: `instances`, as in the path.
    ///   - mask: members of an item that are read, as `fields` takes them; nil for all.
    ///   - each: is given an item and its zone; says whether it could be read.
    /// - Returns: places that could not be asked, by name.
    func everywhere(
        _ kind: String, _ query: Query = [], mask: String? = nil, each: (JSONNode, String?) -> Bool
    ) async throws(ProviderError) -> [String] {
        if notes.listsByZone { return try await byZone(kind, query, each: each) }
        var count = 0
        let counted = { (node: JSONNode, zone: String?) -> Bool in
            count += 1
            return each(node, zone)
        }
        if let mask {
            do throws(ProviderError) {
                // The items are a map from place to list, so a star stands for the place.
                let fields = "nextPageToken,unreachables,warning,items/*/warning,items/*/\(kind)(\(mask))"
                let silent = try await aggregated(kind, query + [("fields", fields)], each: counted)
                if count > 0 { return silent }
            } catch {
                // Masks spare time and are no more than that: whoever refuses one is asked for everything.
                guard count == 0, error.kind == .invalid || error.kind == .notFound else { throw error }
            }
        }
        do throws(ProviderError) {
            return try await aggregated(kind, query, each: counted)
        } catch {
            guard count == 0, GCPErrors.isNoSuchCall(error) else { throw error }
            let zones: [String]
            do throws(ProviderError) { zones = try await zoneNames() } catch let second {
                throw GCPErrors.isNoSuchCall(second) ? error : second
            }
            guard !zones.isEmpty else { throw error }
            notes.noteListsByZone()
            return try await byZone(kind, query, each: each)
        }
    }

    /// A page's items are a map from place to list; places without items carry a warning instead, and a page may have
    /// nothing but those.
    private func aggregated(
        _ kind: String, _ query: Query, each: (JSONNode, String?) -> Bool
    ) async throws(ProviderError) -> [String] {
        var silent: Set<String> = []
        try await pages("aggregated/\(kind)", query) { page throws(ProviderError) in
            silent.formUnion(Self.silent(page))
            var isWhole = true
            let places = page["items"]
            if let places, places.kind != .object, places.kind != .null { isWhole = false }
            places?.forEachMember { scope, value in
                if Self.isPartial(value) { silent.insert(scope) }
                let zone = GCPNames.segment(after: "zones", in: scope)
                for node in value[kind]?.elements ?? [] where !each(node, zone) { isWhole = false }
            }
            guard isWhole else { throw Self.unreadable(kind) }
        }
        return silent.map(Self.place).sorted()
    }

    private func byZone(
        _ kind: String, _ query: Query, each: (JSONNode, String?) -> Bool
    ) async throws(ProviderError) -> [String] {
        var silent: Set<String> = []
        for zone in try await zoneNames() {
            try await pages("zones/\(zone)/\(kind)", query) { page throws(ProviderError) in
                if !Self.silent(page).isEmpty { silent.insert(zone) }
                for node in page["items"]?.elements ?? [] where !each(node, zone) { throw Self.unreadable(kind) }
            }
        }
        return silent.sorted()
    }

    private func zoneNames() async throws(ProviderError) -> [String] {
        var names: [String] = []
        try await whole("zones") { names += [$0["name"]?.string].compactMap(\.self) }
        return names
    }

    /// Every item of a list under the project.
    /// - Throws: `transient` if the list says that it lacks something.
    func whole(_ path: String, each: (JSONNode) -> Void) async throws(ProviderError) {
        try await whole(base: endpoints.compute, path: try await inProject(path), each: each)
    }

    /// Every item of a list by its whole path.
    /// - Throws: `transient` if the list says that it lacks something.
    func whole(base: String, path: String, each: (JSONNode) -> Void) async throws(ProviderError) {
        try await pages(base: base, path: path, [("maxResults", "500")]) { page throws(ProviderError) in
            let silent = Self.silent(page)
            guard silent.isEmpty else { throw GCPErrors.unreachable(GCPNames.last(path), silent.map(Self.place)) }
            page["items"]?.elements.forEach(each)
        }
    }

    /// Places that a page says could not be asked.
    private static func silent(_ page: JSONNode) -> [String] {
        (page["unreachables"]?.elements.compactMap(\.string) ?? []) + (isPartial(page) ? ["some zones"] : [])
    }

    /// Whether a warning says that something is missing. The usual one says only that there is nothing there; a word that
    /// is not known may mean anything.
    private static func isPartial(_ node: JSONNode) -> Bool {
        guard let code = node["warning"]?["code"]?.string else { return false }
        return !harmless.contains(code)
    }

    private static let harmless: Set<String> = [
        "NO_RESULTS_ON_PAGE", "DEPRECATED_RESOURCE_USED", "DEPRECATED_TYPE_USED", "EXPERIMENTAL_TYPE_USED",
        "NOT_CRITICAL_ERROR", "SCHEMA_VALIDATION_IGNORED", "UNDECLARED_PROPERTIES",
    ]

    private static func place(_ scope: String) -> String { scope.contains("/") ? GCPNames.last(scope) : scope }

    private static func unreadable(_ kind: String) -> ProviderError {
        GCPErrors.refusal(.transient, "BadAnswer", "the list of \(kind) has items that cannot be read")
    }
}
