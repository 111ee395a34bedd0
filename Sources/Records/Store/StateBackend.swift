/// The identity of stored bytes; compared, never looked into.
public struct ETag: Hashable, Sendable {
    /// The store's own text for it.
    public let raw: String

    /// Wraps a store's text.
    public init(_ raw: String) { self.raw = raw }
}

/// Bytes as a store has them.
public struct StoredState: Sendable {
    /// The document.
    public var bytes: [UInt8]
    /// Its identity.
    public var etag: ETag

    /// Makes one.
    public init(bytes: [UInt8], etag: ETag) {
        self.bytes = bytes
        self.etag = etag
    }
}

/// A document with the numbers by which a store files it.
public struct Snapshot: Sendable {
    /// The document.
    public var bytes: [UInt8]
    /// Its serial.
    public var serial: Int
    /// Its write id.
    public var writeID: String

    /// Makes one.
    public init(bytes: [UInt8], serial: Int, writeID: String) {
        self.bytes = bytes
        self.serial = serial
        self.writeID = writeID
    }
}

/// What is stored before a save: the save is refused if something else is there.
public enum ExpectedState: Hashable, Sendable {
    /// Nothing is stored.
    case absent
    /// These bytes are stored, under this serial and write id.
    case match(ETag, serial: Int, writeID: String)
}

/// What a store can do; callers look at this, never at its type.
public struct BackendCapabilities: Hashable, Sendable {
    /// Whether a journal can be kept beside the state; without it intents are saved in the state itself.
    public var appendsJournal: Bool
    /// Whether a lock dies with its holder.
    public var lockDiesWithHolder: Bool
    /// Whether earlier snapshots are kept.
    public var keepsHistory: Bool
    /// The largest document in bytes; nil for no limit.
    public var maxBytes: Int?

    /// Makes capabilities.
    public init(appendsJournal: Bool, lockDiesWithHolder: Bool, keepsHistory: Bool, maxBytes: Int? = nil) {
        self.appendsJournal = appendsJournal
        self.lockDiesWithHolder = lockDiesWithHolder
        self.keepsHistory = keepsHistory
        self.maxBytes = maxBytes
    }
}

/// A lock that is held until it is released or its process dies.
public protocol HeldLock: Sendable {
    /// Makes sure that the lock is still ours.
    /// - Throws: `lockLost` if it is not: nothing new may be started then.
    func verify() async throws(RecordsError)
    /// Gives the lock back.
    func release() async
}

/// A place that keeps one fleet's state document.
///
/// The rule is the same on every store: a save is a compare-and-swap on the identity of what was loaded, and a lock is
/// politeness between people. What protects the VMs are the intents.
public protocol StateBackend: Sendable {
    /// What it can do.
    var capabilities: BackendCapabilities { get }
    /// Where it is, for messages.
    var location: String { get }
    /// The stored document; nil if there is none.
    func load() async throws(RecordsError) -> StoredState?
    /// Stores a document, durably, in place of what is expected to be there.
    /// - Throws: `changedUnderneath` if something else is there; nothing is changed then.
    func save(_ snapshot: Snapshot, replacing expected: ExpectedState) async throws(RecordsError) -> ETag
    /// Takes the lock at once.
    /// - Throws: `locked` with what is known of its holder.
    func lock(_ info: LockInfo) async throws(RecordsError) -> any HeldLock
    /// Makes sure, before any cloud is called, that a document of this many bytes can be saved later.
    func prepareForWriting(bytes: Int) async throws(RecordsError)
    /// Earlier snapshots, newest first.
    func history() async throws(RecordsError) -> [HistoryEntry]
    /// The bytes of an earlier snapshot.
    func readHistory(_ entry: HistoryEntry) async throws(RecordsError) -> [UInt8]
}
