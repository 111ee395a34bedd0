import Hosts

/// The machine types offered in one region, in the orders that sizing walks.
struct Market: Sendable {
    /// One offer: a type in a zone, or in all zones of the region.
    struct Row: Sendable {
        var name: String
        var machine: MachineType
        /// Nil: in every zone.
        var zone: String?

        func serves(_ wanted: String?) -> Bool { wanted == nil || zone == nil || zone == wanted }
    }

    /// All rows, cheapest on demand first.
    let byPrice: [Row]
    /// Rows offered as spot, cheapest spot first.
    let bySpotPrice: [Row]
    /// All rows, smallest first.
    let bySize: [Row]
    /// Rows of each type.
    let byName: [String: [Row]]
    /// Types that every zone of the region has.
    private let everywhere: Set<String>

    init(rows: [Row], zones: [String]) {
        byPrice = rows.sorted { Self.inOrder($0, $1) { [Self.nanos($0.machine.price)] } }
        bySpotPrice = rows.filter(\.machine.spot).sorted {
            Self.inOrder($0, $1) { [Self.nanos($0.machine.spotPrice)] }
        }
        bySize = rows.sorted {
            Self.inOrder($0, $1) { row in
                [row.machine.cpu.thousandths, row.machine.ramGB.thousandths, Self.nanos(row.machine.price)]
            }
        }
        byName = Dictionary(grouping: byPrice, by: \.name)
        everywhere = Set(
            byName.filter { _, rows in
                zones.allSatisfy { zone in rows.contains { $0.serves(zone) } }
            }.keys
        )
    }

    /// The zone a host of no particular zone must be put in for this row; nil if any zone does.
    func zone(for row: Row) -> String? { everywhere.contains(row.name) ? nil : row.zone }

    /// An unknown price comes after every known one.
    private static func nanos(_ price: Money?) -> Int { price?.nanos ?? .max }

    /// By the given numbers, then cpu, ram, gpu count, name, zone: a total order, so the choice never depends on the
    /// order of the catalog.
    private static func inOrder(_ left: Row, _ right: Row, by numbers: (Row) -> [Int]) -> Bool {
        func key(_ row: Row) -> [Int] {
            numbers(row) + [row.machine.cpu.thousandths, row.machine.ramGB.thousandths, row.machine.gpu?.count ?? 0]
        }
        let a = key(left)
        let b = key(right)
        if a != b { return a.lexicographicallyPrecedes(b) }
        if left.name != right.name { return CatalogEntry.precedes(left.name, right.name) }
        return CatalogEntry.precedes(left.zone ?? "", right.zone ?? "")
    }
}
