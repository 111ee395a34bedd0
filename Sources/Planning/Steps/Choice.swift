import Catalog
import Hosts

/// Where a spec wants its host on one rung, as far as it says so.
struct Place {
    var region: String?
    var zone: String?

    /// A rung that moves to another region or cloud does not keep the zone (or region) of the place it leaves.
    init(_ spec: HostSpec, _ rung: PlacementRung?) {
        let sameCloud = (rung?.provider ?? spec.provider) == spec.provider
        let sameRegion = sameCloud && (rung?.region == nil || rung?.region == spec.region)
        region = rung?.region ?? (sameCloud ? spec.region : nil)
        zone = rung?.zone ?? (sameRegion ? spec.zone : nil)
    }

    /// Whether a host that is at a place may stay there.
    func allows(_ pinned: HostConfiguration) -> Bool {
        (region == nil || region == pinned.region) && (zone == nil || zone == pinned.zone)
    }
}

/// The choice of an offering for one rung, with what the record pins.
struct Choice {
    let spec: HostSpec
    let rung: PlacementRung?
    let pinned: HostConfiguration?
    let place: Place
    let catalog: CatalogIndex
    let capabilities: Capabilities
    /// Why the pinned machine type does not do any more.
    let misfit: String?

    init(
        _ spec: HostSpec, rung: PlacementRung?, pinned: HostConfiguration?, catalog: CatalogIndex,
        capabilities: Capabilities
    ) {
        self.spec = spec
        self.rung = rung
        self.pinned = pinned
        place = Place(spec, rung)
        self.catalog = catalog
        self.capabilities = capabilities
        misfit = pinned.flatMap {
            Sizing.misfit(
                machineType: $0.machineType, for: spec, rung: rung, in: catalog, diskType: $0.dataDisk?.type)
        }
    }

    func offering() throws(Sizing.NoOffering) -> Offering {
        guard let pinned else { return try fresh(rung) }
        let stays = misfit == nil && place.allows(pinned) && (rung?.pricing ?? spec.pricing) == pinned.pricing
        do throws(Sizing.NoOffering) {
            return try kept(pinned, at: home(pinned))
        } catch {
            // A host that runs is not in the way only because its cloud sells its type no more.
            if stays { return unlisted(pinned) }
        }
        return try fresh(rung)
    }

    /// The pinned machine type while it does, else the best one, at a place.
    private func kept(_ pinned: HostConfiguration, at rung: PlacementRung?) throws(Sizing.NoOffering) -> Offering {
        guard misfit == nil else { return try fresh(rung) }
        return try Sizing.offering(
            machineType: pinned.machineType, for: spec, rung: rung, in: catalog, capabilities: capabilities)
    }

    /// The type that is named, else the cheapest that fits.
    private func fresh(_ rung: PlacementRung?) throws(Sizing.NoOffering) -> Offering {
        try Sizing.choose(for: spec, rung: rung, in: catalog, capabilities: capabilities)
    }

    /// The rung with the place filled in from where the host is, so that a place left open is no reason to move it.
    private func home(_ pinned: HostConfiguration) -> PlacementRung? {
        guard place.allows(pinned) else { return rung }
        var home = rung ?? PlacementRung()
        home.region = place.region ?? pinned.region
        home.zone = place.zone ?? pinned.zone
        return home
    }

    private func unlisted(_ pinned: HostConfiguration) -> Offering {
        Offering(
            provider: catalog.provider, region: pinned.region, zone: pinned.zone, machineType: pinned.machineType,
            machine: catalog.machineType(pinned.machineType), price: nil, stoppedPrice: nil)
    }
}
