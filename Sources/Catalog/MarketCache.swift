import Synchronization

/// What was asked for, each made once: most fleets use a few regions of the many that a cloud has, in one or two orders.
final class MarketCache<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private let made = Mutex<[Key: Value]>([:])

    /// The value of a key, made by `make` when it is first asked for.
    func value(_ key: Key, _ make: () -> Value) -> Value {
        made.withLock { made in
            if let known = made[key] { return known }
            let value = make()
            made[key] = value
            return value
        }
    }
}
