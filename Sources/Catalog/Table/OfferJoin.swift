import Hosts

/// Offers of machine types, gathered by name and region.
struct OfferJoin {
    private struct Draft {
        var everyZone = false
        var zones: Set<String> = []
        var price: Money?
        var spotPrice: Money?
        var stock: Stock?
    }

    let zonesOfRegion: [String: Set<String>]
    let regionOfZone: [String: String]
    let currency: String
    /// By name, then region; nil stands for a cloud without regions.
    private var drafts: [String: [String?: Draft]] = [:]

    init(zonesOfRegion: [String: Set<String>], regionOfZone: [String: String], currency: String) {
        self.zonesOfRegion = zonesOfRegion
        self.regionOfZone = regionOfZone
        self.currency = currency
    }

    /// Takes an offer with the prices in it. One in a zone or region that is not known cannot be placed and is dropped.
    mutating func add(_ scope: CatalogEntry.Scope, _ name: String, _ machine: MachineType) {
        for region in regions(scope) {
            var draft = drafts[name]?[region] ?? Draft()
            if case .zone(let zone) = scope { draft.zones.insert(zone) } else { draft.everyZone = true }
            draft.price = highest(draft.price, machine.price)
            draft.spotPrice = highest(draft.spotPrice, machine.spotPrice)
            draft.stock = most(draft.stock, machine.stock)
            drafts[name, default: [:]][region] = draft
        }
    }

    /// Joins prices to the offers they are about.
    mutating func join(_ scope: CatalogEntry.Scope, _ name: String, price: MachinePrice) {
        for region in regions(scope) {
            guard var draft = drafts[name]?[region] else { continue }
            draft.price = highest(draft.price, price.onDemand)
            draft.spotPrice = highest(draft.spotPrice, price.spot)
            drafts[name]?[region] = draft
        }
    }

    /// Joins stock to the offers it is about.
    mutating func join(_ scope: CatalogEntry.Scope, _ name: String, stock: Stock) {
        for region in regions(scope) {
            guard var draft = drafts[name]?[region] else { continue }
            draft.stock = most(draft.stock, stock)
            drafts[name]?[region] = draft
        }
    }

    func offers(of name: String) -> [CatalogTable.Offer] {
        (drafts[name] ?? [:]).map { region, draft in
            let whole = draft.everyZone || draft.zones == region.flatMap { zonesOfRegion[$0] }
            return CatalogTable.Offer(
                region: region, zones: whole ? nil : draft.zones.sorted(by: CatalogEntry.precedes), price: draft.price,
                spotPrice: draft.spotPrice, stock: draft.stock)
        }.sorted { CatalogEntry.precedes($0.region ?? "", $1.region ?? "") }
    }

    private func regions(_ scope: CatalogEntry.Scope) -> [String?] {
        switch scope {
        case .global: zonesOfRegion.isEmpty ? [nil] : zonesOfRegion.keys.map { $0 }
        case .region(let name): zonesOfRegion[name] == nil ? [] : [name]
        case .zone(let zone): regionOfZone[zone].map { [$0] } ?? []
        }
    }

    private func highest(_ old: Money?, _ new: Money?) -> Money? {
        guard let new, new.nanos > 0, new.currency == currency else { return old }
        guard let old, old.nanos >= new.nanos else { return new }
        return old
    }

    private func most(_ old: Stock?, _ new: Stock?) -> Stock? {
        func rank(_ stock: Stock?) -> Int {
            switch stock {
            case nil: -2
            case Stock.none?: -1
            case .some(.some): 0
            case .atLeast(let count)?: count
            }
        }
        return rank(new) > rank(old) ? new : old
    }
}
