public import Files

/// Who runs which command: written into the lock, the journal and the ledger.
public struct RunIdentity: Hashable, Sendable {
    /// `user@machine`.
    public var who: String
    /// Id of the run, `r-…`.
    public var run: String
    /// The command, such as `apply`.
    public var command: String
    /// Process id.
    public var pid: Int
    /// The kernel's id of this boot, if known.
    public var bootID: String?

    /// Makes an identity; who, pid and boot are this process's own unless given.
    public init(
        who: String = CurrentProcess.userAtMachine, run: String, command: String, pid: Int = CurrentProcess.id,
        bootID: String? = CurrentProcess.bootID
    ) {
        self.who = who
        self.run = run
        self.command = command
        self.pid = pid
        self.bootID = bootID
    }
}
