import Catalog
import Hosts
import JSON

extension GCPClient {
    /// Projects whose public images are in the catalog.
    private static let imageProjects = ["ubuntu-os-cloud", acceleratorProject, "debian-cloud", "rocky-linux-cloud"]
    /// Compute Engine in the price list.
    static let computeService = "services/6F81-5844-456A/skus"

    /// All that the cloud offers, as entries.
    func catalog() async throws(ProviderError) -> [CatalogEntry] {
        var offer = GCPCatalog()
        try await calls.pages("regions") { page throws(ProviderError) in
            for node in page["items"]?.elements ?? [] { offer.add(region: node) }
        }
        try await calls.pages("zones") { page throws(ProviderError) in
            for node in page["items"]?.elements ?? [] { offer.add(zone: node) }
        }
        // The rows are many; only the members that are read are asked for.
        let fields =
            "nextPageToken,unreachables,items(machineTypes(name,zone,guestCpus,memoryMb,architecture,accelerators,"
            + "bundledLocalSsds,deprecated))"
        try await everywhere("machineTypes", [("fields", fields)]) { offer.add(machineType: $0) }
        try await everywhere("acceleratorTypes") { offer.add(acceleratorType: $0) }
        try await everywhere("diskTypes") { offer.add(diskType: $0) }
        for project in Self.imageProjects {
            let path = "projects/\(project)/global/images"
            do throws(ProviderError) {
                try await calls.pages(base: calls.endpoints.compute, path: path, [("maxResults", "500")]) {
                    page throws(ProviderError) in
                    for node in page["items"]?.elements ?? [] { offer.add(image: node, of: project) }
                }
            } catch {
                // Not everybody may see every public project; its images are missing then, nothing else is.
                guard [.notFound, .auth, .invalid].contains(error.kind) else { throw error }
            }
        }
        return offer.entries(prices: try await prices())
    }

    private func everywhere(
        _ kind: String, _ query: GCPCalls.Query = [], each: (JSONNode) -> Void
    ) async throws(ProviderError) {
        try await calls.pages("aggregated/\(kind)", query) { page throws(ProviderError) in
            page["items"]?.forEachMember { _, scope in scope[kind]?.elements.forEach(each) }
        }
    }

    /// The price list, as far as it can be read. Without the right to read it prices are unknown, which is no reason to
    /// go without a catalog.
    private func prices() async throws(ProviderError) -> GCPPrices {
        var prices = GCPPrices()
        do throws(ProviderError) {
            try await calls.pages(
                base: calls.endpoints.billing, path: Self.computeService,
                [("currencyCode", "USD"), ("pageSize", "5000")]
            ) { page throws(ProviderError) in
                for node in page["skus"]?.elements ?? [] { prices.add(sku: node) }
            }
        } catch {
            switch error.kind {
            case .auth, .notFound, .invalid: return GCPPrices()
            // Another's endpoint may have no price list, whatever it answers in its stead.
            case .transient where calls.endpoints.isCustom: return GCPPrices()
            case .capacity, .quota, .rateLimited, .conflict, .transient, .operationFailed: throw error
            }
        }
        return prices
    }
}
