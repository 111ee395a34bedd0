public import Files
import Hosts

/// Why state cannot be read or written: what is wrong, where, and what to do.
public enum RecordsError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A file operation failed.
    case file(FileError)
    /// The state file is damaged or not a state file; `newest` is the newest history entry that is whole.
    case damagedState(path: String, fault: StateFault, newest: HistoryEntry?)
    /// The state file is gone although there is a trace of one.
    case missingState(path: String, trace: String, newest: HistoryEntry?)
    /// The state file is of another fleet.
    case wrongFleet(path: String, expected: String, found: String)
    /// A line of the journal is damaged.
    case damagedJournal(path: String, line: Int, reason: String)
    /// The journal goes with a later snapshot than the state file.
    case journalAhead(path: String, epoch: Int, stateEpoch: Int)
    /// A line of the ledger is damaged or does not follow the one before it.
    case damagedLedger(path: String, line: Int, reason: String)
    /// Another run holds the lock; `age` is how long it says it has.
    case locked(LockInfo?, age: Duration?)
    /// The lock file was removed or replaced under its holder.
    case lockLost(path: String)
    /// The state file is not the one that was loaded.
    case changedUnderneath(path: String, loadedSerial: Int)
    /// The journal refused a write; nothing more is accepted by it.
    case journalBroken(path: String, reason: String)
    /// Too little space for a safe run; both numbers in bytes.
    case noSpace(folder: String, needed: Int, free: Int)
    /// Nothing can be written in the folder.
    case notWritable(folder: String, reason: String)
    /// The state could not be saved at the end; `emergency` is the file that holds it instead, if one could be written.
    case saveFailed(path: String, reason: String, emergency: String?)
    /// The plan was carried out before.
    case planConsumed(String)
    /// The session was closed before this call.
    case closed

    /// The error for people.
    public var description: String {
        switch self {
        case .file(let error): error.description
        case .damagedState(let path, let fault, let newest):
            "cannot use the state file \(path): \(fault)\n\(Self.advice(newest))"
        case .missingState(let path, let trace, let newest):
            "the state file \(path) is gone, but \(trace): starting anew would lose track of the hosts\n"
                + Self.advice(newest)
        case .wrongFleet(let path, let expected, let found):
            "\(path) is the state of the fleet `\(found)`, not of `\(expected)`"
        case .damagedJournal(let path, let line, let reason):
            "cannot use the journal \(path): line \(line): \(reason)\nIt is left as it is. "
                + "`berth state verify` shows what is whole; `berth state restore` goes back to a saved state."
        case .journalAhead(let path, let epoch, let stateEpoch):
            "the journal \(path) is of epoch \(epoch), the state file only of epoch \(stateEpoch): "
                + "the state file is an older copy\nBring back the newer one, or `berth state restore` a saved state."
        case .damagedLedger(let path, let line, let reason): "the ledger \(path) is damaged: line \(line): \(reason)"
        case .locked(let info, let age): Self.locked(info, age)
        case .lockLost(let path):
            "the lock file \(path) was removed while it was held: another run may be at work; nothing new is started"
        case .changedUnderneath(let path, let serial):
            "\(path) was changed by somebody else since serial \(serial) was loaded; it is not overwritten"
        case .journalBroken(let path, let reason):
            "cannot write the journal \(path): \(reason)\nNo new cloud call is made."
        case .noSpace(let folder, let needed, let free):
            "too little space in \(folder): \(free) bytes are free, \(needed) are needed for a safe run"
        case .notWritable(let folder, let reason):
            "cannot write in \(folder): \(reason)\nNothing was changed in any cloud."
        case .saveFailed(let path, let reason, let emergency):
            "the state was not saved to \(path): \(reason)\n"
                + (emergency.map { "It is kept in \($0); the journal is kept too, and the next run takes it up." }
                    ?? "The journal is kept, and the next run takes it up.")
        case .planConsumed(let digest): "the plan \(digest) was carried out before; make a new one with `berth plan`"
        case .closed: "the state is closed"
        }
    }

    private static func advice(_ newest: HistoryEntry?) -> String {
        guard let newest else {
            return "There is no whole copy in its history: bring one back from a backup or from git."
        }
        return "The newest whole copy is \(newest.path) (serial \(newest.serial)); "
            + "`berth state restore \(newest.serial)` brings it back."
    }

    private static func locked(_ info: LockInfo?, _ age: Duration?) -> String {
        guard let info else { return "state is locked by another run" }
        let ago = age.map { ", \($0.spoken) ago" } ?? ""
        return "state is locked by pid \(info.pid) (\(info.who), `\(info.operation)`\(ago))"
    }
}
