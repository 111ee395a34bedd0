import Synchronization

/// What several hosts of the account share in this process: how many launches are under way that count on a key or a
/// ruleset, so that a delete at the same time does not take it from under them.
final class LambdaShared: Sendable {
    private let launching = Mutex(0)

    /// Whether a launch is under way.
    var isLaunching: Bool { launching.withLock { $0 > 0 } }

    /// Begins a launch.
    func begin() { launching.withLock { $0 += 1 } }

    /// Ends one.
    func end() { launching.withLock { $0 -= 1 } }
}
