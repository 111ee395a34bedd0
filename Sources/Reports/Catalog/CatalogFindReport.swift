public import Catalog
public import Diagnostics
public import Hosts
public import JSON

/// One row of `berth catalog find`.
public struct FoundOffer: Hashable, Sendable {
    /// The machine type, its place and its prices.
    public var offer: CatalogOffer
    /// Names of the fleet's hosts that this row was chosen for, sorted.
    public var usedBy: [String]

    /// Makes a row.
    public init(_ offer: CatalogOffer, usedBy: [String] = []) {
        self.offer = offer
        self.usedBy = usedBy
    }
}

/// What `berth catalog find` found, in the order it is given.
public enum CatalogFindReport {
    /// A table, ended by a line feed: prices per hour, `?` for one that is not known, `-` for what is not sold.
    /// - Parameters:
    ///   - rows: the rows to show.
    ///   - pricing: the pricing model whose price was asked for; it decides on the price of a GPU.
    ///   - style: colours or none.
    public static func text(_ rows: [FoundOffer], pricing: PricingModel, style: Style) -> String {
        guard !rows.isEmpty else { return "Nothing found.\n" }
        let hasZones = rows.contains { !$0.offer.zones.isEmpty }
        let hasGPUs = rows.contains { $0.offer.machine.gpu != nil }
        let hasStock = rows.contains { $0.offer.machine.stock != nil }
        let hasUses = rows.contains { !$0.usedBy.isEmpty }
        var columns: [Table.Column] = [.init("PROVIDER"), .init("REGION")]
        if hasZones { columns.append(.init("ZONES")) }
        columns += [.init("MACHINE"), .init("CPU", .right), .init("RAM", .right)]
        if hasGPUs { columns.append(.init("GPU")) }
        columns += [.init("$/H", .right), .init("SPOT", .right)]
        if hasGPUs { columns.append(.init("$/GPU", .right)) }
        if hasStock { columns.append(.init("STOCK")) }
        if hasUses { columns.append(.init("USED BY")) }
        let cells = rows.map { row in
            let offer = row.offer
            var out = [Table.Cell(offer.provider.rawValue), Table.Cell(offer.region ?? "-")]
            if hasZones { out.append(Table.Cell(zones(offer))) }
            out += [
                Table.Cell(machine(offer)), Table.Cell(offer.machine.cpu.description),
                Table.Cell(offer.machine.ramGB.description),
            ]
            if hasGPUs { out.append(Table.Cell(offer.machine.gpu.map { "\($0.count) × \($0.type)" } ?? "-")) }
            out.append(price(offer.machine.price, sold: offer.machine.onDemand))
            out.append(price(offer.machine.spotPrice, sold: offer.machine.spot))
            if hasGPUs { out.append(price(offer.pricePerGPU(pricing), sold: offer.machine.gpu != nil)) }
            if hasStock { out.append(stock(offer.machine.stock)) }
            if hasUses { out.append(Table.Cell(uses(row.usedBy))) }
            return out
        }
        return Table(columns, rows: cells).text(style: style)
    }

    /// One object: `format_version`, `pricing`, `offers[]`. Prices are texts such as `2.49 USD`, null where unknown.
    public static func json(_ rows: [FoundOffer], pricing: PricingModel) -> JSONValue {
        .object([
            "format_version": .string("1.0"), "pricing": .string(pricing.rawValue),
            "offers": .array(rows.map { json($0, pricing) }),
        ])
    }

    /// RFC 4180 with a heading line; an unknown price is an empty field, amounts are plain decimals.
    public static func csv(_ rows: [FoundOffer], pricing: PricingModel) -> String {
        var out = CSV.line([
            "provider", "region", "zones", "machine_type", "cpu", "ram_gb", "gpu_type", "gpu_count", "architecture",
            "currency", "price", "spot_price", "price_per_gpu", "stock", "used_by",
        ])
        for row in rows {
            let (offer, machine) = (row.offer, row.offer.machine)
            out += CSV.line([
                offer.provider.rawValue, offer.region ?? "", offer.zones.joined(separator: " "), offer.machineType,
                machine.cpu.description, machine.ramGB.description, machine.gpu?.type ?? "",
                machine.gpu.map { "\($0.count)" } ?? "", machine.architecture,
                (machine.price ?? machine.spotPrice)?.currency ?? "", machine.price?.amount ?? "",
                machine.spotPrice?.amount ?? "", offer.pricePerGPU(pricing)?.amount ?? "",
                machine.stock?.text ?? "", row.usedBy.joined(separator: " "),
            ])
        }
        return out
    }

    private static func json(_ row: FoundOffer, _ pricing: PricingModel) -> JSONValue {
        let (offer, machine) = (row.offer, row.offer.machine)
        return .object([
            "provider": .string(offer.provider.rawValue), "region": .optional(offer.region),
            "zones": .array(offer.zones.map(JSONValue.string)), "machine_type": .string(offer.machineType),
            "cpu": .number(machine.cpu.description), "ram_gb": .number(machine.ramGB.description),
            "gpu": machine.gpu.map { .object(["type": .string($0.type), "count": .int($0.count)]) } ?? .null,
            "architecture": .string(machine.architecture), "on_demand": .bool(machine.onDemand),
            "spot": .bool(machine.spot), "price": .optional(machine.price?.stored),
            "spot_price": .optional(machine.spotPrice?.stored),
            "price_per_gpu": .optional(offer.pricePerGPU(pricing)?.stored), "stock": .optional(machine.stock?.text),
            "used_by": .array(row.usedBy.map(JSONValue.string)),
        ])
    }

    private static func machine(_ offer: CatalogOffer) -> String {
        offer.machine.architecture == "x86_64"
            ? offer.machineType : "\(offer.machineType) (\(offer.machine.architecture))"
    }

    private static func zones(_ offer: CatalogOffer) -> String {
        if offer.zones.isEmpty { return "-" }
        return offer.isEverywhere ? "all" : offer.zones.joined(separator: " ")
    }

    private static func price(_ price: Money?, sold: Bool) -> Table.Cell {
        guard sold else { return Table.Cell("-", .dim) }
        return price.map { Table.Cell(PriceText.amount($0)) } ?? Table.Cell("?", .caution)
    }

    private static func stock(_ stock: Stock?) -> Table.Cell {
        guard let stock else { return Table.Cell("-", .dim) }
        return Table.Cell(stock.text == "0" ? "none" : stock.text, stock.text == "0" ? .bad : .plain)
    }

    private static func uses(_ hosts: [String]) -> String {
        hosts.isEmpty
            ? ""
            : "\(Shown.count(hosts.count, "host")): \(hosts.prefix(3).joined(separator: ", "))"
                + (hosts.count > 3 ? ", …" : "")
    }
}

extension Stock {
    /// As catalog files write it: `0`, `12` for at least that many, `some`.
    fileprivate var text: String {
        switch self {
        case .none: "0"
        case .atLeast(let count): "\(count)"
        case .some: "some"
        }
    }
}
