/// Rows that a newer catalog lacks, by kind: a fetch that lost a fifth of what was there is more likely broken than the
/// cloud that small.
public struct CatalogLosses: Hashable, Sendable {
    /// The losses of one kind.
    public struct Loss: Hashable, Sendable, CustomStringConvertible {
        /// What kind of rows, as a word of the file form; `prices` counts offers with a price on demand.
        public var kind: String
        /// How many there were.
        public var before: Int
        /// How many of them are gone.
        public var lost: Int

        /// Makes a loss.
        public init(kind: String, before: Int, lost: Int) {
            self.kind = kind
            self.before = before
            self.lost = lost
        }

        /// `120 of 400 machine_types`.
        public var description: String { "\(lost) of \(before) \(kind)" }
    }

    /// Percent of the rows of a kind that may vanish between two fetches.
    public static let allowedPercent = 20
    /// Kinds of fewer rows may lose as many as they like.
    public static let fewRows = 10

    /// The kinds that lost more than is allowed, by name.
    public var excessive: [Loss]

    /// Counts what the new catalog lacks.
    public init(from old: CatalogTable, to new: CatalogTable) {
        let now = Self.keys(new)
        excessive = Self.keys(old).compactMap { kind, before in
            let lost = before.subtracting(now[kind] ?? []).count
            guard before.count >= Self.fewRows, lost * 100 > before.count * Self.allowedPercent else { return nil }
            return Loss(kind: kind, before: before.count, lost: lost)
        }.sorted { $0.kind < $1.kind }
    }

    /// Names of rows by kind; machine types once for each region.
    private static func keys(_ table: CatalogTable) -> [String: Set<String>] {
        var machines: Set<String> = []
        var prices: Set<String> = []
        for machine in table.machineTypes {
            for offer in machine.offers {
                let key = "\(machine.name) \(offer.region ?? "")"
                machines.insert(key)
                if offer.price != nil { prices.insert(key) }
            }
        }
        return [
            "disk_types": Set(table.diskTypes.map(\.name)), "gpu_types": Set(table.gpuTypes.map(\.name)),
            "images": Set(table.images.map(\.name)), "machine_types": machines, "prices": prices,
            "regions": Set(table.regions.map(\.name)), "zones": Set(table.regions.flatMap(\.zones)),
        ]
    }
}
