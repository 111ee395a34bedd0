import Catalog
import CatalogStore
import Hosts
import Testing

@Suite struct ShippedCatalogTests {
    static let clouds = ProviderID.allCases.filter { $0 != .local }

    @Test(arguments: clouds)
    func isSoundAndCanonical(provider: ProviderID) throws {
        let bytes = try #require(ShippedCatalog.bytes(of: provider))
        let table = try CatalogFile.read(bytes, path: "\(provider).json", provider: provider)
        #expect(CatalogFile.write(table) == bytes)
    }

    @Test func hasNoneOfLocal() { #expect(ShippedCatalog.bytes(of: .local) == nil) }
}
