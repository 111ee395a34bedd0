public import Catalog
public import Diagnostics
import Hosts
public import JSON

/// The rows of one kind in one catalog.
public enum CatalogRowsReport {
    /// The kinds whose rows can be shown; prices and stock are shown with their machine types by `catalog find`.
    public static let kinds: [CatalogEntry.Kind] = [.region, .zone, .machineType, .gpuType, .image, .diskType]

    /// A table, ended by a line feed.
    public static func text(_ kind: CatalogEntry.Kind, of table: CatalogTable, style: Style) -> String {
        let (titles, rows) = self.rows(kind, of: table)
        guard !rows.isEmpty else { return "\(table.provider.rawValue) has no rows of this kind.\n" }
        let columns = titles.map { title in
            Table.Column(title.uppercased(), ["cpu", "ram_gb", "min_gb", "max_gb"].contains(title) ? .right : .left)
        }
        let cells = rows.map { row in row.map { Table.Cell($0.isEmpty ? "-" : $0) } }
        return Table(columns, rows: cells).text(style: style)
    }

    /// One object: `format_version`, `provider`, `kind`, `rows[]` with the columns of the table as texts; null where
    /// there is nothing to say.
    public static func json(_ kind: CatalogEntry.Kind, of table: CatalogTable) -> JSONValue {
        let (titles, rows) = self.rows(kind, of: table)
        return .object([
            "format_version": .string("1.0"), "provider": .string(table.provider.rawValue),
            "kind": .string(kind.rawValue),
            "rows": .array(
                rows.map { row in
                    .object(
                        Dictionary(
                            zip(titles, row.map { $0.isEmpty ? JSONValue.null : .string($0) }),
                            uniquingKeysWith: { first, _ in first }))
                }),
        ])
    }

    private static func rows(
        _ kind: CatalogEntry.Kind, of table: CatalogTable
    ) -> (titles: [String], rows: [[String]]) {
        switch kind {
        case .region: (["name", "zones"], table.regions.map { [$0.name, $0.zones.joined(separator: " ")] })
        case .zone: (["name", "region"], table.regions.flatMap { region in region.zones.map { [$0, region.name] } })
        case .gpuType:
            (
                ["name", "memory_gb", "vendor_name"],
                table.gpuTypes.map { [$0.name, $0.memoryGB.map { "\($0)" } ?? "", $0.vendorName ?? ""] }
            )
        case .image:
            (
                ["name", "architecture", "min_disk_gb", "gpu_drivers", "regions"],
                table.images.map { image in
                    [
                        image.name, image.architecture, "\(image.minDiskGB)", image.gpuDrivers.map { "\($0)" } ?? "",
                        image.regions?.joined(separator: " ") ?? "all",
                    ]
                }
            )
        case .diskType:
            (
                ["name", "type", "min_gb", "max_gb", "price_per_gb_month"],
                table.diskTypes.map { disk in
                    [
                        disk.name, disk.type.rawValue, disk.limits.map { "\($0.min)" } ?? "",
                        disk.limits.map { "\($0.max)" } ?? "", range(disk.prices.map { $0.price * 730 }),
                    ]
                }
            )
        case .machineType, .price, .stock: machines(table)
        }
    }

    private static func machines(_ table: CatalogTable) -> (titles: [String], rows: [[String]]) {
        (
            ["name", "cpu", "ram_gb", "gpu", "architecture", "regions", "price", "spot_price"],
            table.machineTypes.map { machine in
                [
                    machine.name, machine.cpu.description, machine.ramGB.description,
                    machine.gpu.map { "\($0.count) × \($0.type)" } ?? "", machine.architecture,
                    "\(machine.offers.count)", range(machine.offers.compactMap(\.price)),
                    range(machine.offers.compactMap(\.spotPrice)),
                ]
            }
        )
    }

    /// `$0.27`, `$0.27–$0.31` over all regions; empty if nothing is known.
    private static func range(_ prices: [Money]) -> String {
        guard let low = prices.min(by: { $0.nanos < $1.nanos }), let high = prices.max(by: { $0.nanos < $1.nanos })
        else { return "" }
        let (from, to) = (PriceText.amount(low), PriceText.amount(high))
        return from == to ? from : "\(from)–\(to)"
    }
}
