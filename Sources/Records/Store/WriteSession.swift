import Files
public import Hosts

/// A locked, loaded state during a run: intents and results go to its journal, and `close` folds them into the
/// snapshot.
///
/// Calls may come from many tasks at once. A call that writes returns when what it wrote is durable; calls that come
/// together share one sync. After a failed write nothing new is accepted, so no cloud is called without a record.
public actor WriteSession {
    /// Results in one journal before it is folded into a snapshot, at least: a large fleet waits for half as many as it
    /// has hosts, so that saves cost each result the same however many there are.
    static let resultsPerEpoch = 256

    /// What was loaded, with the open intents of earlier runs.
    public nonisolated let loaded: LoadedState
    /// Ids for intents and hosts.
    public nonisolated let random: RandomSource
    /// Where tests cut in; the applier reaches `callBefore` and `callAnswered`.
    public nonisolated let faults: FaultPoints
    /// Things a person should be told that did not stop the run.
    public private(set) var notices: [String] = []

    nonisolated let store: StateStore
    private let lock: any HeldLock
    var fold: JournalFold
    var baseline: FleetState
    var etag: ETag?
    var journal: JournalWriter
    /// Digest of the plan that is carried out.
    private var plan: String?
    /// Whether this run's first line stands in the journal; it is written with the first line that follows it.
    private var hasBegun = false
    private var results = 0
    private var closed = false
    /// Why nothing new may be started, if so.
    private var blocked: RecordsError?
    private var saving = false
    private var waiters: [CheckedContinuation<Void, Never>] = []

    init(store: StateStore, loaded: LoadedState, lock: any HeldLock) {
        self.store = store
        self.loaded = loaded
        self.lock = lock
        random = store.random
        faults = store.faults
        fold = loaded.fold
        baseline = loaded.snapshot
        etag = loaded.etag
        journal = JournalWriter(
            path: store.paths.journal, epoch: loaded.snapshot.journalEpoch, position: loaded.position,
            faults: store.faults)
    }

    /// The state with everything that was written so far. Costs a copy of the list of hosts at the next change: in a
    /// loop over hosts use `record(of:)`.
    public var state: FleetState { fold.result }

    /// One host's record as it reads now.
    public func record(of host: String) -> HostRecord? { fold.state.hosts[host] }

    /// Intents without a verdict, oldest first.
    public var openIntents: [Intent] { fold.openIntents }

    /// Makes sure, before any cloud is called, that the run can be written down to its end.
    /// - Throws: `notWritable`, `noSpace`.
    public func prepareForWriting() async throws(RecordsError) {
        guard !closed else { throw .closed }
        try await store.backend.prepareForWriting(bytes: loaded.size)
    }

    /// Begins to carry out a plan: checks the folder, saves a first state if there is none, and writes down that the
    /// plan is used up.
    /// - Parameter plan: the plan's digest; nil for a run without one.
    /// - Throws: `planConsumed` if it was carried out before; `notWritable`, `noSpace`.
    public func begin(plan: String?) async throws(RecordsError) {
        try await prepareForWriting()
        if let plan, fold.state.consumedPlans.contains(plan) { throw .planConsumed(plan) }
        self.plan = plan
        hasBegun = false
        if plan != nil { try await write([]) }
    }

    /// Writes down cloud calls that are about to be made; they may be made when this returns.
    /// - Throws: `lockLost`, `journalBroken`, or why an earlier save failed: the calls must not be made then.
    public func intend(_ intents: [Intent]) async throws(RecordsError) {
        if let blocked { throw blocked }
        try await lock.verify()
        let time = store.now()
        try await write(
            intents.map { intent in
                var intent = intent
                intent.since = intent.since ?? time
                return .intent(intent)
            })
    }

    /// Writes down what became of an intent.
    public func conclude(_ outcome: Outcome) async throws(RecordsError) {
        try await write([.result(outcome)])
        results += 1
        guard results >= max(Self.resultsPerEpoch, fold.state.hosts.count / 2), blocked == nil else { return }
        results = 0
        // The result is safe in the journal; a failed save only forbids new calls.
        do { try await save(isLast: false) } catch { blocked = error }
    }

    /// Writes down a change of records that needs no cloud call, such as adopt or forget.
    public func note(
        _ text: String, changes: [HostChange], ledger: LedgerEvent? = nil
    ) async throws(RecordsError) {
        try await write([.note(text: text, changes: changes, ledger: ledger)])
    }

    /// Changes what can be found out again if it is lost, such as orphans, provider settings and counts of misses: kept
    /// in memory until the next save. Open intents and the numbers of the save cannot be changed here.
    public func update(_ body: @Sendable (inout FleetState) -> Void) async throws(RecordsError) {
        guard !closed else { throw .closed }
        await waitForSave()
        fold.update(body)
    }

    /// Folds the journal into a new snapshot now.
    public func save() async throws(RecordsError) { try await save(isLast: false) }

    /// Saves, if anything changed, and gives the lock back. The session cannot be used afterwards, even if this throws.
    /// - Throws: `saveFailed`, with the file that holds the state instead.
    public func close() async throws(RecordsError) {
        guard !closed else { return }
        var failure: RecordsError?
        do { try await save(isLast: true) } catch { failure = error }
        closed = true
        faults.reach(.end)
        await lock.release()
        if let failure { throw failure }
    }

    /// Remembers something for a person.
    func addNotice(_ text: String) { notices.append(text) }

    /// Stages and folds in one go, so that the order of folding is the order of lines; then waits for the disk.
    private func write(_ events: [JournalEvent]) async throws(RecordsError) {
        guard !closed else { throw .closed }
        // A journal without a state beside it would look like a lost state.
        if etag == nil { try await save(isLast: false) }
        await waitForSave()
        let begin = JournalEvent.runBegin(
            who: store.identity.who, command: store.identity.command, plan: plan, serial: baseline.serial)
        let (entries, ticket) = try journal.stage(
            hasBegun ? events : [begin] + events, run: store.identity.run, time: store.now())
        hasBegun = true
        for entry in entries { fold.apply(entry) }
        try await journal.commit(ticket)
    }

    private func waitForSave() async {
        while saving { await withCheckedContinuation { waiters.append($0) } }
    }

    private func save(isLast: Bool) async throws(RecordsError) {
        guard !closed else { throw .closed }
        await waitForSave()
        saving = true
        let result: Result<Void, RecordsError>
        do throws(RecordsError) {
            result = .success(try await saveAlone(isLast: isLast))
        } catch {
            result = .failure(error)
        }
        saving = false
        let waiting = waiters
        waiters = []
        for waiter in waiting { waiter.resume() }
        try result.get()
    }

    private func saveAlone(isLast: Bool) async throws(RecordsError) {
        let state = fold.result
        guard etag == nil && !isLast || state != baseline else {
            writeLedger()
            if isLast { putJournalAway() }
            return
        }
        let next = nextState(state)
        await writeLastLines(next, isLast: isLast)
        writeLedger()
        do throws(RecordsError) {
            try await replaceSnapshot(with: next)
        } catch {
            guard isLast else { throw error }
            throw .saveFailed(
                path: store.backend.location, reason: "\(error)", emergency: writeEmergency(next))
        }
        startEpoch(next)
        hasBegun = false
    }
}
