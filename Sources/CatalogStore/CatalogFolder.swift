public import Catalog
import Files
public import Hosts

/// The folder of fetched catalogs, `state/catalog/`: one file a cloud, and the lock that says which bytes it must have.
///
/// One process writes at a time, the one that holds a `claim`; whoever fetches several clouds at once writes them one
/// after the other.
public struct CatalogFolder: Sendable {
    /// The folder's path.
    public let path: String

    /// The folder within a state folder.
    public init(stateFolder: String) { path = FileSystem.join(stateFolder, "catalog") }

    /// Bytes of the largest file that is read; the largest catalog that ships has a fortieth of them.
    private static let largest = 64 << 20

    /// Path of the lock.
    public var lockPath: String { FileSystem.join(path, "catalog.lock") }

    /// Path of a cloud's file.
    public func path(of provider: ProviderID) -> String { FileSystem.join(path, "\(provider.rawValue).json") }

    /// A catalog that was read.
    public struct Locked: Sendable {
        /// What it says.
        public var table: CatalogTable
        /// What the lock says of it.
        public var entry: CatalogLock.Entry
    }

    /// What an update did.
    public struct Update: Sendable {
        /// The catalog as written.
        public var table: CatalogTable
        /// What the lock says of it.
        public var entry: CatalogLock.Entry
        /// What differs from the catalog locked before; nil if there was none.
        public var diff: CatalogDiff?
    }

    /// The lock; empty if there is none.
    public func lock() throws(CatalogStoreFault) -> CatalogLock {
        guard let bytes = try read(lockPath) else { return CatalogLock() }
        do { return try CatalogLock(parsing: bytes, path: lockPath) } catch {
            throw .malformed(error, remedy: Self.lockRemedy)
        }
    }

    /// The locked catalog of a cloud; nil if there is neither file nor lock entry.
    /// - Throws: if only one of them is there, if the file is not the one that was locked, or is no catalog.
    public func open(_ provider: ProviderID) throws(CatalogStoreFault) -> Locked? {
        try open(provider, lock: lock())
    }

    /// The locked catalog of a cloud by a lock that was read already.
    public func open(_ provider: ProviderID, lock: CatalogLock) throws(CatalogStoreFault) -> Locked? {
        let file = path(of: provider)
        let bytes = try read(file)
        let remedy = Self.remedy(provider)
        guard let entry = lock.providers[provider] else {
            guard bytes != nil else { return nil }
            throw .unlocked("\(file) is not in \(lockPath); \(remedy)")
        }
        guard let bytes else { throw .unlocked("\(lockPath) locks \(file), which is not there; \(remedy)") }
        let digest = Digest(of: bytes)
        guard digest == entry.digest else {
            throw .unlocked(
                "\(file) is not the file that \(lockPath) locks: it has \(digest.short)…, the lock says "
                    + "\(entry.digest.short)…; \(remedy)")
        }
        do throws(CatalogFault) {
            return Locked(table: try CatalogFile.read(bytes, path: file, provider: provider), entry: entry)
        } catch {
            throw .malformed(error, remedy: remedy)
        }
    }

    /// How a cloud's file is mended.
    private static func remedy(_ provider: ProviderID) -> String {
        "run `berth catalog update --provider \(provider.rawValue)`, or restore both files from git"
    }

    /// How the lock is mended. An update does not do it, for a lock may hold more than can be fetched anew.
    private static let lockRemedy = "restore it from git, or remove it and run `berth catalog update`"

    /// Keeps other processes from writing into the folder, which is made if it is not there.
    /// - Throws: `busy` if one of them is at work.
    public func claim() throws(CatalogStoreFault) -> CatalogClaim { try CatalogClaim(of: self) }

    /// Writes what was fetched of a cloud: the file, then the lock. The old ones stay as they are if anything is wrong. A
    /// process that is killed between the two leaves files that do not agree, which the next update mends.
    /// - Parameters:
    ///   - entries: what the cloud offers, as its adapter gives it. Rows that are not among them are gone afterwards.
    ///   - today: the day of the fetch.
    ///   - source: what was asked, for people.
    ///   - allowShrink: whether more than a fifth of the rows may be lost.
    public func update(
        _ provider: ProviderID, entries: [CatalogEntry], today: CalendarDate, source: String, allowShrink: Bool = false
    ) throws(CatalogStoreFault) -> Update {
        var table = CatalogTable(provider: provider, entries: entries, date: today)
        table.sources = [.init(date: today, kinds: table.kinds, text: source)]
        return try update(table, today: today, allowShrink: allowShrink)
    }

    /// Writes a table, as `update(_:entries:today:source:allowShrink:)` does.
    public func update(
        _ table: CatalogTable, today: CalendarDate, allowShrink: Bool = false
    ) throws(CatalogStoreFault) -> Update {
        let provider = table.provider
        let file = path(of: provider)
        let bytes = CatalogFile.write(table)
        do throws(CatalogFault) { _ = try CatalogFile.read(bytes, path: file, provider: provider) } catch {
            throw .unsound(provider, error)
        }
        var lock = try lock()
        let old = previous(provider)
        if let old, !allowShrink {
            let losses = CatalogLosses(from: old, to: table).excessive
            guard losses.isEmpty else { throw .shrunk(provider, losses) }
        }
        var kinds: [String: CalendarDate] = [:]
        for kind in table.kinds { kinds[kind] = table.date(ofKind: kind) ?? today }
        let entry = CatalogLock.Entry(digest: Digest(of: bytes), entries: table.count, date: today, kinds: kinds)
        lock.providers[provider] = entry
        do throws(FileError) {
            try FileSystem.makeFolder(path)
            try FileSystem.write([(path: file, bytes: bytes), (path: lockPath, bytes: lock.encoded())])
        } catch {
            throw .file(error)
        }
        return Update(table: table, entry: entry, diff: old.map { CatalogDiff(from: $0, to: table) })
    }

    /// The catalog that an update replaces. One that cannot be read is what the update is to mend, so it is compared
    /// with as far as it can be, and no further.
    private func previous(_ provider: ProviderID) -> CatalogTable? {
        guard let bytes = try? read(path(of: provider)) else { return nil }
        return try? CatalogFile.read(bytes, path: path(of: provider), provider: provider)
    }

    /// The bytes of a file; nil if there is none. What is no file is not opened: a pipe would never end.
    private func read(_ path: String) throws(CatalogStoreFault) -> [UInt8]? {
        switch FileSystem.kind(path) {
        case .folder: throw .unlocked("\(path) is a folder, not a file; remove it")
        case .other: throw .unlocked("\(path) is no plain file; remove it")
        case .file, nil: break
        }
        let size: Int
        do throws(FileError) {
            let file = try Descriptor(path, .read)
            size = try file.size
            if size <= Self.largest { return try file.read() }
        } catch {
            if error.isMissing { return nil }
            throw .file(error)
        }
        throw .unlocked(
            "\(path) has \(size >> 20) MiB, and no catalog has more than \(Self.largest >> 20); \(Self.lockRemedy)")
    }
}
