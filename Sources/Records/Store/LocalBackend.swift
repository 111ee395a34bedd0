import Files
import Hosts

/// State in a folder of this machine.
///
/// A save never touches the old snapshot: the new one is written beside it, made durable, read back, and only then
/// takes its name, while the old one keeps living in the history.
struct LocalBackend: StateBackend {
    /// Snapshots kept in the history.
    static let keptSnapshots = 10
    private static let ignored = """
        *.lock
        !/catalog/catalog.lock
        *.journal.jsonl
        .tmp-*
        history/
        *.errored-*
        local-cloud.*

        """

    let paths: StatePaths
    let faults: FaultPoints

    var capabilities: BackendCapabilities {
        BackendCapabilities(appendsJournal: true, lockDiesWithHolder: true, keepsHistory: true)
    }

    var location: String { paths.state }

    func load() async throws(RecordsError) -> StoredState? {
        do {
            let bytes = try FileSystem.read(paths.state)
            return StoredState(bytes: bytes, etag: Self.etag(bytes))
        } catch  where error.isMissing {
            return nil
        } catch {
            throw .file(error)
        }
    }

    func save(_ snapshot: Snapshot, replacing expected: ExpectedState) async throws(RecordsError) -> ETag {
        try requireUnchanged(expected)
        let temporary = paths.temporary(writeID: snapshot.writeID)
        do throws(FileError) {
            try writeTemporary(snapshot, temporary)
            faults.reach(.saveTemp)
            try keepOld(expected)
            try FileSystem.rename(temporary, to: paths.state)
            faults.reach(.saveRenamed)
            try FileSystem.syncFolder(paths.folder)
            faults.reach(.saveFolderSynced)
        } catch {
            try? FileSystem.remove(temporary)
            throw .file(error)
        }
        prune()
        return Self.etag(snapshot.bytes)
    }

    func lock(_ info: LockInfo) async throws(RecordsError) -> any HeldLock {
        do {
            try FileSystem.makeFolder(paths.folder)
            try writeIgnoreFile()
        } catch {
            throw .notWritable(folder: paths.folder, reason: error.reason)
        }
        let lock = try LocalLock(paths.lock, info: info)
        faults.reach(.lockTaken)
        removeLeftovers()
        return lock
    }

    func prepareForWriting(bytes: Int) async throws(RecordsError) {
        // Room for the new snapshot, the journal and the emergency file, with as much again to spare.
        let needed = bytes * 4 + (1 << 20)
        let free: Int
        do throws(FileError) {
            try FileSystem.makeFolder(paths.runs)
            try probe()
            free = try FileSystem.freeBytes(paths.folder)
        } catch {
            throw .notWritable(folder: paths.folder, reason: error.reason)
        }
        guard free >= needed else { throw .noSpace(folder: paths.folder, needed: needed, free: free) }
    }

    func history() async throws(RecordsError) -> [HistoryEntry] {
        do {
            return try entries()
        } catch  where error.isMissing {
            return []
        } catch {
            throw .file(error)
        }
    }

    func readHistory(_ entry: HistoryEntry) async throws(RecordsError) -> [UInt8] {
        do { return try FileSystem.read(entry.path) } catch { throw .file(error) }
    }

    /// The identity of some bytes.
    static func etag(_ bytes: [UInt8]) -> ETag { ETag(Digest(of: bytes).hex) }

    /// Makes, syncs and removes a file: what a save will need to be able to do.
    private func probe() throws(FileError) {
        // One name for all runs: what a killed run left is overwritten, and only the holder of the lock comes here.
        let path = paths.probe
        try FileSystem.remove(path)
        let file = try Descriptor(path, .createNew)
        do {
            try file.write([0x0A])
            try file.sync()
        } catch {
            try? FileSystem.remove(path)
            throw error
        }
        try FileSystem.remove(path)
    }

    private func requireUnchanged(_ expected: ExpectedState) throws(RecordsError) {
        let present: ETag?
        do {
            present = Self.etag(try FileSystem.read(paths.state))
        } catch  where error.isMissing {
            present = nil
        } catch {
            throw .file(error)
        }
        switch expected {
        case .absent where present == nil: return
        case .match(let etag, _, _) where present == etag: return
        case .absent: throw .changedUnderneath(path: paths.state, loadedSerial: 0)
        case .match(_, let serial, _): throw .changedUnderneath(path: paths.state, loadedSerial: serial)
        }
    }

    private func writeTemporary(_ snapshot: Snapshot, _ path: String) throws(FileError) {
        let file = try Descriptor(path, .createNew)
        if faults.watches(.saveTempHalf) {
            let half = snapshot.bytes.count / 2
            try file.write(Array(snapshot.bytes[..<half]))
            faults.reach(.saveTempHalf)
            try file.write(Array(snapshot.bytes[half...]))
        } else {
            try file.write(snapshot.bytes)
        }
        try file.sync()
        guard try file.read() == snapshot.bytes else { throw .differs(path) }
    }

    /// Gives the old snapshot a second name in the history; it costs no copy.
    private func keepOld(_ expected: ExpectedState) throws(FileError) {
        guard case .match(_, let serial, let writeID) = expected else { return }
        try FileSystem.makeFolder(paths.history)
        let kept = FileSystem.join(paths.history, HistoryEntry.name(serial: serial, writeID: writeID))
        do {
            try FileSystem.link(paths.state, to: kept)
        } catch  where error.exists {
            return
        } catch {
            // A file system without hard links gets a copy.
            let copy = try Descriptor(kept, .createNew)
            try copy.write(try FileSystem.read(paths.state))
            try copy.sync()
        }
        try FileSystem.syncFolder(paths.history)
    }

    /// Removes what is beyond the number kept. The save is done by now, so a failure only leaves a file too many.
    private func prune() {
        let old = (try? entries().dropFirst(Self.keptSnapshots)) ?? []
        for entry in old { try? FileSystem.remove(entry.path) }
    }

    /// Removes temporary files of runs that were killed while saving; only the holder of the lock may.
    private func removeLeftovers() {
        for name in (try? FileSystem.list(paths.folder)) ?? [] where paths.isTemporary(name) {
            try? FileSystem.remove(paths.path(name))
        }
    }

    private func entries() throws(FileError) -> [HistoryEntry] {
        let folder = paths.history
        return try FileSystem.list(folder)
            .compactMap { HistoryEntry(name: $0, folder: folder) }
            .sorted { ($0.serial, $0.writeID) > ($1.serial, $1.writeID) }
    }

    private func writeIgnoreFile() throws(FileError) {
        do {
            let file = try Descriptor(paths.path(".gitignore"), .createNew)
            try file.write(Array(Self.ignored.utf8))
        } catch  where error.exists {
            return
        }
    }
}
