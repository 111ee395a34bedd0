public import Hosts

/// The entries of one cloud, ready for questions.
public struct CatalogIndex: Sendable {
    /// The cloud.
    public let provider: ProviderID
    /// All entries, sorted.
    public let entries: [CatalogEntry]

    /// Makes an index.
    public init(provider: ProviderID, entries: [CatalogEntry]) {
        self.provider = provider
        self.entries = entries
    }
}
