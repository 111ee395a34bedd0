public import Catalog
public import Files
public import Hosts

/// Why a catalog cannot be had or written.
public enum CatalogStoreFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// A file could not be read or written.
    case file(FileError)
    /// A file is not a catalog, or not a lock; with what mends it.
    case malformed(CatalogFault, remedy: String)
    /// The lock and the files do not agree.
    case unlocked(String)
    /// A fetch that lost too many rows.
    case shrunk(ProviderID, [CatalogLosses.Loss])
    /// Another process is writing.
    case busy(String)
    /// What was fetched is not sound.
    case unsound(ProviderID, CatalogFault)

    /// What is wrong and what to do, without a full stop.
    public var description: String {
        switch self {
        case .file(let error): error.description
        case .malformed(let fault, let remedy): "\(fault); \(remedy)"
        case .unlocked(let text), .busy(let text): text
        case .shrunk(let provider, let losses):
            "\(provider.rawValue): the fetch lost \(losses.map(\.description).joined(separator: ", ")); nothing was "
                + "written; if the cloud really offers so much less, run `berth catalog update "
                + "--provider \(provider.rawValue) --allow-shrink`"
        case .unsound(let provider, let fault):
            "\(provider.rawValue): what was fetched is not sound, and nothing was written:\n\(fault)"
        }
    }
}
