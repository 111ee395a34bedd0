import Hosts

extension CatalogTable {
    /// One machine type in one region as a row of its own.
    func offer(_ machine: Machine, _ offer: Offer) -> CatalogOffer {
        let all = regionZones(offer.region)
        let some = offer.zones ?? all
        return CatalogOffer(
            provider: provider, region: offer.region, zones: some, isEverywhere: some.count == all.count,
            machineType: machine.name, machine: machine.machineType(offer))
    }

    /// The zones that have an offer, sorted; empty on a cloud without zones.
    func zones(of offer: Offer) -> [String] { offer.zones ?? regionZones(offer.region) }

    private func regionZones(_ name: String?) -> [String] {
        guard let name else { return [] }
        // Regions are sorted by name.
        var low = 0
        var high = regions.count
        while low < high {
            let middle = (low + high) / 2
            if CatalogEntry.precedes(regions[middle].name, name) { low = middle + 1 } else { high = middle }
        }
        return low < regions.count && regions[low].name == name ? regions[low].zones : []
    }
}
