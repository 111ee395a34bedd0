import Synchronization

/// Markets that were asked for, each made once. Most fleets use a few regions of the many that a cloud has.
final class MarketCache: Sendable {
    private let made = Mutex<[Int: Market]>([:])

    /// The market of a place, made by `make` when it is first asked for.
    func market(_ place: Int, _ make: () -> Market) -> Market {
        made.withLock { made in
            if let known = made[place] { return known }
            let market = make()
            made[place] = market
            return market
        }
    }
}
