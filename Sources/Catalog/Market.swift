import Hosts

/// The machine types offered in one region, in the orders that sizing walks.
final class Market: Sendable {
    /// An offer of the table: which machine type, and which of its offers.
    struct Slot {
        var machine: Int32
        var offer: Int32
    }

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

    /// An order of all rows, or of those that can be in it.
    enum Order: Hashable {
        /// Cheapest on demand first.
        case price
        /// Those sold as spot, cheapest spot first.
        case spotPrice
        /// Smallest first.
        case size

        /// The order in which a request takes the first that fits.
        init(_ request: PlaceRequest) {
            self = request.pricing == .spot ? .spotPrice : request.isEmpty ? .size : .price
        }
    }

    private let table: CatalogTable
    /// By name of the machine type.
    private let slots: [Slot]
    /// How many zones the region has; nil where there are no regions.
    private let zoneCount: Int?
    private let keys: [Key]
    /// Each order is made when it is first asked for: most fleets ask for one or two of them.
    private let orders = MarketCache<Order, [Int32]>()

    /// Makes the market of a table's offers in one region.
    /// - Parameter slots: sorted by machine type.
    init(_ table: CatalogTable, slots: [Slot], zoneCount: Int?) {
        self.table = table
        self.slots = slots
        self.zoneCount = zoneCount
        keys = Self.keys(table, slots)
    }

    /// All rows of an order.
    func rows(_ order: Order) -> [Row] { places(order).map { row(Int($0)) } }

    /// The first row that a request takes.
    /// - Parameter architecture: the one the request needs.
    func first(_ request: PlaceRequest, architecture: String) -> Row? {
        // Rows cost copies, so the numbers are looked at first.
        for place in places(Order(request)) where keys[Int(place)].isEnough(for: request) {
            let row = row(Int(place))
            if row.serves(request.zone), request.isSold(row.machine),
                request.fits(row.machine, architecture: architecture)
            {
                return row
            }
        }
        return nil
    }

    /// The row of a type, by halving.
    func row(_ name: String) -> Row? {
        var low = 0
        var high = slots.count
        while low < high {
            let middle = (low + high) / 2
            if CatalogEntry.precedes(self.name(middle), name) { low = middle + 1 } else { high = middle }
        }
        return low < slots.count && self.name(low) == name ? row(low) : nil
    }

    /// The zone a host of no particular zone must be put in for a row; nil if any zone does.
    func zone(for row: Row) -> String? { row.zones?.first }

    private func name(_ place: Int) -> String { table.machineTypes[Int(slots[place].machine)].name }

    private func row(_ place: Int) -> Row {
        let machine = table.machineTypes[Int(slots[place].machine)]
        let offer = machine.offers[Int(slots[place].offer)]
        let isWhole = zoneCount != nil && offer.zones?.count == zoneCount
        return Row(name: machine.name, machine: machine.machineType(offer), zones: isWhole ? nil : offer.zones)
    }

    private func places(_ order: Order) -> [Int32] {
        orders.value(order) { Self.sorted(keys, order).map(\.index) }
    }
}

extension Market {
    /// What orders are made of, in thousandths and nanos. An unknown price comes after every known one.
    private struct Key {
        var index: Int32
        var isSpot: Bool
        var hasGPU: Bool
        var cpu: Int
        var ram: Int
        var gpus: Int
        var price: Int
        var spotPrice: Int

        /// Whether the numbers do not speak against it.
        func isEnough(for request: PlaceRequest) -> Bool {
            if let cpu = request.cpu, self.cpu < cpu.thousandths { return false }
            if let ram = request.ramGB, self.ram < ram.thousandths { return false }
            guard let gpu = request.gpu else { return !hasGPU }
            return hasGPU && gpus >= gpu.count
        }
    }

    private static func keys(_ table: CatalogTable, _ slots: [Slot]) -> [Key] {
        let machines = table.machineTypes
        return slots.indices.map { index in
            let place = Int(slots[index].machine)
            let offer = Int(slots[index].offer)
            return Key(
                index: Int32(truncatingIfNeeded: index), isSpot: machines[place].spot,
                hasGPU: machines[place].gpu != nil, cpu: machines[place].cpu.thousandths,
                ram: machines[place].ramGB.thousandths, gpus: machines[place].gpu?.count ?? 0,
                price: machines[place].offers[offer].price?.nanos ?? .max,
                spotPrice: machines[place].offers[offer].spotPrice?.nanos ?? .max)
        }
    }

    private static func sorted(_ keys: [Key], _ order: Order) -> [Key] {
        switch order {
        case .price: keys.sorted { precedes($0, $1, $0.price, $1.price) }
        case .spotPrice: keys.filter(\.isSpot).sorted { precedes($0, $1, $0.spotPrice, $1.spotPrice) }
        case .size:
            keys.sorted {
                if $0.cpu != $1.cpu { return $0.cpu < $1.cpu }
                if $0.ram != $1.ram { return $0.ram < $1.ram }
                return precedes($0, $1, $0.price, $1.price)
            }
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
