public import Catalog
public import Diagnostics
public import Hosts
public import JSON

/// What became of one cloud in `berth catalog update`.
public struct CatalogUpdateRow: Hashable, Sendable {
    /// What became of it.
    public enum Outcome: Hashable, Sendable {
        /// Fetched and locked.
        /// - Parameters:
        ///   - rows: how many things the cloud offers.
        ///   - diff: what differs from the catalog locked before; nil if there was none.
        case written(rows: Int, diff: CatalogDiff?)
        /// Not fetched, or not sound; the catalog before is kept.
        case failed(String)
    }

    /// The cloud.
    public var provider: ProviderID
    /// What became of it.
    public var outcome: Outcome

    /// Makes a row.
    public init(provider: ProviderID, outcome: Outcome) {
        self.provider = provider
        self.outcome = outcome
    }
}

/// What `berth catalog update` wrote and what changed.
public enum CatalogUpdateReport {
    /// A line for each cloud: `gcp: 1,204 rows: +12 -3 ~40, 5 prices up, 2 down`.
    public static func text(_ rows: [CatalogUpdateRow], style: Style) -> String {
        rows.reduce(into: "") { out, row in
            let name = style.bold(row.provider.rawValue)
            switch row.outcome {
            case .failed(let text):
                let own = "\(row.provider.rawValue): "
                let why = text.hasPrefix(own) ? String(text.dropFirst(own.count)) : text
                out += "\(name): \(style.red("not updated")), what was locked is kept: \(Shown.message(why))\n"
            case .written(let count, let diff):
                out +=
                    "\(name): \(self.rows(count))\(diff.map { change($0.counts) } ?? ", newly locked")\n"
            }
        }
    }

    /// One object: `format_version`, `providers` with `rows`, `added`, `removed`, `changed`, `prices_up`,
    /// `prices_down`, or `error`.
    public static func json(_ rows: [CatalogUpdateRow]) -> JSONValue {
        .object([
            "format_version": .string("1.0"),
            "providers": .object(
                rows.reduce(into: [:]) { out, row in
                    switch row.outcome {
                    case .failed(let text): out[row.provider.rawValue] = .object(["error": .string(text)])
                    case .written(let count, let diff):
                        var members: [String: JSONValue] = ["rows": .int(count), "first": .bool(diff == nil)]
                        if let counts = diff?.counts { members.merge(self.members(counts)) { $1 } }
                        out[row.provider.rawValue] = .object(members)
                    }
                }),
        ])
    }

    /// `1,204 rows`.
    public static func rows(_ count: Int) -> String {
        "\(PriceText.grouped(count.magnitude)) row\(count == 1 ? "" : "s")"
    }

    static func members(_ counts: CatalogDiff.Counts) -> [String: JSONValue] {
        [
            "added": .int(counts.added), "removed": .int(counts.removed), "changed": .int(counts.changed),
            "prices_up": .int(counts.pricesUp), "prices_down": .int(counts.pricesDown),
        ]
    }

    private static func change(_ counts: CatalogDiff.Counts) -> String {
        guard counts.added + counts.removed + counts.changed > 0 else { return ", unchanged" }
        return ": " + self.counts(counts)
    }

    /// `+12 -3 ~40, 5 prices up, 2 down`.
    static func counts(_ counts: CatalogDiff.Counts) -> String {
        var out = "+\(counts.added) -\(counts.removed) ~\(counts.changed)"
        if counts.pricesUp + counts.pricesDown > 0 {
            out += ", \(Shown.count(counts.pricesUp, "price")) up, \(counts.pricesDown) down"
        }
        return out
    }
}
