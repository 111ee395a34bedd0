/// The numbered places where a process may be made to die, so that tests can prove each of them harmless.
public enum CrashPoint: String, Hashable, Sendable, CaseIterable {
    /// The fleet's lock was taken, nothing read yet.
    case lockTaken = "lock.taken"
    /// Before an intent's bytes are written.
    case intentBefore = "intent.before"
    /// Half of an intent's bytes are written.
    case intentTorn = "intent.torn"
    /// An intent is written and not yet durable.
    case intentWritten = "intent.written"
    /// An intent is durable; the cloud was not called.
    case intentSynced = "intent.synced"
    /// Reached by the applier before it calls a cloud.
    case callBefore = "call.before"
    /// Reached by the applier when a cloud has answered.
    case callAnswered = "call.answered"
    /// Before a result's bytes are written.
    case resultBefore = "result.before"
    /// Half of a result's bytes are written.
    case resultTorn = "result.torn"
    /// A result is written and not yet durable.
    case resultWritten = "result.written"
    /// A result is durable.
    case resultSynced = "result.synced"
    /// Half of a new snapshot is in its temporary file.
    case saveTempHalf = "save.temp.half"
    /// The temporary file is whole, durable and verified.
    case saveTemp = "save.temp"
    /// The new snapshot has its name; the folder is not yet durable.
    case saveRenamed = "save.renamed"
    /// The new snapshot is durable; the journal of the former epoch still stands.
    case saveFolderSynced = "save.dir-synced"
    /// The folded journal was moved to the history.
    case journalMoved = "journal.moved"
    /// All is done and the lock is still held.
    case end
}
