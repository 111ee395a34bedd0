import CShippedCatalog
public import Hosts

/// The catalogs that are part of the program, so that `validate` works offline from the first minute.
public enum ShippedCatalog {
    /// The file of a cloud as it was when the program was built; nil for Local, whose catalog is code.
    public static func bytes(of provider: ProviderID) -> [UInt8]? {
        let name: shipped_provider
        switch provider {
        case .aws: name = shipped_aws
        case .gcp: name = shipped_gcp
        case .hyperstack: name = shipped_hyperstack
        case .lambda: name = shipped_lambda
        case .nebius: name = shipped_nebius
        case .local: return nil
        }
        let file = unsafe shipped_catalog_of(name)
        guard let start = unsafe file.bytes else { return nil }
        return unsafe [UInt8](UnsafeBufferPointer(start: start, count: file.length))
    }

    /// How messages name the file.
    public static func path(of provider: ProviderID) -> String { "the shipped \(provider.rawValue).json" }
}
