import Catalog
import Hosts

extension LambdaClient {
    /// What the cloud offers. Regions have a call of their own in newer versions of the interface only.
    func catalog() async throws(ProviderError) -> [CatalogEntry] {
        let types = try LambdaWire.types(try await api.send(wire.types(), .read))
        let images = try LambdaWire.images(try await api.send(wire.images(), .read))
        var regions: [String] = []
        do throws(ProviderError) {
            regions = try LambdaWire.regions(try await api.send(wire.regions(), .read))
        } catch {
            guard error.kind == .notFound else { throw error }
        }
        return LambdaCatalog.entries(types: types, images: images, regions: regions)
    }
}
