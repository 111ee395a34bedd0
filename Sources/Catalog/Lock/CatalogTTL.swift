public import Hosts

/// How long what a cloud said stays good, by kind of rows. Machine types rarely change; stock does by the minute.
public enum CatalogTTL {
    private static let day = 86_400

    /// Seconds after which rows of a kind are worth fetching again; nil: never.
    /// - Parameter kind: a word of the file form, such as `machine_types` or `prices`.
    public static func seconds(_ kind: String, of provider: ProviderID) -> Int? {
        switch (provider, kind) {
        case (.local, _): nil
        case (_, "stock"): 1800
        case (.gcp, "regions"), (.gcp, "zones"), (.nebius, "regions"), (.nebius, "zones"), (.nebius, "prices"),
            (.aws, "regions"), (.aws, "zones"):
            30 * day
        case (.gcp, "prices"), (.aws, "prices"): day
        case (_, "disk_types"): 30 * day
        default: 7 * day
        }
    }

    /// Whether rows collected on a day are worth fetching again. Days are whole, so what was fetched today is fresh.
    public static func isStale(
        _ kind: String, of provider: ProviderID, fetched: CalendarDate, today: CalendarDate
    ) -> Bool {
        guard let seconds = seconds(kind, of: provider) else { return false }
        return today.days(since: fetched) * day > seconds
    }
}
