public import Diagnostics
public import Hosts
public import JSON
public import Planning

/// One host as `berth status` tells it.
public struct StatusRow: Hashable, Sendable {
    /// The host's name.
    public var host: String
    /// The cloud.
    public var provider: ProviderID
    /// What the cloud says; nil if it could not be asked.
    public var status: HostStatus?
    /// The machine type.
    public var machineType: String?
    /// The zone, or the region where there are no zones.
    public var zone: String?
    /// The public address.
    public var address: String?
    /// What it costs now.
    public var price: Step.Price
    /// A remark, such as why the cloud could not be asked.
    public var note: String?

    /// Makes a row.
    public init(
        host: String, provider: ProviderID, status: HostStatus?, machineType: String? = nil, zone: String? = nil,
        address: String? = nil, price: Step.Price = .none, note: String? = nil
    ) {
        self.host = host
        self.provider = provider
        self.status = status
        self.machineType = machineType
        self.zone = zone
        self.address = address
        self.price = price
        self.note = note
    }
}

/// What runs and what it costs.
public enum StatusReport {
    /// A table and its sum, ended by a line feed: `3 hosts: 2 running, 1 stopped. $2.76/h.`
    public static func text(_ rows: [StatusRow], style: Style) -> String {
        guard !rows.isEmpty else { return "No hosts.\n" }
        let hasNotes = rows.contains { $0.note != nil }
        var columns: [Table.Column] = [
            .init("HOST"), .init("PROVIDER"), .init("STATUS"), .init("MACHINE"), .init("PLACE"), .init("ADDRESS"),
            .init("$/H", .right),
        ]
        if hasNotes { columns.append(.init("NOTE")) }
        let table = Table(
            columns,
            rows: rows.map { row in
                [
                    Table.Cell(row.host), Table.Cell(row.provider.rawValue), status(row.status),
                    Table.Cell(row.machineType ?? "-"), Table.Cell(row.zone ?? "-"), Table.Cell(row.address ?? "-"),
                    Table.Cell(price(row.price)), Table.Cell(row.note.map(Shown.message) ?? ""),
                ]
            })
        return table.text(style: style) + "\n" + sum(rows) + "\n"
    }

    /// One object: `format_version`, `hosts[]`, `cost`.
    public static func json(_ rows: [StatusRow]) -> JSONValue {
        let cost = total(rows)
        return .object([
            "format_version": .string("1.0"),
            "hosts": .array(
                rows.map { row in
                    .object([
                        "host": .string(row.host), "provider": .string(row.provider.rawValue),
                        "status": .optional(row.status?.rawValue), "machine_type": .optional(row.machineType),
                        "zone": .optional(row.zone), "address": .optional(row.address), "price": priceJSON(row.price),
                        "note": .optional(row.note),
                    ])
                }),
            "cost": .object([
                "per_hour": .object(
                    cost.nanosByCurrency.keys.reduce(into: [:]) { $0[$1] = .string(cost.total(in: $1).amount) }),
                "unknown": .int(cost.unknown),
            ]),
        ])
    }

    private static func sum(_ rows: [StatusRow]) -> String {
        var counts: [String] = []
        for status in HostStatus.allCases {
            let count = rows.count { $0.status == status }
            if count > 0 { counts.append("\(count) \(status.rawValue)") }
        }
        let unasked = rows.count { $0.status == nil }
        if unasked > 0 { counts.append("\(unasked) not asked") }
        let cost = total(rows)
        let price = cost == Cost() ? "" : " \(PriceText.sum(cost, currency: "USD"))."
        return "\(Shown.count(rows.count, "host")): \(counts.joined(separator: ", ")).\(price)"
    }

    private static func total(_ rows: [StatusRow]) -> Cost {
        var cost = Cost()
        for row in rows {
            if case .hourly(let money) = row.price { cost.add(money) }
        }
        return cost
    }

    private static func status(_ status: HostStatus?) -> Table.Cell {
        guard let status else { return Table.Cell("not asked", .caution) }
        switch status {
        case .running: return Table.Cell(status.rawValue, .good)
        case .error, .absent: return Table.Cell(status.rawValue, .bad)
        case .starting, .stopping, .unknown: return Table.Cell(status.rawValue, .caution)
        case .stopped: return Table.Cell(status.rawValue, .dim)
        }
    }

    /// The number for the `$/H` column; another currency is named, unknown is `?`.
    private static func price(_ price: Step.Price) -> String {
        switch price {
        case .none: "-"
        case .hourly(nil): "?"
        case .hourly(let money?): PriceText.amount(money)
        }
    }

    /// A string such as `2.49 USD`, `null` for unknown, and `"none"` where there is nothing to pay for.
    private static func priceJSON(_ price: Step.Price) -> JSONValue {
        switch price {
        case .none: .string("none")
        case .hourly(let money): .optional(money?.stored)
        }
    }
}
