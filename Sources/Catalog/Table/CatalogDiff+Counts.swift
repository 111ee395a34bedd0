public import Hosts

extension CatalogDiff {
    /// How many rows came, went and changed, and how prices moved.
    public struct Counts: Hashable, Sendable {
        /// Rows that only the new catalog has.
        public var added = 0
        /// Rows that only the old catalog has.
        public var removed = 0
        /// Rows that differ.
        public var changed = 0
        /// Prices that rose, in any region.
        public var pricesUp = 0
        /// Prices that fell.
        public var pricesDown = 0
    }

    /// The counts of all rows.
    public var counts: Counts {
        rows.reduce(into: Counts()) { counts, row in
            switch row.change {
            case .added: counts.added += 1
            case .removed: counts.removed += 1
            case .changed(let fields):
                counts.changed += 1
                for field in fields {
                    guard let move = field.priceMove else { continue }
                    if move > 0 { counts.pricesUp += 1 } else { counts.pricesDown += 1 }
                }
            }
        }
    }

    /// The rows that some hosts depend on: machine types, images and disk types by name, and of their fields those of
    /// the regions used.
    public func limited(to uses: CatalogUses) -> CatalogDiff {
        var out = self
        out.rows = rows.compactMap { row in
            guard uses.names[row.kind]?.contains(row.name) ?? false else { return nil }
            guard case .changed(let fields) = row.change else { return row }
            let kept = fields.filter { field in field.region.map { uses.regions.contains($0) } ?? true }
            guard !kept.isEmpty else { return nil }
            return Row(kind: row.kind, name: row.name, change: .changed(kept))
        }
        return out
    }
}

extension CatalogDiff.Field {
    /// The region that the field is about; nil for what is the same everywhere.
    var region: String? {
        guard let range = name.firstRange(of: "in "),
            range.lowerBound == name.startIndex || name[..<range.lowerBound].hasSuffix(" ")
        else { return nil }
        let region = String(name[range.upperBound...])
        return region == "*" ? nil : region
    }

    /// By how much a price rose, in nano-units; negative if it fell, nil for anything that is no move of a price.
    var priceMove: Int? {
        guard name.hasPrefix("price in ") || name.hasPrefix("spot_price in "), let before, let after,
            let old = Self.money(before), let new = Self.money(after), old.currency == new.currency, old != new
        else { return nil }
        return new.nanos - old.nanos
    }

    private static func money(_ text: String) -> Money? {
        Money(text.hasPrefix("$") ? String(text.dropFirst()) : text)
    }
}

/// What of one cloud's catalog a fleet depends on.
public struct CatalogUses: Hashable, Sendable {
    /// Names of rows by their kind.
    public var names: [CatalogEntry.Kind: Set<String>] = [:]
    /// Regions its hosts are or may be in.
    public var regions: Set<String> = []

    /// Nothing.
    public init() {}

    /// Adds a row.
    public mutating func insert(_ kind: CatalogEntry.Kind, _ name: String) { names[kind, default: []].insert(name) }

    /// Adds what an offering for a host depends on: machine type, GPU type, disk types, image and region.
    /// - Parameter catalog: tells the cloud's own names of our disk types.
    public mutating func insert(_ offering: Offering, for spec: HostSpec, image: String, catalog: CatalogIndex) {
        insert(.machineType, offering.machineType)
        if let gpu = offering.machine?.gpu { insert(.gpuType, gpu.type) }
        insert(.image, image)
        if let region = offering.region {
            insert(.region, region)
            regions.insert(region)
        }
        let types: Set<DiskType> = spec.diskGB == nil ? [.balanced] : [.balanced, spec.diskType]
        for disk in catalog.table.diskTypes where types.contains(disk.type) { insert(.diskType, disk.name) }
    }
}
