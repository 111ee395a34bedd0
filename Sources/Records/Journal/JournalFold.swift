/// Folds journal lines into a state: the last record of a host wins, and an intent is open until a verdict closes it.
///
/// Pure: the same state and lines always give the same result.
public struct JournalFold: Sendable {
    /// The state so far, but for its `pending`, see `result`.
    public private(set) var state: FleetState
    /// Open intents by id, with the order they came in.
    private var open: [String: (order: Int, intent: Intent)] = [:]
    private var order = 0
    /// The ledger's lines to come, in order.
    private(set) var ledger: [LedgerDraft] = []
    /// Who runs, by the last `run-begin`.
    private var who = "?"
    private var plan: String?

    /// Starts from a snapshot; its pending intents are open.
    public init(_ state: FleetState) {
        self.state = state
        for intent in state.pending { add(intent) }
        self.state.pending = []
    }

    /// Folds lines into a state.
    /// - Returns: the state, and the intents that are still open, oldest first.
    public static func fold(_ state: FleetState, _ entries: [JournalEntry]) -> (
        state: FleetState, openIntents: [Intent]
    ) {
        var fold = JournalFold(state)
        for entry in entries { fold.apply(entry) }
        return (fold.result, fold.openIntents)
    }

    /// Intents without a verdict, oldest first.
    public var openIntents: [Intent] {
        open.values.sorted { $0.order < $1.order }.map(\.intent)
    }

    /// The state with its open intents as `pending`.
    public var result: FleetState {
        var result = state
        result.pending = openIntents
        return result
    }

    /// Folds one line.
    public mutating func apply(_ entry: JournalEntry) {
        switch entry.event {
        case .runBegin(let who, _, let plan, _):
            self.who = who
            self.plan = plan
            if let plan { state.consume(plan: plan) }
        case .intent(let intent):
            add(intent)
            intent.changes.forEach { state.apply($0) }
        case .result(let outcome):
            if outcome.verdict != .unknown { open[outcome.intent] = nil }
            outcome.changes.forEach { state.apply($0) }
            note(outcome.ledger, entry)
        case .note(_, let changes, let event):
            changes.forEach { state.apply($0) }
            note(event, entry)
        case .save, .runEnd: break
        }
    }

    /// Changes the state beside the journal; see `WriteSession.update`.
    mutating func update(_ body: (inout FleetState) -> Void) {
        body(&state)
        state.pending = []
    }

    /// Forgets the ledger's lines, once they are written.
    mutating func clearLedger() { ledger = [] }

    /// Takes over ledger lines that could not be written yet.
    mutating func keepLedger(_ drafts: [LedgerDraft]) { ledger = drafts + ledger }

    private mutating func add(_ intent: Intent) {
        order += 1
        open[intent.id] = (order, intent)
    }

    private mutating func note(_ event: LedgerEvent?, _ entry: JournalEntry) {
        guard let event else { return }
        ledger.append(
            LedgerDraft(
                epoch: entry.epoch, journalSequence: entry.sequence, time: entry.time, who: who, run: entry.run,
                plan: plan, event: event))
    }
}
