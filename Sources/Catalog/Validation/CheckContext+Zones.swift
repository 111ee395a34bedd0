import Hosts

extension CheckContext {
    /// What is not offered in a zone, but in others of its region: those, as a fault. Nil where the place is no zone, or
    /// the region has none of it.
    /// - Parameters:
    ///   - message: what is wrong.
    ///   - what: what is asked for, as the proof names it.
    ///   - suits: whether a machine type is or has it.
    func otherZones(
        _ message: String, of what: String, at place: Place, in index: CatalogIndex,
        where suits: (CatalogTable.Machine) -> Bool
    ) -> Fault? {
        guard place.zone != nil, let region = place.region else { return nil }
        let zones = index.zones(in: region, where: suits)
        guard !zones.isEmpty else { return nil }
        return Fault(
            .zoneOffer, "zone", message, candidates: zones,
            proof: [row("\(what) in \(region) is in zones \(Self.list(zones))")])
    }
}
