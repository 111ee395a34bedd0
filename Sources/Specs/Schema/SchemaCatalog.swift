public import Catalog

/// A cloud's catalog as the schema takes it in.
public struct SchemaCatalog: Sendable {
    /// What the cloud offers.
    public var table: CatalogTable
    /// Whether the catalog is locked with the specs. Otherwise machine types that it does not have are let through, as
    /// `validate` lets them through: they may be newer than the program.
    public var isPinned: Bool

    /// Makes one.
    public init(_ table: CatalogTable, isPinned: Bool) {
        self.table = table
        self.isPinned = isPinned
    }
}
