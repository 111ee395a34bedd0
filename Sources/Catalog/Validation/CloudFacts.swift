import Hosts

/// What is known of one cloud. A reference, because every check of every host holds it.
final class CloudFacts {
    let capabilities: Capabilities
    /// Nil for a cloud whose catalog is not at hand: then only its table is held against the spec.
    let catalog: ValidationCatalog?

    init(capabilities: Capabilities, catalog: ValidationCatalog?) {
        self.capabilities = capabilities
        self.catalog = catalog
    }
}
