import Files
import Hosts
import JSON

/// The files of a world: a snapshot, a log of the changes since, and a lock.
///
/// A change is one line, written by one call and acknowledged once it is whole; a last line without its newline was
/// never acknowledged, and the next writer cuts it. Compaction renames a new snapshot of the next epoch into place, then
/// a new log of that epoch; a log of an older epoch than its snapshot is one that compaction did not come to replace,
/// and all of it is in the snapshot. Nothing is synced to the disk: a cloud that simulates must outlive its processes,
/// not its machine.
struct LocalWorldFile: ~Copyable, Sendable {
    /// Why the world cannot be used.
    enum Failure: Error {
        case system(FileError)
        case damaged(path: String, String)

        var shared: ProviderError {
            switch self {
            case .system(let error):
                ProviderError(.operationFailed, provider: .local, code: "WorldFile", message: "\(error)")
            case .damaged(let path, let message):
                ProviderError(
                    .invalid, provider: .local, code: "WorldDamaged",
                    message:
                        "\(path): \(message); restore the file, or move it and its log away to start an empty cloud")
            }
        }
    }

    private let path: String
    private let logPath: String
    private var lock: Descriptor?
    // Both stay open: while they do, their inode numbers cannot be given to the files that replace them.
    private var snapshot: Descriptor?
    private var log: Descriptor?
    /// End of the last whole line that was applied.
    private var offset = 0
    private var snapshotSize = 0
    /// Whether the log belongs to the snapshot.
    private var logIsCurrent = false
    private var loaded = false
    private var locked = false

    /// A log shorter than this is never compacted.
    private static let smallLog = 1 << 20

    init(path: String) {
        self.path = path
        logPath = (path.hasSuffix(".json") ? String(path.dropLast(5)) : path) + ".log.jsonl"
    }

    /// Takes the lock and brings the state up to date.
    mutating func enter(_ state: inout LocalState, toWrite: Bool) throws(Failure) {
        if !toWrite, lock == nil, FileSystem.kind(path) == nil, FileSystem.kind(logPath) == nil {
            // Looking at a cloud that nobody made yet leaves no trace.
            return
        }
        try takeLock()
        do throws(Failure) {
            try refresh(&state)
        } catch {
            leave()
            throw error
        }
    }

    /// Drops the lock.
    mutating func leave() {
        if locked { lock?.unlock() }
        locked = false
    }

    /// Adds a change to the log, whole or not at all. The lock must be held.
    mutating func append(_ change: LocalChange, epoch: Int) throws(Failure) {
        if !logIsCurrent { try startLog(epoch: epoch) }
        let line = LocalWire.line(change)
        do throws(FileError) {
            if try log?.size != offset { try log?.truncate(to: offset) }
            do throws(FileError) {
                try log?.write(line)
            } catch {
                try? log?.truncate(to: offset)
                throw error
            }
            offset += line.count
        } catch {
            throw .system(error)
        }
    }

    /// Replaces a long log by a new snapshot, so that a change costs the same however many came before.
    ///
    /// A failure is no error of the change, which is kept already: the next one tries again.
    mutating func compactIfLong(_ state: inout LocalState) {
        guard offset > max(Self.smallLog, snapshotSize / 2) else { return }
        state.epoch += 1
        let bytes = LocalWire.snapshot(state)
        do throws(FileError) {
            try replace(path, by: bytes)
            snapshot = try Descriptor(path, .read)
            snapshotSize = bytes.count
        } catch {
            state.epoch -= 1
            // If the rename was done, only a fresh look can tell.
            loaded = false
            return
        }
        do throws(Failure) { try startLog(epoch: state.epoch) } catch { logIsCurrent = false }
    }

    private mutating func takeLock() throws(Failure) {
        do throws(FileError) {
            if lock == nil {
                try FileSystem.makeFolder(FileSystem.folder(of: path))
                lock = try Descriptor("\(path).lock", .createOrUpdate)
            }
            _ = try lock?.lock(wait: true)
            locked = true
        } catch {
            throw .system(error)
        }
    }

    private mutating func startLog(epoch: Int) throws(Failure) {
        let header = LocalWire.logHeader(epoch: epoch)
        do throws(FileError) {
            try replace(logPath, by: header)
            log = try Descriptor(logPath, .append)
        } catch {
            logIsCurrent = false
            throw .system(error)
        }
        offset = header.count
        logIsCurrent = true
    }

    private func replace(_ target: String, by bytes: [UInt8]) throws(FileError) {
        // One name for all: only the holder of the lock writes it, and a leftover is overwritten.
        let temporary = "\(target).new"
        try FileSystem.remove(temporary)
        try Descriptor(temporary, .createNew).write(bytes)
        try FileSystem.rename(temporary, to: target)
    }

    // MARK: Reading what others did

    private mutating func refresh(_ state: inout LocalState) throws(Failure) {
        if loaded, try Self.inode(snapshot) == FileSystem.inode(path), try Self.inode(log) == FileSystem.inode(logPath)
        {
            if logIsCurrent { try tail(&state) }
            return
        }
        loaded = false
        snapshot = try Self.open(path, .read)
        log = try Self.open(logPath, .append)
        try load(&state)
        loaded = true
    }

    private mutating func load(_ state: inout LocalState) throws(Failure) {
        state = LocalState()
        snapshotSize = 0
        logIsCurrent = false
        offset = 0
        if let bytes = try Self.read(snapshot) {
            snapshotSize = bytes.count
            do throws(JSONFault) {
                state = try LocalWire.readSnapshot(bytes)
            } catch {
                throw .damaged(path: path, "\(error)")
            }
        }
        guard let head = try Self.read(log, limit: 256) else { return }
        guard let end = head.firstIndex(of: 0x0A) else { throw .damaged(path: logPath, "the first line is missing") }
        let epoch: Int
        do throws(JSONFault) {
            epoch = try LocalWire.readHeader(Array(head[..<end]))
        } catch {
            throw .damaged(path: logPath, "\(error)")
        }
        guard epoch <= state.epoch else {
            throw .damaged(path: path, "the file is missing or older than its log (epoch \(state.epoch), log \(epoch))")
        }
        logIsCurrent = epoch == state.epoch
        offset = end + 1
        if logIsCurrent { try tail(&state) }
    }

    /// Applies the whole lines that others added.
    private mutating func tail(_ state: inout LocalState) throws(Failure) {
        let size: Int
        do throws(FileError) { size = try log?.size ?? offset } catch { throw .system(error) }
        if size == offset { return }
        guard size > offset else { throw .damaged(path: logPath, "it is shorter than it was") }
        guard let added = try Self.read(log, from: offset), let last = added.lastIndex(of: 0x0A) else { return }
        do throws(JSONFault) {
            try LocalWire.replay(Array(added[...last]), onto: &state)
        } catch {
            loaded = false
            let line = added.prefix(error.offset).count { $0 == 0x0A } + 2
            throw .damaged(path: logPath, "line \(line) after byte \(offset): \(error.message)")
        }
        offset += last + 1
    }

    private static func open(_ path: String, _ mode: Descriptor.Mode) throws(Failure) -> Descriptor? {
        guard FileSystem.kind(path) != nil else { return nil }
        do throws(FileError) { return try Descriptor(path, mode) } catch { throw .system(error) }
    }

    private static func read(_ file: borrowing Descriptor?, from offset: Int = 0, limit: Int = .max) throws(Failure)
        -> [UInt8]?
    {
        do throws(FileError) {
            switch file {
            case .some(let open): return try open.read(from: offset, limit: limit)
            case .none: return nil
            }
        } catch {
            throw .system(error)
        }
    }

    private static func inode(_ file: borrowing Descriptor?) throws(Failure) -> UInt64? {
        do throws(FileError) {
            switch file {
            case .some(let open): return try open.inode
            case .none: return nil
            }
        } catch {
            throw .system(error)
        }
    }
}
