import Hosts

/// What differs between two catalogs of one cloud, row by row.
public struct CatalogDiff: Hashable, Sendable {
    /// What became of a row.
    public enum Change: Hashable, Sendable {
        /// Only the new catalog has it.
        case added
        /// Only the old one has it.
        case removed
        /// Both have it; the fields that differ, in the order of the file.
        case changed([Field])
    }

    /// A field with what it was and is; nil where it was or is not there.
    public struct Field: Hashable, Sendable {
        /// Such as `cpu`, `in us-east-1` or `price in us-east-1`.
        public var name: String
        /// Before.
        public var before: String?
        /// After.
        public var after: String?

        /// Makes a field.
        public init(name: String, before: String?, after: String?) {
            self.name = name
            self.before = before
            self.after = after
        }
    }

    /// A row that differs.
    public struct Row: Hashable, Sendable {
        /// The kind of row.
        public var kind: CatalogEntry.Kind
        /// Its name.
        public var name: String
        /// What became of it.
        public var change: Change

        /// Makes a row.
        public init(kind: CatalogEntry.Kind, name: String, change: Change) {
            self.kind = kind
            self.name = name
            self.change = change
        }
    }

    /// The rows that differ, by kind, then name.
    public var rows: [Row] = []

    /// Whether nothing differs. Dates and sources are no rows.
    public var isEmpty: Bool { rows.isEmpty }

    /// Compares two catalogs.
    public init(from old: CatalogTable, to new: CatalogTable) {
        compare(.diskType, old.diskTypes, new.diskTypes, \.name) { $0.fields }
        compare(.gpuType, old.gpuTypes, new.gpuTypes, \.name) { $0.fields }
        compare(.image, old.images, new.images, \.name) { $0.fields }
        compare(.machineType, old.machineTypes, new.machineTypes, \.name) { $0.fields }
        compare(.region, old.regions, new.regions, \.name) { $0.fields }
    }

    /// Walks two sorted lists side by side.
    private mutating func compare<Element: Equatable>(
        _ kind: CatalogEntry.Kind, _ old: [Element], _ new: [Element], _ name: (Element) -> String,
        _ fields: (Element) -> [(name: String, text: String)]
    ) {
        var (left, right) = (0, 0)
        while left < old.count || right < new.count {
            if right == new.count || left < old.count && CatalogEntry.precedes(name(old[left]), name(new[right])) {
                rows.append(Row(kind: kind, name: name(old[left]), change: .removed))
                left += 1
            } else if left == old.count || CatalogEntry.precedes(name(new[right]), name(old[left])) {
                rows.append(Row(kind: kind, name: name(new[right]), change: .added))
                right += 1
            } else {
                if old[left] != new[right] {
                    let changes = Self.changes(fields(old[left]), fields(new[right]))
                    rows.append(Row(kind: kind, name: name(new[right]), change: .changed(changes)))
                }
                left += 1
                right += 1
            }
        }
    }

    private static func changes(
        _ old: [(name: String, text: String)], _ new: [(name: String, text: String)]
    ) -> [Field] {
        let before = Dictionary(old.map { ($0.name, $0.text) }, uniquingKeysWith: { first, _ in first })
        let after = Dictionary(new.map { ($0.name, $0.text) }, uniquingKeysWith: { first, _ in first })
        let gone = old.filter { after[$0.name] == nil }.map { Field(name: $0.name, before: $0.text, after: nil) }
        return new.compactMap { field in
            before[field.name] == field.text
                ? nil : Field(name: field.name, before: before[field.name], after: field.text)
        } + gone
    }
}

/// Rows as fields in words, for comparing.
extension CatalogTable.Region {
    fileprivate var fields: [(name: String, text: String)] { [("zones", zones.joined(separator: " "))] }
}

extension CatalogTable.GPU {
    fileprivate var fields: [(name: String, text: String)] {
        var out: [(name: String, text: String)] = []
        if let memoryGB { out.append(("memory_gb", String(memoryGB))) }
        if let vendorName { out.append(("vendor_name", vendorName)) }
        return out
    }
}

extension CatalogTable.Image {
    fileprivate var fields: [(name: String, text: String)] {
        var out = [(name: "architecture", text: architecture), ("min_disk_gb", String(minDiskGB))]
        if let gpuDrivers { out.append(("gpu_drivers", String(gpuDrivers))) }
        if let regions { out.append(("regions", regions.joined(separator: " "))) }
        return out
    }
}

extension CatalogTable.Disk {
    fileprivate var fields: [(name: String, text: String)] {
        var out = [(name: "type", text: type.rawValue)]
        if let limits {
            out += [
                ("min_gb", String(limits.min)), ("max_gb", String(limits.max)), ("step_gb", String(limits.step)),
            ]
        }
        return out + prices.map { ("price in \($0.region)", $0.price.description) }
    }
}

extension CatalogTable.Machine {
    fileprivate var fields: [(name: String, text: String)] {
        var out: [(name: String, text: String)] = [
            ("cpu", cpu.description), ("ram_gb", ramGB.description), ("architecture", architecture),
            ("local_disk_gb", String(localDiskGB)), ("on_demand", String(onDemand)), ("spot", String(spot)),
        ]
        if let gpu { out.append(("gpu", "\(gpu.count) × \(gpu.type)")) }
        if let diskTypes { out.append(("disk_types", diskTypes.map(\.rawValue).joined(separator: " "))) }
        for offer in offers {
            let place = offer.region ?? CatalogTable.everywhere
            out.append(("in \(place)", offer.zones?.joined(separator: " ") ?? "all zones"))
            if let price = offer.price { out.append(("price in \(place)", price.description)) }
            if let price = offer.spotPrice { out.append(("spot_price in \(place)", price.description)) }
            if let stock = offer.stock { out.append(("stock in \(place)", stock.text)) }
        }
        return out
    }
}
