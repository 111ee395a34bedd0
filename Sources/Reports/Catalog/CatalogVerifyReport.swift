public import Diagnostics
public import Hosts
public import JSON

/// What `berth catalog verify` found of one cloud.
public struct CatalogCheck: Hashable, Sendable {
    /// The cloud; nil for the lock itself.
    public var provider: ProviderID?
    /// How many things the catalog offers; nil if it cannot be read.
    public var rows: Int?
    /// What it is, such as `aws locked 2026-11-22 (1 day old)`.
    public var summary: String
    /// What is wrong, one line each; empty if it is whole.
    public var faults: [String]
    /// Kinds of rows that are worth fetching again; no fault.
    public var stale: [String]

    /// Makes a check.
    public init(provider: ProviderID?, rows: Int?, summary: String, faults: [String] = [], stale: [String] = []) {
        self.provider = provider
        self.rows = rows
        self.summary = summary
        self.faults = faults
        self.stale = stale
    }
}

/// Whether the locked catalogs are whole.
public enum CatalogVerifyReport {
    /// A line for each catalog, and one for each fault.
    public static func text(_ checks: [CatalogCheck], style: Style) -> String {
        guard !checks.isEmpty else { return "No catalog is locked; those that ship with the program are used.\n" }
        return checks.reduce(into: "") { out, check in
            let rows = check.rows.map { ", \(CatalogUpdateReport.rows($0))" } ?? ""
            let word = check.faults.isEmpty ? style.green("whole") : style.red("not to be trusted")
            out += "\(Shown.text(check.summary)): \(word)\(rows)"
            if !check.stale.isEmpty { out += ", worth fetching again: \(check.stale.joined(separator: ", "))" }
            out += "\n"
            for fault in check.faults { out += "  \(Shown.text(fault))\n" }
        }
    }

    /// One object: `format_version`, `valid`, `catalogs[]`.
    public static func json(_ checks: [CatalogCheck]) -> JSONValue {
        .object([
            "format_version": .string("1.0"), "valid": .bool(checks.allSatisfy(\.faults.isEmpty)),
            "catalogs": .array(
                checks.map { check in
                    .object([
                        "provider": .optional(check.provider?.rawValue), "summary": .string(check.summary),
                        "rows": check.rows.map { .int($0) } ?? .null,
                        "faults": .array(check.faults.map(JSONValue.string)),
                        "stale": .array(check.stale.map(JSONValue.string)),
                    ])
                }),
        ])
    }
}
