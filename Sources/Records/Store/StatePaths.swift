import Files

/// Where the files of a fleet's state lie.
public struct StatePaths: Hashable, Sendable {
    /// The folder of all fleets' states.
    public let folder: String
    /// The fleet's name.
    public let fleet: String

    /// Paths of a fleet in a folder.
    public init(folder: String, fleet: String) {
        self.folder = folder.isEmpty ? "." : folder
        self.fleet = fleet
    }

    /// The snapshot.
    public var state: String { path("\(fleet).state.json") }
    /// The write-ahead journal since the snapshot.
    public var journal: String { path("\(fleet).journal.jsonl") }
    /// The append-only history of steps.
    public var ledger: String { path("\(fleet).ledger.jsonl") }
    /// The lock; never deleted.
    public var lock: String { path("\(fleet).lock") }
    /// Earlier snapshots.
    public var history: String { path("history/\(fleet)") }
    /// Journals that were folded into a snapshot.
    public var runs: String { path("history/\(fleet)/runs") }
    /// Where a state goes that could not be saved under its name.
    public func emergency(writeID: String) -> String { path("\(fleet).errored-\(writeID).json") }
    /// Where a snapshot is written before it gets its name.
    func temporary(writeID: String) -> String { path(".tmp-\(fleet)-\(writeID)") }

    /// The file by which a run proves that the folder can be written.
    var probe: String { path(".tmp-\(fleet)-probe") }

    /// Whether a name in the folder is that of a temporary file of this very fleet.
    func isTemporary(_ name: String) -> Bool {
        if name == ".tmp-\(fleet)-probe" { return true }
        let prefix = ".tmp-\(fleet)-w-"
        return name.hasPrefix(prefix) && name.utf8.count == prefix.utf8.count + 12
            && !name.dropFirst(prefix.count).contains("-")
    }

    func path(_ name: String) -> String { FileSystem.join(folder, name) }
}
