public import Catalog
public import Hosts
import Synchronization

/// The catalogs of one command: each opened when it is first asked for, and once.
///
/// A cloud's locked catalog wins over the shipped one; one that is code (Local's) is used where there is no file.
public final class CatalogLibrary: Sendable {
    /// The folder of fetched catalogs.
    public let folder: CatalogFolder
    private let builtIn: [ProviderID: @Sendable () -> CatalogIndex]
    private let opened = Mutex<[ProviderID: Result<OpenedCatalog?, CatalogStoreFault>]>([:])

    /// Makes a library; nothing is read yet.
    /// - Parameters:
    ///   - stateFolder: where `catalog/` is.
    ///   - builtIn: catalogs that are code.
    public init(stateFolder: String, builtIn: [ProviderID: @Sendable () -> CatalogIndex] = [:]) {
        folder = CatalogFolder(stateFolder: stateFolder)
        self.builtIn = builtIn
    }

    /// The catalog of a cloud; nil if there is none at all.
    /// - Throws: if there is a locked one that cannot be trusted. The shipped one is no way out, because others who have
    ///   the same lock would see other answers.
    public func catalog(_ provider: ProviderID) throws(CatalogStoreFault) -> OpenedCatalog? {
        let result = opened.withLock { opened in
            if let known = opened[provider] { return known }
            let result: Result<OpenedCatalog?, CatalogStoreFault>
            do throws(CatalogStoreFault) { result = .success(try open(provider)) } catch { result = .failure(error) }
            opened[provider] = result
            return result
        }
        return try result.get()
    }

    private func open(_ provider: ProviderID) throws(CatalogStoreFault) -> OpenedCatalog? {
        if let locked = try folder.open(provider) {
            return OpenedCatalog(
                index: CatalogIndex(locked.table), origin: .locked, path: folder.path(of: provider),
                digest: locked.entry.digest, kinds: locked.entry.kinds)
        }
        if let make = builtIn[provider] { return OpenedCatalog(index: make(), origin: .builtIn) }
        return try Self.shipped(provider)
    }

    /// The shipped catalog of a cloud, whatever is locked; nil if none is shipped.
    public static func shipped(_ provider: ProviderID) throws(CatalogStoreFault) -> OpenedCatalog? {
        guard let bytes = ShippedCatalog.bytes(of: provider) else { return nil }
        let path = ShippedCatalog.path(of: provider)
        do throws(CatalogFault) {
            let table = try CatalogFile.read(bytes, path: path, provider: provider)
            var kinds: [String: CalendarDate] = [:]
            for kind in table.kinds { kinds[kind] = table.date(ofKind: kind) }
            return OpenedCatalog(
                index: CatalogIndex(table), origin: .shipped, path: path, kinds: kinds)
        } catch {
            throw .malformed(error, remedy: "install berth anew")
        }
    }
}
