import Catalog
import Hosts

/// Hyperstack's answers about what it offers, as catalog entries. Pure.
enum HyperstackCatalog {
    /// The one type of volume.
    static let volumeType = "Cloud-SSD"
    /// What it passes for in a spec, with a name for each in the catalog.
    private static let volumeTypes: [(name: String, type: DiskType)] = [
        (volumeType, .balanced), ("\(volumeType)-as-ssd", .ssd),
    ]

    /// What the calls of a catalog answered.
    struct Answers: Sendable {
        var regions: [String] = []
        var flavors: [HyperstackFlavor] = []
        var images: [HyperstackImage] = []
        var stocks: [HyperstackStock] = []
        var prices: [HyperstackPrice] = []
    }

    /// All entries, in catalog order, each once.
    static func entries(_ answers: Answers) -> [CatalogEntry] {
        let prices = HyperstackPricebook(answers.prices)
        var out: [CatalogEntry] = []
        func add(_ scope: CatalogEntry.Scope, _ name: String, _ payload: CatalogEntry.Payload) {
            out.append(CatalogEntry(provider: .hyperstack, scope: scope, name: name, payload: payload))
        }
        for region in answers.regions { add(.global, region, .region(zones: [])) }
        var gpus: [String: GPUType] = [:]
        for flavor in answers.flavors {
            guard let machine = machineType(flavor, prices: prices, stocks: answers.stocks) else { continue }
            add(.region(flavor.region), flavor.name, .machineType(machine))
            guard let vendor = flavor.gpu, let gpu = machine.gpu, !flavor.isSpot else { continue }
            let type = GPUType(vendorName: vendor, memoryGB: HyperstackGPU(vendor).memoryGB)
            // Of the builds of one GPU (PCIe, SXM) the first by name stands for all.
            if let old = gpus[gpu.type], old.vendorName <= vendor { continue }
            gpus[gpu.type] = type
        }
        for (name, type) in gpus { add(.global, name, .gpuType(type)) }
        for (scope, name, image) in images(answers.images) { add(scope, name, .image(image)) }
        let limits = HyperstackSettings().capabilities.dataDiskGB
        for (name, type) in volumeTypes {
            add(.global, name, .diskType(DiskOffer(type: type, perGBHour: prices.price(volumeType), limits: limits)))
        }
        var seen: Set<String> = []
        return out.sorted(by: CatalogEntry.inCatalogOrder).filter {
            seen.insert("\($0.kind.rawValue) \($0.scope.text) \($0.name)").inserted
        }
    }

    /// Nil for a flavor whose size is not told.
    private static func machineType(
        _ flavor: HyperstackFlavor, prices: HyperstackPricebook, stocks: [HyperstackStock]
    ) -> MachineType? {
        guard let cpu = flavor.cpu, cpu > 0, cpu <= 1_000_000, let ram = flavor.ram.flatMap({ Quantity($0) }) else {
            return nil
        }
        let gpu = flavor.gpu.flatMap { vendor in
            flavor.gpuCount > 0 ? GPURequest(type: HyperstackGPU(vendor).canonical, count: flavor.gpuCount) : nil
        }
        let price = prices.price(of: flavor)
        let spot = flavor.isSpot
        return MachineType(
            cpu: Quantity(cpu), ramGB: ram, gpu: gpu,
            architecture: gpu?.type == "gh200" ? "arm64" : "x86_64", price: spot ? nil : price,
            spotPrice: spot ? price : nil, spot: spot, onDemand: !spot,
            localDiskGB: flavor.ephemeral.flatMap { $0 > 0 ? $0 : nil }, stock: stock(of: flavor, in: stocks))
    }

    /// What is left of a flavor: by the stock of its GPU, else by the flavor's own word.
    static func stock(of flavor: HyperstackFlavor, in stocks: [HyperstackStock]) -> Stock? {
        if flavor.stockAvailable == false { return Stock.none }
        if let gpu = flavor.gpu, flavor.gpuCount > 0,
            let row = stocks.first(where: { $0.region == flavor.region && $0.model == gpu })
        {
            if let fit = row.configurations[flavor.gpuCount] { return fit > 0 ? .atLeast(fit) : Stock.none }
            if row.available == "0" { return Stock.none }
        }
        return flavor.stockAvailable == true ? .some : nil
    }

    /// Images by their own names, and the newest of a release by the family's name.
    private static func images(
        _ all: [HyperstackImage]
    ) -> [(scope: CatalogEntry.Scope, name: String, image: CatalogImage)] {
        var out: [(scope: CatalogEntry.Scope, name: String, image: CatalogImage)] = []
        for image in all {
            let offered = CatalogImage(
                architecture: architecture(image), minDiskGB: 1, gpuDrivers: HyperstackImages.hasDrivers(image))
            out.append((.region(image.region), image.name, offered))
        }
        for region in Set(all.map(\.region)) {
            let family = HyperstackImages.defaultFamily
            guard HyperstackImages.resolve(family, region: region, gpu: true, in: all) != nil else { continue }
            out.append((.region(region), family, CatalogImage(architecture: "x86_64", minDiskGB: 1)))
        }
        return out
    }

    private static func architecture(_ image: HyperstackImage) -> String {
        let text = "\(image.name) \(image.version)".lowercased()
        return text.contains("arm64") || text.contains("aarch64") ? "arm64" : "x86_64"
    }
}
