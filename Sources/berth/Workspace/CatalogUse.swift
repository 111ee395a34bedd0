import Catalog
import Hosts
import Planning
import Providers

/// Which rows of the catalogs a fleet's hosts depend on, on every place of their ladders.
struct CatalogUse {
    private var uses: [ProviderID: CatalogUses] = [:]

    init(_ found: FoundFleet, shelf: CatalogShelf) {
        for spec in found.fleet?.hosts ?? [] {
            let rungs: [PlacementRung?] = [nil] + spec.placement.map { $0 }
            for rung in rungs { add(spec, rung, found.records[spec.name], shelf) }
        }
        for record in found.records.values {
            if let type = record.applied?.machineType {
                uses[record.provider, default: .init()].insert(.machineType, type)
            }
            if let region = record.applied?.region { uses[record.provider, default: .init()].regions.insert(region) }
        }
    }

    /// What is used of a cloud's catalog.
    func of(_ provider: ProviderID) -> CatalogUses { uses[provider] ?? CatalogUses() }

    private mutating func add(_ spec: HostSpec, _ rung: PlacementRung?, _ record: HostRecord?, _ shelf: CatalogShelf) {
        let provider = rung?.provider ?? spec.provider
        guard let index = try? shelf.index(provider), let table = ProviderTable.capabilities(of: provider) else {
            return
        }
        // A name that the catalog has lost is the very row to show.
        if provider == spec.provider, let type = rung?.machineType ?? spec.machineType {
            uses[provider, default: .init()].insert(.machineType, type)
        }
        let choice = try? Planner.choice(
            of: spec, on: rung, record: record, catalog: { _ in index }, capabilities: { _ in table })
        guard let choice else { return }
        uses[provider, default: .init()].insert(
            choice.offering, for: spec, image: (provider == spec.provider ? spec.image : nil) ?? table.defaultImage,
            catalog: index)
    }
}
