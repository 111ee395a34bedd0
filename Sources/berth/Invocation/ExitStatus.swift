/// The exit codes, one meaning each; `docs/command-line.md` lists them.
enum ExitStatus: Int32 {
    /// Done; with `--detailed-exitcode` also: no changes.
    case success = 0
    /// An error that has no code of its own.
    case failure = 1
    /// Only with `--detailed-exitcode`: there are changes, or drift.
    case changes = 2
    /// A spec is invalid.
    case invalidSpec = 3
    /// A guard refused, or an approval was missing.
    case refused = 4
    /// A plan is stale, used up, or not the one expected.
    case stalePlan = 5
    /// The state, or the folder of catalogs, is locked by another run.
    case locked = 6
    /// Some steps were done and some were not; the same command continues.
    case partial = 7
    /// Credentials are missing or rejected.
    case credentials = 8
    /// The command line is wrong.
    case usage = 64
    /// A bug of ours.
    case bug = 70
    /// Interrupted by Ctrl-C; what was begun is recorded.
    case interrupted = 130
    /// Ended by SIGTERM; what was begun is recorded.
    case terminated = 143
}
