/// What one journal line says.
public enum JournalEvent: Hashable, Sendable {
    /// A run begins (or goes on in a new epoch): who, doing what, by which plan, upon which serial.
    case runBegin(who: String, command: String, plan: String?, serial: Int)
    /// A cloud call is about to be made.
    case intent(Intent)
    /// What became of one.
    case result(Outcome)
    /// A change of records that needs no cloud call, such as adopt and forget.
    case note(text: String, changes: [HostChange], ledger: LedgerEvent?)
    /// A snapshot is about to be saved under this serial and write id.
    case save(serial: Int, writeID: String)
    /// The run ended by itself.
    case runEnd

    /// The word in the member `kind`.
    var kind: String {
        switch self {
        case .runBegin: "run-begin"
        case .intent: "intent"
        case .result: "result"
        case .note: "note"
        case .save: "save"
        case .runEnd: "run-end"
        }
    }
}

/// A journal line, read or about to be written.
public struct JournalEntry: Hashable, Sendable {
    /// Epoch of the journal.
    public var epoch: Int
    /// Number of the line in its epoch, from 1.
    public var sequence: Int
    /// Id of the run that wrote it.
    public var run: String
    /// When it was written.
    public var time: Timestamp
    /// What it says.
    public var event: JournalEvent

    /// Makes an entry.
    public init(epoch: Int, sequence: Int, run: String, time: Timestamp, event: JournalEvent) {
        self.epoch = epoch
        self.sequence = sequence
        self.run = run
        self.time = time
        self.event = event
    }
}
