public import Hosts
import JSON

/// The lock of a catalog folder: which bytes each cloud's file must have. Made for git, so that a laptop and CI
/// validate against the same catalogs.
public struct CatalogLock: Hashable, Sendable {
    /// The version written and read.
    public static let formatVersion = 1

    /// What is locked of one cloud.
    public struct Entry: Hashable, Sendable {
        /// SHA-256 of the file's bytes.
        public var digest: Digest
        /// How many things the file says are offered, as `CatalogTable.count`.
        public var entries: Int
        /// The day it was fetched.
        public var date: CalendarDate
        /// The day each kind of rows was fetched, by the words of the file form.
        public var kinds: [String: CalendarDate]

        /// Makes an entry.
        public init(digest: Digest, entries: Int, date: CalendarDate, kinds: [String: CalendarDate]) {
            self.digest = digest
            self.entries = entries
            self.date = date
            self.kinds = kinds
        }
    }

    /// Entries by cloud.
    public var providers: [ProviderID: Entry]

    /// Makes a lock.
    public init(providers: [ProviderID: Entry] = [:]) { self.providers = providers }

    /// Reads a lock file.
    /// - Parameter path: how messages name it.
    public init(parsing bytes: [UInt8], path: String) throws(CatalogFault) {
        var providers: [ProviderID: Entry] = [:]
        do throws(JSONFault) {
            let root = try JSONDocument(parsing: bytes, maxDepth: 8).root
            try root.expectObject()
            var version: Int?
            try root.forEachMember { (key, value) throws(JSONFault) in
                switch key {
                case "format_version":
                    version = value.int
                    guard version == Self.formatVersion else {
                        throw value.fault(CatalogNotes.otherVersion(value, reads: Self.formatVersion))
                    }
                case "providers":
                    try value.expectObject()
                    try value.forEachMember { (name, node) throws(JSONFault) in
                        guard let id = ProviderID(rawValue: name) else {
                            throw node.fault("there is no cloud `\(name)`")
                        }
                        providers[id] = try Self.entry(node)
                    }
                default: throw value.fault("there is no member `\(key)`")
                }
            }
            _ = try root.required(version, "format_version")
        } catch {
            throw CatalogFault(error, in: bytes, path: path)
        }
        self.providers = providers
    }

    private static func entry(_ node: JSONNode) throws(JSONFault) -> Entry {
        try node.expectObject()
        var read = (digest: Digest?.none, entries: Int?.none, date: CalendarDate?.none)
        var kinds: [String: CalendarDate] = [:]
        try node.forEachMember { (key, value) throws(JSONFault) in
            switch key {
            case "date": read.date = try day(value)
            case "digest":
                guard let digest = Digest(try value.expectString()) else {
                    throw value.fault("expected sha256: and 64 hexadecimal digits")
                }
                read.digest = digest
            case "entries": read.entries = try value.expectInt(0 ... .max)
            case "kinds":
                try value.expectObject()
                try value.forEachMember { (kind, node) throws(JSONFault) in kinds[kind] = try day(node) }
            default: throw value.fault("there is no member `\(key)`")
            }
        }
        return Entry(
            digest: try node.required(read.digest, "digest"), entries: try node.required(read.entries, "entries"),
            date: try node.required(read.date, "date"), kinds: kinds)
    }

    private static func day(_ node: JSONNode) throws(JSONFault) -> CalendarDate {
        guard let day = CalendarDate(try node.expectString()) else { throw node.fault("expected a day as YYYY-MM-DD") }
        return day
    }

    /// The lock file: canonical JSON.
    public func encoded() -> [UInt8] {
        let entries = providers.map { id, entry in
            let kinds = entry.kinds.mapValues { JSONValue.string($0.description) }
            let members: [String: JSONValue] = [
                "date": .string(entry.date.description), "digest": .string(entry.digest.description),
                "entries": .int(entry.entries), "kinds": .object(kinds),
            ]
            return (id.rawValue, JSONValue.object(members))
        }
        let members = Dictionary(entries, uniquingKeysWith: { first, _ in first })
        return JSONValue.object(["format_version": .int(Self.formatVersion), "providers": .object(members)]).text()
    }
}
