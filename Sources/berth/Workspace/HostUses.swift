import Catalog
import Hosts
import Planning
import Providers
import Reports

/// Which offers the hosts of a fleet have, or would get.
struct HostUses {
    private struct Key: Hashable {
        var provider: ProviderID
        var machineType: String
        var region: String?
    }

    private var uses: [Key: [(host: String, offering: Offering)]] = [:]

    /// No hosts.
    init() {}

    /// The offerings that a plan would give a fleet's hosts; those that nothing fits have none.
    init(_ found: FoundFleet, shelf: CatalogShelf) {
        for spec in found.fleet?.hosts ?? [] {
            let choice = try? Planner.choice(
                of: spec, record: found.records[spec.name], catalog: { try? shelf.index($0) },
                capabilities: ProviderTable.capabilities)
            guard let offering = choice?.offering else { continue }
            let key = Key(
                provider: offering.provider, machineType: offering.machineType, region: offering.region)
            uses[key, default: []].append((spec.name, offering))
        }
    }

    /// The hosts that have an offer, sorted.
    func hosts(of offer: CatalogOffer) -> [String] {
        let key = Key(provider: offer.provider, machineType: offer.machineType, region: offer.region)
        return (uses[key] ?? []).filter { offer.holds($0.offering) }.map(\.host).sorted()
    }
}
