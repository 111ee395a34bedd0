import Hosts
import JSON

extension CatalogReader {
    mutating func region(_ node: JSONNode) {
        guard let name = notes.name else { return }
        var zones: [String] = []
        node.forEachMember { key, value in
            switch key {
            case "name": break
            case "zones": zones = notes.names(value, key) ?? []
            default: notes.unknown(key, value)
            }
        }
        if name == CatalogTable.everywhere { notes.note("`*` is no region's name", at: node) }
        for zone in zones {
            if let other = regionOfZone[zone] { notes.note("zone `\(zone)` is in region `\(other)`, too", at: node) }
            regionOfZone[zone] = name
        }
        regionIndex[name] = table.regions.count
        table.regions.append(.init(name: name, zones: zones))
    }

    mutating func gpu(_ node: JSONNode) {
        guard let name = notes.name else { return }
        var gpu = CatalogTable.GPU(name: name)
        node.forEachMember { key, value in
            switch key {
            case "memory_gb": gpu.memoryGB = notes.int(value, key, 1...100_000)
            case "name": break
            case "vendor_name": gpu.vendorName = notes.string(value, key)
            default: notes.unknown(key, value)
            }
        }
        if !GPUName.isCanonical(name) {
            notes.note("a GPU type's name has lower-case letters, digits and `-` only", at: node)
        }
        gpuNames.insert(name)
        table.gpuTypes.append(gpu)
    }

    mutating func image(_ node: JSONNode) {
        guard let name = notes.name else { return }
        var image = CatalogTable.Image(name: name)
        node.forEachMember { key, value in
            switch key {
            case "architecture": image.architecture = architecture(value) ?? image.architecture
            case "gpu_drivers": image.gpuDrivers = notes.bool(value, key)
            case "min_disk_gb": image.minDiskGB = notes.int(value, key, 1...1_000_000) ?? 0
            case "name": break
            case "regions": image.regions = regionList(value, key)
            default: notes.unknown(key, value)
            }
        }
        table.images.append(image)
    }

    mutating func disk(_ node: JSONNode) {
        guard let name = notes.name else { return }
        var type: DiskType?
        var prices: [CatalogTable.RegionPrice] = []
        var sizes: [String: Int] = [:]
        node.forEachMember { key, value in
            switch key {
            case "max_gb", "min_gb", "step_gb": sizes[key] = notes.int(value, key, 1...1_000_000_000)
            case "name": break
            case "price": prices = diskPrices(value)
            case "type": type = notes.word(value, key, DiskType.self)
            default: notes.unknown(key, value)
            }
        }
        guard let type else {
            if node["type"] == nil { notes.note("`type` is missing", at: node) }
            return
        }
        var disk = CatalogTable.Disk(name: name, type: type, prices: prices)
        if let min = sizes["min_gb"], let max = sizes["max_gb"], let step = sizes["step_gb"] {
            if min > max { notes.note("`min_gb` \(min) is over `max_gb` \(max)", at: node) }
            disk.limits = .init(min: min, max: max, step: step)
        } else if !sizes.isEmpty {
            notes.note("`min_gb`, `max_gb` and `step_gb` are given together or not at all", at: node)
        }
        table.diskTypes.append(disk)
    }

    private mutating func diskPrices(_ node: JSONNode) -> [CatalogTable.RegionPrice] {
        guard node.kind == .object else { return notes.missing("`price` must be an object", node) ?? [] }
        var out: [CatalogTable.RegionPrice] = []
        node.forEachMember { region, value in
            if region != CatalogTable.everywhere, regionIndex[region] == nil {
                return notes.note("there is no region `\(region)`", at: value)
            }
            if let last = out.last, !CatalogEntry.precedes(last.region, region) {
                notes.note("`price` is not sorted: `\(region)` stands behind `\(last.region)`", at: value)
            }
            guard let price = price(value, "price in \(region)") else { return }
            out.append(.init(region: region, price: price))
        }
        return out
    }

    mutating func architecture(_ node: JSONNode) -> String? {
        switch node.string {
        case "x86_64"?: "x86_64"
        case "arm64"?: "arm64"
        default: notes.missing("`architecture` must be x86_64 or arm64", node)
        }
    }
}
