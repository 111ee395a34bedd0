import Files
import Synchronization

/// Appends lines to a journal with group commit: callers that come while a sync is under way share the next one.
///
/// The order of `stage` calls is the order of lines. After a failed write or sync nothing more is accepted: the kernel
/// may have dropped the unwritten pages, so a second sync on the same file would prove nothing.
final class JournalWriter: Sendable {
    /// Where the next line goes.
    struct Position: Hashable, Sendable {
        /// Bytes of whole lines in the file; what follows is cut before the first write.
        var bytes = 0
        /// `prev` of the next line.
        var link = JournalEntry.noPrevious
        /// Number of the next line.
        var sequence = 1
    }

    private struct State {
        var position: Position
        var buffer: [UInt8] = []
        /// Which kinds of lines are in the buffer, for the crash points.
        var kinds: Set<String> = []
        var staged = 0
        var durable = 0
        var writing = false
        var failure: RecordsError?
        var waiters: [CheckedContinuation<Void, Never>] = []
        var file: JournalFile?
    }

    private struct Batch {
        var bytes: [UInt8]
        var kinds: Set<String>
        var file: JournalFile?
        /// Length to cut the file to when it is opened.
        var length: Int
    }

    private enum Turn {
        case done
        case failed(RecordsError)
        case wait
        case lead
    }

    let path: String
    let epoch: Int
    private let faults: FaultPoints
    private let state: Mutex<State>

    init(path: String, epoch: Int, position: Position, faults: FaultPoints) {
        self.path = path
        self.epoch = epoch
        self.faults = faults
        state = Mutex(State(position: position))
    }

    /// Where the next line goes.
    var position: Position { state.withLock { $0.position } }

    /// The failure that ended this writer, if any.
    var failure: RecordsError? { state.withLock { $0.failure } }

    /// Syncs made so far are not more than this many lines; for tests of the grouping.
    var durableLines: Int { state.withLock { $0.durable } }

    /// Numbers, chains and queues lines; nothing is written yet.
    /// - Returns: the lines, and a ticket for `commit`.
    func stage(
        _ events: [JournalEvent], run: String, time: Timestamp
    ) throws(RecordsError) -> (entries: [JournalEntry], ticket: Int) {
        let result: Result<([JournalEntry], Int), RecordsError> = state.withLock { state in
            if let failure = state.failure { return .failure(failure) }
            var entries: [JournalEntry] = []
            for event in events {
                let entry = JournalEntry(
                    epoch: epoch, sequence: state.position.sequence, run: run, time: time, event: event)
                let line = entry.line(previous: state.position.link)
                state.buffer += line
                state.kinds.insert(event.kind)
                state.position.sequence += 1
                state.position.link = JournalEntry.link(after: line.dropLast())
                state.staged += 1
                entries.append(entry)
            }
            return .success((entries, state.staged))
        }
        return try result.get()
    }

    /// Returns when all lines up to the ticket are durable.
    func commit(_ ticket: Int) async throws(RecordsError) {
        while true {
            switch turn(ticket) {
            case .done: return
            case .failed(let error): throw error
            case .wait: await waitForTurn()
            case .lead:
                // Callers that are ready now get their lines into this batch, even where one thread serves all.
                await Task.yield()
                let (batch, through) = takeBatch()
                let result = await Self.write(batch, path: path, faults: faults)
                finish(result, bytes: batch.bytes.count, through: through)
            }
        }
    }

    private func turn(_ ticket: Int) -> Turn {
        state.withLock { state in
            if state.durable >= ticket { return .done }
            if let failure = state.failure { return .failed(failure) }
            if state.writing { return .wait }
            state.writing = true
            return .lead
        }
    }

    private func takeBatch() -> (Batch, through: Int) {
        state.withLock { state in
            let batch = Batch(
                bytes: state.buffer, kinds: state.kinds, file: state.file, length: state.position.bytes)
            state.buffer = []
            state.kinds = []
            return (batch, state.staged)
        }
    }

    private func waitForTurn() async {
        await withCheckedContinuation { continuation in
            let free = state.withLock { state in
                if state.writing { state.waiters.append(continuation) }
                return !state.writing
            }
            if free { continuation.resume() }
        }
    }

    private func finish(_ result: Result<JournalFile, FileError>, bytes: Int, through: Int) {
        let waiters = state.withLock { state in
            switch result {
            case .success(let file):
                state.file = file
                state.durable = through
                state.position.bytes += bytes
            case .failure(let error):
                state.failure = .journalBroken(path: path, reason: error.reason)
                state.file = nil
            }
            state.writing = false
            let waiters = state.waiters
            state.waiters = []
            return waiters
        }
        for waiter in waiters { waiter.resume() }
    }

    /// Cuts what follows the last whole line off the file, now rather than before the next line.
    func cutTail() throws(RecordsError) {
        do {
            _ = try JournalFile(path, length: position.bytes)
        } catch {
            throw .file(error)
        }
    }

    /// Writes and syncs one batch, off the caller's actor: others may stage lines meanwhile.
    @concurrent private static func write(
        _ batch: Batch, path: String, faults: FaultPoints
    ) async -> Result<JournalFile, FileError> {
        do throws(FileError) {
            let file = if let open = batch.file { open } else { try JournalFile(path, length: batch.length) }
            reach(.intentBefore, .resultBefore, batch, faults)
            let half = batch.bytes.count / 2
            if watches(.intentTorn, .resultTorn, batch, faults) {
                try file.descriptor.write(Array(batch.bytes[..<half]))
                reach(.intentTorn, .resultTorn, batch, faults)
                try file.descriptor.write(Array(batch.bytes[half...]))
            } else {
                try file.descriptor.write(batch.bytes)
            }
            reach(.intentWritten, .resultWritten, batch, faults)
            try file.descriptor.syncData()
            reach(.intentSynced, .resultSynced, batch, faults)
            return .success(file)
        } catch {
            return .failure(error)
        }
    }

    private static func reach(_ intent: CrashPoint, _ result: CrashPoint, _ batch: Batch, _ faults: FaultPoints) {
        if batch.kinds.contains("intent") { faults.reach(intent) }
        if batch.kinds.contains("result") { faults.reach(result) }
    }

    private static func watches(
        _ intent: CrashPoint, _ result: CrashPoint, _ batch: Batch, _ faults: FaultPoints
    ) -> Bool {
        batch.kinds.contains("intent") && faults.watches(intent)
            || batch.kinds.contains("result") && faults.watches(result)
    }
}

/// An open journal, shared by the batches of one writer.
private final class JournalFile: Sendable {
    let descriptor: Descriptor

    /// Opens or makes the file, cuts an unfinished line off its end, and makes its name durable.
    init(_ path: String, length: Int) throws(FileError) {
        let file = try Descriptor(path, .append)
        if try file.size > length {
            try file.truncate(to: length)
            try file.sync()
        }
        try FileSystem.syncFolder(FileSystem.folder(of: path))
        descriptor = file
    }
}
