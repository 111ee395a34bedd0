import Catalog
import CatalogStore
import Files
import Hosts
import Testing

@Suite struct ShippedCatalogTests {
    static let clouds = ProviderID.allCases.filter { $0 != .local }

    @Test(arguments: clouds)
    func isSoundAndCanonical(provider: ProviderID) throws {
        let bytes = try #require(ShippedCatalog.bytes(of: provider))
        let table = try CatalogFile.read(bytes, path: "\(provider).json", provider: provider)
        #expect(CatalogFile.write(table) == bytes)
        #expect(!table.machineTypes.isEmpty && !table.images.isEmpty)
        // Every machine type can be had somewhere, and the index finds it there.
        let index = CatalogIndex(table)
        for machine in table.machineTypes {
            let offer = try #require(machine.offers.first)
            #expect(index.machineType(machine.name, inRegion: offer.region) == machine.machineType(offer))
        }
        #expect(CatalogTable(provider: provider, entries: table.entries).machineTypes == table.machineTypes)
    }

    /// A data file that changed must be compiled in again.
    @Test(arguments: clouds)
    func isTheFileInTheSources(provider: ProviderID) throws {
        let root = FileSystem.folder(of: FileSystem.folder(of: FileSystem.folder(of: #filePath)))
        let file = try FileSystem.read("\(root)/Sources/CShippedCatalog/data/\(provider.rawValue).json")
        #expect(ShippedCatalog.bytes(of: provider) == file)
    }

    @Test(arguments: clouds)
    func gpuNamesAreCanonical(provider: ProviderID) throws {
        let table = try #require(try CatalogLibrary.shipped(provider)).index.table
        for gpu in table.gpuTypes {
            #expect(GPUName.canonical(gpu.name, memoryGB: gpu.memoryGB) == gpu.name)
            let vendor = try #require(gpu.vendorName)
            #expect(GPUName.canonical(vendor, memoryGB: gpu.memoryGB) == gpu.name, "\(vendor)")
        }
    }

    /// Without the price of its boot disk a host has no price at all.
    @Test func everyRegionOfGCPPricesItsDisks() throws {
        let index = try #require(try CatalogLibrary.shipped(.gcp)).index
        #expect(index.table.regions.count >= 43)
        for region in index.table.regions.map(\.name) {
            let standard = try #require(index.diskPrice(.standard, inRegion: region))
            let balanced = try #require(index.diskPrice(.balanced, inRegion: region))
            let ssd = try #require(index.diskPrice(.ssd, inRegion: region))
            // A GiB and month is listed at 4 to 30 cents everywhere, the faster the dearer.
            #expect(standard.nanos >= 40_000_000 / 730, "\(region)")
            #expect(standard.nanos < balanced.nanos && balanced.nanos < ssd.nanos, "\(region)")
            #expect(ssd.nanos <= 300_000_000 / 730, "\(region)")
        }
        #expect(index.diskPrice(.balanced, inRegion: "europe-west4") == Money("0.000150685"))
        #expect(index.diskPrice(.standard, inRegion: "africa-south1") == Money("0.000071671"))
        #expect(index.diskPrice(.ssd, inRegion: "us-east5") == Money("0.000232877"))
    }

    @Test func hasNoneOfLocal() { #expect(ShippedCatalog.bytes(of: .local) == nil) }
}
