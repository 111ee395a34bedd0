public import Hosts

/// A catalog with what a finding says of it: where it came from, and how old it is. A reference, because every check of
/// every host holds it.
public final class ValidationCatalog: Sendable {
    /// Where a catalog came from.
    public enum Origin: String, Hashable, Sendable {
        /// Part of the cloud itself, and never old: Local's.
        case builtIn = "built in"
        /// Shipped with the program, and so maybe older than what it tells of.
        case shipped
        /// Fetched by the user and locked.
        case locked
    }

    /// What the cloud offers.
    public let index: CatalogIndex
    /// Where it came from.
    public let origin: Origin
    /// Its date; nil where it has none.
    public let date: CalendarDate?
    /// Its age in days; nil if unknown.
    public let ageDays: Int?
    /// Limits of the disk types, the widest where a type stands for several of the cloud's.
    let diskLimits: [DiskType: Capabilities.DiskLimits]
    /// Disk types the catalog lists; empty if it lists none.
    let diskTypes: Set<DiskType>

    /// Makes it.
    public init(_ index: CatalogIndex, origin: Origin, date: CalendarDate? = nil, ageDays: Int? = nil) {
        self.index = index
        self.origin = origin
        self.date = date
        self.ageDays = ageDays
        (diskLimits, diskTypes) = Self.disks(index)
    }

    /// `catalog gcp (shipped 2026-05-01)`: the head of every note that cites a row.
    var name: String {
        "catalog \(index.provider.rawValue) (\(origin.rawValue)\(date.map { " \($0)" } ?? ""))"
    }

    private static func disks(
        _ index: CatalogIndex
    ) -> (limits: [DiskType: Capabilities.DiskLimits], types: Set<DiskType>) {
        var limits: [DiskType: Capabilities.DiskLimits] = [:]
        var types: Set<DiskType> = []
        var open: Set<DiskType> = []
        for offer in index.table.diskTypes {
            types.insert(offer.type)
            guard let new = offer.limits else {
                open.insert(offer.type)
                continue
            }
            guard let old = limits[offer.type] else {
                limits[offer.type] = new
                continue
            }
            limits[offer.type] = .init(
                min: min(old.min, new.min), max: max(old.max, new.max), step: min(old.step, new.step))
        }
        // A type with a row that sets no limits is held to the cloud's table alone.
        for type in open { limits[type] = nil }
        return (limits, types)
    }
}
