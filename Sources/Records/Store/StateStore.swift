import Files

/// The state of one fleet: reading it, and opening it for a run that changes it.
public struct StateStore: Sendable {
    /// Where its files are.
    public let paths: StatePaths
    let backend: any StateBackend
    let identity: RunIdentity
    let clock: any Clock<Duration>
    let now: @Sendable () -> Timestamp
    let random: RandomSource
    let faults: FaultPoints

    /// The state of a fleet in a folder of this machine.
    /// - Parameters:
    ///   - clock: measures the wait for the lock.
    ///   - now: the wall clock, for times that people read.
    ///   - faults: where tests cut in; the product passes `.fromEnvironment()`.
    public init(
        folder: String, fleet: String, identity: RunIdentity, clock: any Clock<Duration> = ContinuousClock(),
        now: @escaping @Sendable () -> Timestamp = { .now }, random: RandomSource = .system,
        faults: FaultPoints = .none
    ) {
        let paths = StatePaths(folder: folder, fleet: fleet)
        self.init(
            paths: paths, backend: LocalBackend(paths: paths, faults: faults), identity: identity, clock: clock,
            now: now, random: random, faults: faults)
    }

    init(
        paths: StatePaths, backend: any StateBackend, identity: RunIdentity, clock: any Clock<Duration>,
        now: @escaping @Sendable () -> Timestamp, random: RandomSource, faults: FaultPoints
    ) {
        self.paths = paths
        self.backend = backend
        self.identity = identity
        self.clock = clock
        self.now = now
        self.random = random
        self.faults = faults
    }

    /// The state as it is now, without a lock and without writing anything: a folder that may only be read will do.
    /// - Throws: a damaged or lost state is an error, never an empty state.
    public func load() async throws(RecordsError) -> LoadedState {
        try await loader.load()
    }

    /// Takes the fleet's lock and loads its state, for a run that may change it.
    /// - Parameter lockTimeout: how long to wait for another run to end; zero to try once.
    /// - Throws: `locked` with the holder if it did not end in time.
    public func open(lockTimeout: Duration = .zero) async throws(RecordsError) -> WriteSession {
        let lock = try await lock(timeout: lockTimeout)
        do throws(RecordsError) {
            let session = WriteSession(store: self, loaded: try await loader.load(), lock: lock)
            if session.loaded.tornBytes > 0 { try await session.journal.cutTail() }
            return session
        } catch {
            await lock.release()
            throw error
        }
    }

    /// Earlier snapshots, newest first.
    public func history() async throws(RecordsError) -> [HistoryEntry] { try await backend.history() }

    /// An earlier snapshot.
    public func read(_ entry: HistoryEntry) async throws(RecordsError) -> FleetState {
        let bytes = try await backend.readHistory(entry)
        do { return try StateDocument.decode(bytes) } catch {
            throw .damagedState(path: entry.path, fault: error, newest: nil)
        }
    }

    /// All lines of the ledger, its chain checked.
    public func ledger() throws(RecordsError) -> [LedgerLine] { try Ledger.read(paths.ledger) }

    var loader: StateLoader { StateLoader(backend: backend, paths: paths, random: random) }

    /// Tries to lock, then again after 1, 2, 4, 8, 16, 16 … seconds while the timeout allows.
    func lock(timeout: Duration) async throws(RecordsError) -> any HeldLock {
        let id = random.base32(16)
        var waited = Duration.zero
        var pause = Duration.seconds(1)
        while true {
            let info = LockInfo(id: id, identity: identity, created: now(), path: backend.location)
            do throws(RecordsError) {
                return try await backend.lock(info)
            } catch {
                guard error.isPassing, waited < timeout else { throw error }
                let step = min(pause, timeout - waited)
                do { try await clock.sleep(for: step) } catch { throw .closed }
                waited += step
                pause = min(pause * 2, .seconds(16))
            }
        }
    }
}

extension RecordsError {
    /// Whether waiting may help.
    fileprivate var isPassing: Bool {
        switch self {
        case .locked, .lockLost: true
        default: false
        }
    }
}
