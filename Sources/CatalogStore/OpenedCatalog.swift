public import Catalog
public import Hosts

/// A catalog in use, and where it comes from.
public struct OpenedCatalog: Sendable {
    /// Where a catalog comes from.
    public enum Origin: String, Hashable, Sendable {
        /// Fetched by `berth catalog update` and locked in the state folder.
        case locked
        /// Part of the program, as data with a date.
        case shipped
        /// Part of the program, as code: Local's.
        case builtIn = "built_in"
    }

    /// The catalog, ready for questions.
    public let index: CatalogIndex
    /// Where it comes from.
    public let origin: Origin
    /// The file: a path, or words for a shipped one; nil for one that is code.
    public let path: String?
    private let lockedDigest: Digest?
    /// The day each kind of rows was collected, by the words of the file form.
    public let kinds: [String: CalendarDate]

    /// SHA-256 of the file's bytes; nil for one that is code. A shipped file's is computed at every call, because only
    /// plans need it.
    public var digest: Digest? {
        origin == .shipped ? ShippedCatalog.bytes(of: provider).map { Digest(of: $0) } : lockedDigest
    }

    /// The cloud.
    public var provider: ProviderID { index.provider }
    /// The day it was collected; nil for one that is code.
    public var date: CalendarDate? { index.table.date }
    /// Where its rows come from.
    public var sources: [CatalogTable.Source] { index.table.sources }

    init(
        index: CatalogIndex, origin: Origin, path: String? = nil, digest: Digest? = nil,
        kinds: [String: CalendarDate] = [:]
    ) {
        self.index = index
        self.origin = origin
        self.path = path
        lockedDigest = digest
        self.kinds = kinds
    }

    /// Days since it was collected, 0 for one from tomorrow; nil for one that is code.
    public func age(today: CalendarDate) -> Int? { date.map { max(0, today.days(since: $0)) } }

    /// Kinds of rows that are older than they should be, sorted.
    public func staleKinds(today: CalendarDate) -> [String] {
        kinds.filter { CatalogTTL.isStale($0.key, of: provider, fetched: $0.value, today: today) }.keys.sorted()
    }

    /// `aws shipped 2026-05-01 (206 days old)`.
    public func summary(today: CalendarDate?) -> String {
        let words = "\(provider.rawValue) \(origin == .builtIn ? "built in" : origin.rawValue)"
        guard let date else { return words }
        guard let age = today.flatMap({ age(today: $0) }) else { return "\(words) \(date)" }
        return "\(words) \(date) (\(age == 0 ? "today" : age == 1 ? "1 day old" : "\(age) days old"))"
    }

    /// What to tell of catalogs wherever they are used, in one line: their origin and age, and how to get newer ones if
    /// that is due; nil if all of them are code.
    /// - Parameter fetchable: whether a newer catalog of a cloud can be fetched.
    public static func note(
        of catalogs: [OpenedCatalog], today: CalendarDate?, fetchable: (ProviderID) -> Bool = { _ in true }
    ) -> String? {
        let dated = catalogs.filter { $0.origin != .builtIn }
        guard !dated.isEmpty else { return nil }
        let due = dated.count { $0.isDue(today: today) && fetchable($0.provider) }
        let remedy =
            due == 0 ? "" : "; `berth catalog update` fetches \(due == 1 ? "a newer one" : "newer ones")"
        return "catalog: \(dated.map { $0.summary(today: today) }.joined(separator: ", "))\(remedy)"
    }

    private func isDue(today: CalendarDate?) -> Bool {
        origin == .shipped || today.map { !staleKinds(today: $0).isEmpty } ?? false
    }
}
