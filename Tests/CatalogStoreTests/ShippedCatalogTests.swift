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

    @Test func hasNoneOfLocal() { #expect(ShippedCatalog.bytes(of: .local) == nil) }
}
