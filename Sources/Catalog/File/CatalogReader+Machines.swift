import Hosts
import JSON

extension CatalogReader {
    mutating func machine(_ node: JSONNode) {
        guard let name = notes.name else { return }
        var machine = CatalogTable.Machine(name: name, cpu: Quantity(0), ramGB: Quantity(0))
        var places: JSONNode?
        node.forEachMember { key, value in
            switch key {
            case "architecture": machine.architecture = architecture(value) ?? machine.architecture
            case "cpu": machine.cpu = quantity(value, key) ?? Quantity(1)
            case "disk_types": machine.diskTypes = diskTypes(value, key)
            case "gpu": machine.gpu = gpus(value)
            case "in": places = value
            case "local_disk_gb": machine.localDiskGB = notes.int(value, key, 0...1_000_000_000) ?? 0
            case "name": break
            case "on_demand": machine.onDemand = notes.bool(value, key) ?? true
            case "ram_gb": machine.ramGB = quantity(value, key) ?? Quantity(1)
            case "spot": machine.spot = notes.bool(value, key) ?? false
            default: notes.unknown(key, value)
            }
        }
        if machine.cpu.thousandths == 0 { notes.note("`cpu` is missing", at: node) }
        if machine.ramGB.thousandths == 0 { notes.note("`ram_gb` is missing", at: node) }
        if !machine.onDemand, !machine.spot { notes.note("it is sold neither on demand nor as spot", at: node) }
        if let places { readOffers(places, &machine) } else { notes.note("`in` is missing", at: node) }
        table.machineTypes.append(machine)
    }

    private mutating func quantity(_ node: JSONNode, _ member: String) -> Quantity? {
        guard node.kind == .number, let value = Quantity(node.raw), value.thousandths > 0 else {
            return notes.missing("`\(member)` must be a number over 0 with at most three decimals", node)
        }
        return value
    }

    private mutating func diskTypes(_ node: JSONNode, _ member: String) -> [DiskType]? {
        guard let names = notes.names(node, member) else { return nil }
        var out: [DiskType] = []
        for name in names {
            guard let type = DiskType(rawValue: name) else {
                notes.note("there is no disk type `\(name)`", at: node)
                continue
            }
            out.append(type)
        }
        return out
    }

    private mutating func gpus(_ node: JSONNode) -> GPURequest? {
        guard node.kind == .object else { return notes.missing("`gpu` must be an object", node) }
        var type: String?
        var count: Int?
        node.forEachMember { key, value in
            switch key {
            case "count": count = notes.int(value, "gpu.count", 1...1024)
            case "type": type = notes.string(value, "gpu.type")
            default: notes.unknown("gpu.\(key)", value)
            }
        }
        guard let type, let count else { return notes.missing("`gpu` has `count` and `type`", node) }
        if !gpuNames.contains(type) { notes.note("GPU type `\(type)` is not in gpu_types", at: node) }
        return GPURequest(type: type, count: count)
    }

    /// Region lists are sorted as the rows of an offer are, so that a region is mostly found a few places on.
    private mutating func readOffers(_ node: JSONNode, _ machine: inout CatalogTable.Machine) {
        guard node.kind == .object, node.memberCount > 0 else {
            return notes.note("`in` must name a region at least", at: node)
        }
        machine.offers.reserveCapacity(node.memberCount)
        let offered = (onDemand: machine.onDemand, spot: machine.spot)
        var next = 0
        var offers: [CatalogTable.Offer] = []
        offers.reserveCapacity(node.memberCount)
        node.forEachMember { key, value in
            if key == CatalogTable.everywhere {
                if !table.regions.isEmpty { notes.note("`*` in a catalog that has regions", at: value) }
                return offers.append(offer(value, region: nil, zones: [], offered))
            }
            while next < table.regions.count, table.regions[next].name != key { next += 1 }
            guard next < table.regions.count else {
                let fault =
                    regionIndex[key] == nil
                    ? "there is no region `\(key)`" : "`in` is not sorted: `\(key)` stands behind"
                notes.note(fault, at: value)
                next = regionIndex[key] ?? 0
                return
            }
            offers.append(offer(value, region: table.regions[next].name, zones: table.regions[next].zones, offered))
        }
        machine.offers = offers
    }

    private mutating func offer(
        _ node: JSONNode, region: String?, zones: [String], _ offered: (onDemand: Bool, spot: Bool)
    ) -> CatalogTable.Offer {
        var offer = CatalogTable.Offer(region: region)
        let place = region ?? CatalogTable.everywhere
        guard node.kind == .object else {
            notes.note("the offer in \(place) must be an object", at: node)
            return offer
        }
        node.forEachMember { key, value in
            switch key {
            case "price":
                offer.price = price(value, "price in \(place)")
                if !offered.onDemand { notes.note("price in \(place), but it is not sold on demand", at: value) }
            case "spot_price":
                offer.spotPrice = price(value, "spot_price in \(place)")
                if !offered.spot { notes.note("spot_price in \(place), but it is not sold as spot", at: value) }
            case "stock": offer.stock = stock(value, place)
            case "zones": offer.zones = zoneList(value, of: zones, in: place)
            default: notes.unknown("in.\(place).\(key)", value)
            }
        }
        return offer
    }

    /// The zones of an offer: some of its region's, because one thing is to be written in one way only.
    private mutating func zoneList(_ node: JSONNode, of zones: [String], in place: String) -> [String]? {
        if let known = knownZones(node, of: zones, in: place) { return known }
        guard let names = notes.names(node, "zones in \(place)") else { return nil }
        if names == zones { notes.note("zones in \(place) are all it has; leave them out", at: node) }
        for name in names where !zones.contains(name) {
            let home = regionOfZone[name].map { "in region `\($0)`" } ?? "in no region"
            notes.note("zone `\(name)` is \(home), not in `\(place)`", at: node)
        }
        return names
    }

    /// A sound list of zones: some of the region's, in their order. Nil for any other.
    private mutating func knownZones(_ node: JSONNode, of zones: [String], in place: String) -> [String]? {
        guard node.kind == .array, zones.count < UInt64.bitWidth else { return nil }
        var mask: UInt64 = 0
        var next = 0
        var isSound = true
        node.forEachElement { element in
            guard isSound, let name = element.string else { return isSound = false }
            while next < zones.count, zones[next] != name { next += 1 }
            guard next < zones.count else { return isSound = false }
            mask |= 1 << UInt64(next)
            next += 1
        }
        guard isSound, mask != 0, mask != (1 << UInt64(zones.count)) - 1 else { return nil }
        if let known = zoneLists[place]?[mask] { return known }
        let names = zones.enumerated().filter { mask >> UInt64($0.offset) & 1 == 1 }.map(\.element)
        zoneLists[place, default: [:]][mask] = names
        return names
    }

    private mutating func stock(_ node: JSONNode, _ place: String) -> Stock? {
        switch node.string {
        case "0"?: return Stock.none
        case "some"?: return Stock.some
        case let text?:
            if let count = Int(text), count > 0, String(count) == text { return .atLeast(count) }
        case nil: break
        }
        return notes.missing("stock in \(place) must be \"some\" or a number in quotes", node)
    }
}
