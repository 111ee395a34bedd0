public import Catalog
public import Diagnostics
public import Hosts
public import JSON

/// Two catalogs of one cloud and what differs.
public struct CatalogComparison: Hashable, Sendable {
    /// The cloud.
    public var provider: ProviderID
    /// What the old one is, such as `shipped 2026-05-01`.
    public var old: String
    /// What the new one is.
    public var new: String
    /// All that differs.
    public var whole: CatalogDiff
    /// What is shown of it.
    public var shown: CatalogDiff

    /// Makes a comparison.
    public init(provider: ProviderID, old: String, new: String, whole: CatalogDiff, shown: CatalogDiff) {
        self.provider = provider
        self.old = old
        self.new = new
        self.whole = whole
        self.shown = shown
    }
}

/// What differs between catalogs, row by row.
public enum CatalogDiffReport {
    /// For each cloud a heading, the rows with their fields before and after, and what is left out.
    public static func text(_ comparisons: [CatalogComparison], style: Style) -> String {
        comparisons.map { text($0, style) }.joined(separator: "\n")
    }

    /// One object: `format_version`, `providers` with `old`, `new`, `rows[]`, `hidden` and the counts of all rows.
    public static func json(_ comparisons: [CatalogComparison]) -> JSONValue {
        .object([
            "format_version": .string("1.0"),
            "providers": .object(
                comparisons.reduce(into: [:]) { out, item in
                    var members = CatalogUpdateReport.members(item.whole.counts)
                    members["old"] = .string(item.old)
                    members["new"] = .string(item.new)
                    members["hidden"] = .int(item.whole.rows.count - item.shown.rows.count)
                    members["rows"] = .array(item.shown.rows.map(json))
                    out[item.provider.rawValue] = .object(members)
                }),
        ])
    }

    private static func text(_ item: CatalogComparison, _ style: Style) -> String {
        var out = style.bold("\(item.provider.rawValue): \(Shown.text(item.old)) → \(Shown.text(item.new))") + "\n"
        for row in item.shown.rows {
            let symbol: String
            var fields: [CatalogDiff.Field] = []
            switch row.change {
            case .added: symbol = style.green("+")
            case .removed: symbol = style.red("-")
            case .changed(let all):
                symbol = style.yellow("~")
                fields = all
            }
            out += "  \(symbol) \(row.kind.rawValue) \(Shown.text(row.name))\n"
            let cells = fields.map { field in
                [
                    Table.Cell(name(field)),
                    Table.Cell("\(value(field.before, of: field, row)) → \(value(field.after, of: field, row))"),
                ]
            }
            out += Table([.init(""), .init("")], rows: cells).text(style: style, indent: 6)
        }
        let hidden = item.whole.rows.count - item.shown.rows.count
        if item.whole.isEmpty {
            out += "  no difference\n"
        } else {
            out += "  \(CatalogUpdateReport.counts(item.whole.counts))"
            if hidden > 0 {
                out +=
                    item.shown.isEmpty
                    ? "; no host uses what differs" : "; \(Shown.count(hidden, "row")) that no host uses"
                out += " (--all shows it)"
            }
            out += "\n"
        }
        return out
    }

    /// `price in us-1`; `price` where it is the same everywhere.
    private static func name(_ field: CatalogDiff.Field) -> String {
        let everywhere = " in \(CatalogTable.everywhere)"
        return field.name.hasSuffix(everywhere) ? String(field.name.dropLast(everywhere.count)) : field.name
    }

    /// A value of a field, prices by the hour.
    private static func value(_ value: String?, of field: CatalogDiff.Field, _ row: CatalogDiff.Row) -> String {
        guard let value else { return "none" }
        let isPrice = ["price in ", "spot_price in "].contains { field.name.hasPrefix($0) }
        return Shown.value(value) + (!isPrice ? "" : row.kind == .diskType ? "/GiB/h" : "/h")
    }

    private static func json(_ row: CatalogDiff.Row) -> JSONValue {
        var members: [String: JSONValue] = ["kind": .string(row.kind.rawValue), "name": .string(row.name)]
        switch row.change {
        case .added: members["change"] = .string("added")
        case .removed: members["change"] = .string("removed")
        case .changed(let fields):
            members["change"] = .string("changed")
            members["fields"] = .array(
                fields.map { field in
                    .object([
                        "field": .string(field.name), "before": .optional(field.before),
                        "after": .optional(field.after),
                    ])
                })
        }
        return .object(members)
    }
}
