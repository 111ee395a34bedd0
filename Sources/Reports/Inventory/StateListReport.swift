public import Diagnostics
public import Hosts
public import JSON

/// One recorded host as `berth state list` tells it.
public struct StateRow: Hashable, Sendable {
    /// The host's name.
    public var host: String
    /// What the state file knows of it.
    public var record: HostRecord

    /// Makes a row.
    public init(host: String, record: HostRecord) {
        self.host = host
        self.record = record
    }
}

/// What the state file knows.
public enum StateListReport {
    /// A table, ended by a line feed.
    public static func text(_ rows: [StateRow], style: Style) -> String {
        guard !rows.isEmpty else { return "The state has no hosts.\n" }
        let table = Table(
            [
                .init("HOST"), .init("UID"), .init("GEN", .right), .init("PHASE"), .init("PROVIDER"), .init("ID"),
                .init("MACHINE"), .init("PLACE"), .init("$/H", .right), .init("PROTECTED"),
            ],
            rows: rows.map { row in
                let record = row.record
                let place = record.runtime?.zone ?? record.runtime?.region ?? record.applied?.zone
                return [
                    Table.Cell(row.host), Table.Cell(record.uid), Table.Cell("\(record.generation)"),
                    Table.Cell(record.phase.rawValue, record.phase == .ready ? .plain : .caution),
                    Table.Cell(record.provider.rawValue), Table.Cell(record.runtime?.instanceID ?? "-"),
                    Table.Cell(record.applied?.machineType ?? "-"), Table.Cell(place ?? "-"),
                    Table.Cell(record.price.map { PriceText.amount($0) } ?? "?"),
                    Table.Cell(record.protect ? "yes" : ""),
                ]
            })
        return table.text(style: style)
    }

    /// One object: `format_version`, `hosts[]` with each host's name and its main members as in the state file.
    public static func json(_ rows: [StateRow]) -> JSONValue {
        .object([
            "format_version": .string("1.0"),
            "hosts": .array(
                rows.map { row in
                    let record = row.record
                    return .object([
                        "host": .string(row.host), "uid": .string(record.uid), "generation": .int(record.generation),
                        "phase": .string(record.phase.rawValue), "provider": .string(record.provider.rawValue),
                        "runtime": record.runtime.map(ApplyJSON.runtime) ?? .null,
                        "machine_type": .optional(record.applied?.machineType),
                        "price": .optional(record.price?.stored), "protect": .bool(record.protect),
                    ])
                }),
        ])
    }
}
