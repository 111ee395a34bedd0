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
        try await calls.whole("regions") { offer.add(region: $0) }
        try await calls.whole("zones") { offer.add(zone: $0) }
        // The rows are many; only the members that are read are asked for.
        let mask = "name,zone,guestCpus,memoryMb,architecture,accelerators,bundledLocalSsds,deprecated"
        try await everywhere("machineTypes", mask: mask) { offer.add(machineType: $0, in: $1) }
        try await everywhere("acceleratorTypes") { offer.add(acceleratorType: $0, in: $1) }
        try await everywhere("diskTypes") { offer.add(diskType: $0, in: $1) }
        for project in Self.imageProjects {
            let path = "projects/\(project)/global/images"
            do throws(ProviderError) {
                try await calls.whole(base: calls.endpoints.compute, path: path) { offer.add(image: $0, of: project) }
            } catch {
                // Not everybody may see every public project; its images are missing then, nothing else is.
                guard [.notFound, .auth, .invalid].contains(error.kind) else { throw error }
            }
        }
        return offer.entries(prices: try await prices())
    }

    /// Rows of a kind in all zones. A list that lacks a zone is refused: a catalog that is a day old is better than one
    /// in which that zone sells nothing.
    private func everywhere(
        _ kind: String, mask: String? = nil, each: (JSONNode, String?) -> Void
    ) async throws(ProviderError) {
        let silent = try await calls.everywhere(kind, mask: mask) { node, zone in
            each(node, zone)
            return true
        }
        guard silent.isEmpty else { throw GCPErrors.unreachable(kind, silent) }
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
