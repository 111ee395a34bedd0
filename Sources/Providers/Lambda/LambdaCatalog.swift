import Catalog
import Hosts

/// What the cloud offers, as entries.
///
/// A machine type is listed for every region: the cloud tells only where there is some now, which is in stock rows.
enum LambdaCatalog {
    static func entries(types: [LambdaType], images: [LambdaImage], regions listed: [String]) -> [CatalogEntry] {
        let regions = Set(listed + types.flatMap(\.regions) + images.compactMap(\.region)).sorted()
        var out = regions.map { entry(.global, $0, .region(zones: [])) }
        var gpus: [String: GPUType] = [:]
        for type in types {
            let gpu = gpu(of: type)
            if let gpu { gpus[gpu.name] = gpus[gpu.name] ?? gpu.type }
            if type.gpus > 0, gpu == nil { continue }
            out.append(entry(.global, type.name, .machineType(machine(type, gpu: gpu?.name))))
            for region in regions {
                let stock: Stock = type.regions.contains(region) ? .some : .none
                out.append(entry(.region(region), type.name, .stock(stock)))
            }
        }
        out += gpus.map { entry(.global, $0.key, .gpuType($0.value)) }
        out += imageEntries(images)
        return out.sorted(by: CatalogEntry.inCatalogOrder)
    }

    /// The GPU of a type: from `H100 (80 GB SXM5)`, else from `8x H100 (80 GB SXM5)`.
    static func gpu(of type: LambdaType) -> (name: String, type: GPUType)? {
        guard type.gpus > 0 else { return nil }
        var text = type.gpuDescription
        if text.isEmpty || text == "N/A" {
            let parts = type.description.split(separator: " ", maxSplits: 1)
            guard parts.count == 2, parts[0].hasSuffix("x") else { return nil }
            text = String(parts[1])
        }
        let memory = memoryGB(text)
        let name = GPUName.canonical(text, memoryGB: memory)
        return GPUName.isCanonical(name) ? (name, GPUType(vendorName: text, memoryGB: memory)) : nil
    }

    /// The number before `GB`.
    private static func memoryGB(_ text: String) -> Int? {
        let words = text.split { " ()".contains($0) }
        guard let unit = words.firstIndex(of: "GB"), unit > 0 else { return nil }
        return Int(words[unit - 1])
    }

    private static func machine(_ type: LambdaType, gpu: String?) -> MachineType {
        let arm = type.name.contains("gh200") || type.name.contains("gb200")
        return MachineType(
            cpu: Quantity(type.cpu), ramGB: Quantity(type.ramGB),
            gpu: gpu.map { GPURequest(type: $0, count: type.gpus) }, architecture: arm ? "arm64" : "x86_64",
            price: type.centsPerHour.flatMap { $0 > 0 ? Money(nanos: $0 * 10_000_000) : nil },
            localDiskGB: type.diskGB)
    }

    /// Families and ids, each once. A family that exists for both architectures is taken for x86_64: the id of an image
    /// says which one is meant.
    private static func imageEntries(_ images: [LambdaImage]) -> [CatalogEntry] {
        var families: [String: String] = [LambdaProvider.table.defaultImage: "x86_64"]
        var out: [CatalogEntry] = []
        for image in images {
            guard let architecture = image.architecture else { continue }
            out.append(entry(.global, image.id, .image(CatalogImage(architecture: architecture, minDiskGB: 1))))
            guard let family = image.family, !family.isEmpty else { continue }
            if families[family] == nil || architecture == "x86_64" { families[family] = architecture }
        }
        let ids = Set(out.map(\.name))
        out += families.filter { !ids.contains($0.key) }.map {
            entry(.global, $0.key, .image(CatalogImage(architecture: $0.value, minDiskGB: 1)))
        }
        return out
    }

    private static func entry(
        _ scope: CatalogEntry.Scope, _ name: String, _ payload: CatalogEntry.Payload
    ) -> CatalogEntry {
        CatalogEntry(provider: .lambda, scope: scope, name: name, payload: payload)
    }
}
