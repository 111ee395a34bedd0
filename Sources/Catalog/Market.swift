import Hosts
import Synchronization

/// The machine types offered in one region, in the orders that sizing walks.
final class Market: Sendable {
    /// One offer: a type in all zones of the region or in some.
    struct Row: Sendable {
        var name: String
        var machine: MachineType
        /// The zones that have it, sorted; nil: every zone.
        var zones: [String]?

        func serves(_ wanted: String?) -> Bool {
            guard let wanted, let zones else { return true }
            return zones.contains(wanted)
        }
    }

    /// Rows in an order.
    typealias Walk = LazyMapSequence<[Int32], Row>

    /// All rows, by name.
    let rows: [Row]
    /// All rows, cheapest on demand first.
    var byPrice: Walk { walk(.price) }
    /// Rows offered as spot, cheapest spot first.
    var bySpotPrice: Walk { walk(.spotPrice) }
    /// All rows, smallest first.
    var bySize: Walk { walk(.size) }

    private enum Order: Hashable {
        case price
        case spotPrice
        case size
    }

    /// Places in `rows`. Each order is made when it is first asked for: most fleets ask for one or two of them.
    private let orders = Mutex<[Order: [Int32]]>([:])

    /// Makes a market of rows that are sorted by name.
    init(rows: [Row]) { self.rows = rows }

    /// The row of a type, by halving.
    func row(_ name: String) -> Row? {
        var low = 0
        var high = rows.count
        while low < high {
            let middle = (low + high) / 2
            if CatalogEntry.precedes(rows[middle].name, name) { low = middle + 1 } else { high = middle }
        }
        return low < rows.count && rows[low].name == name ? rows[low] : nil
    }

    /// The zone a host of no particular zone must be put in for a row; nil if any zone does.
    func zone(for row: Row) -> String? { row.zones?.first }

    private func walk(_ order: Order) -> Walk {
        let places = orders.withLock { orders in
            if let known = orders[order] { return known }
            let made = sorted(order)
            orders[order] = made
            return made
        }
        return places.lazy.map { [rows] in rows[Int($0)] }
    }

    private func sorted(_ order: Order) -> [Int32] {
        var keys = Self.keys(rows)
        switch order {
        case .price: keys.sort { Self.precedes($0, $1, $0.price, $1.price) }
        case .spotPrice:
            keys.removeAll { !rows[Int($0.index)].machine.spot }
            keys.sort { Self.precedes($0, $1, $0.spotPrice, $1.spotPrice) }
        case .size:
            keys.sort {
                if $0.cpu != $1.cpu { return $0.cpu < $1.cpu }
                if $0.ram != $1.ram { return $0.ram < $1.ram }
                return Self.precedes($0, $1, $0.price, $1.price)
            }
        }
        return keys.map(\.index)
    }

    /// What orders are made of. An unknown price comes after every known one.
    private struct Key {
        var index: Int32
        var cpu: Int
        var ram: Int
        var gpus: Int
        var price: Int
        var spotPrice: Int
    }

    private static func keys(_ rows: [Row]) -> [Key] {
        rows.enumerated().map { index, row in
            Key(
                index: Int32(truncatingIfNeeded: index), cpu: row.machine.cpu.thousandths,
                ram: row.machine.ramGB.thousandths, gpus: row.machine.gpu?.count ?? 0,
                price: row.machine.price?.nanos ?? .max, spotPrice: row.machine.spotPrice?.nanos ?? .max)
        }
    }

    /// By a price, then cpu, ram, GPU count and name: a total order, so the choice never depends on the order in which
    /// a cloud lists what it has.
    private static func precedes(_ left: Key, _ right: Key, _ price: Int, _ other: Int) -> Bool {
        if price != other { return price < other }
        if left.cpu != right.cpu { return left.cpu < right.cpu }
        if left.ram != right.ram { return left.ram < right.ram }
        if left.gpus != right.gpus { return left.gpus < right.gpus }
        return left.index < right.index
    }
}
