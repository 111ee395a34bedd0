public import Catalog
public import Diagnostics
import Hosts
public import JSON

/// One catalog in the summary of `berth catalog show`.
public struct CatalogSummary: Sendable {
    /// Where it comes from.
    public var origin: CatalogOrigin
    /// What it says.
    public var table: CatalogTable
    /// Kinds of rows that are older than they should be, sorted.
    public var stale: [String]

    /// Makes a summary.
    public init(origin: CatalogOrigin, table: CatalogTable, stale: [String]) {
        self.origin = origin
        self.table = table
        self.stale = stale
    }

    /// How many rows there are of each kind, and how many offers of machine types have a price.
    var counts: [(kind: CatalogEntry.Kind, count: Int)] {
        let offers = table.machineTypes.flatMap(\.offers)
        return [
            (.region, table.regions.count), (.zone, table.regions.reduce(0) { $0 + $1.zones.count }),
            (.machineType, table.machineTypes.count), (.price, offers.count { $0.price != nil }),
            (.stock, offers.count { $0.stock != nil }), (.gpuType, table.gpuTypes.count),
            (.image, table.images.count), (.diskType, table.diskTypes.count),
        ]
    }
}

/// What the catalogs in use are.
public enum CatalogShowReport {
    /// A line for each catalog: origin, date, age, and rows by kind.
    public static func text(_ summaries: [CatalogSummary], style: Style) -> String {
        guard let first = summaries.first else { return "No catalogs.\n" }
        var columns: [Table.Column] = [
            .init("PROVIDER"), .init("ORIGIN"), .init("DATE"), .init("AGE", .right),
        ]
        columns += first.counts.map { .init(heading($0.kind), .right) }
        columns.append(.init("STALE"))
        let rows = summaries.map { item in
            [
                Table.Cell(item.origin.provider.rawValue), Table.Cell(item.origin.origin),
                Table.Cell(item.origin.date?.description ?? "-"), Table.Cell(item.origin.age.map { "\($0) d" } ?? "-"),
            ] + item.counts.map { Table.Cell(PriceText.grouped($0.count.magnitude)) } + [
                Table.Cell(item.stale.joined(separator: " "), .caution)
            ]
        }
        return Table(columns, rows: rows).text(style: style)
    }

    /// One catalog with its sources.
    public static func detail(_ summary: CatalogSummary, style: Style) -> String {
        var out = text([summary], style: style)
        guard !summary.table.sources.isEmpty else { return out }
        out += "\n" + style.bold("Sources:") + "\n"
        let rows = summary.table.sources.map { source in
            [
                Table.Cell(source.date.description), Table.Cell(source.kinds.joined(separator: " ")),
                Table.Cell(source.text),
            ]
        }
        out += Table([Table.Column](repeating: .init(""), count: 3), rows: rows).text(style: style, indent: 2)
        return out
    }

    /// One object: `format_version`, `catalogs[]` with origin, counts by kind, stale kinds and sources.
    public static func json(_ summaries: [CatalogSummary]) -> JSONValue {
        .object([
            "format_version": .string("1.0"),
            "catalogs": .array(
                summaries.map { item in
                    var members = item.origin.json.objectValue ?? [:]
                    members["rows"] = .object(
                        item.counts.reduce(into: [:]) { $0[$1.kind.rawValue] = .int($1.count) })
                    members["stale"] = .array(item.stale.map(JSONValue.string))
                    members["sources"] = .array(
                        item.table.sources.map { source in
                            .object([
                                "date": .string(source.date.description), "text": .string(source.text),
                                "kinds": .array(source.kinds.map(JSONValue.string)),
                            ])
                        })
                    return .object(members)
                }),
        ])
    }

    private static func heading(_ kind: CatalogEntry.Kind) -> String {
        switch kind {
        case .region: "REGIONS"
        case .zone: "ZONES"
        case .machineType: "MACHINES"
        case .gpuType: "GPUS"
        case .image: "IMAGES"
        case .diskType: "DISKS"
        case .price: "PRICES"
        case .stock: "STOCK"
        }
    }
}
