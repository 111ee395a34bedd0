import Catalog
import CatalogStore
import Hosts
import Testing

/// Questions to the catalogs that ship with the program.
@Suite struct ShippedFindTests {
    @Test func whatIsFoundIsCheapestFirstAndUnknownLast() throws {
        let library = CatalogLibrary(stateFolder: "/nonexistent")
        let tables = try ProviderID.allCases.sorted().compactMap { try library.catalog($0)?.index.table }
        #expect(tables.count >= 5)
        let offers = CatalogQuery().find(in: tables).offers
        #expect(offers.count > 1000)
        let prices = offers.map { $0.price(.onDemand) }
        let known = prices.prefix { $0 != nil }.compactMap { $0?.nanos }
        #expect(known == known.sorted())
        #expect(prices.dropFirst(known.count).allSatisfy { $0 == nil })
        #expect(known.allSatisfy { $0 > 0 })
    }
}
