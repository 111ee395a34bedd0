import Synchronization

/// A count that looks at an account keep between them.
final class Tally: Sendable {
    private let count = Mutex(0)

    /// One more; tells how many there are now.
    func add() -> Int {
        count.withLock {
            $0 += 1
            return $0
        }
    }

    /// None again.
    func reset() { count.withLock { $0 = 0 } }

    /// How many there are.
    var value: Int { count.withLock { $0 } }
}
