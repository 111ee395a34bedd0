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
            // A GPU that nothing can be said of by name cannot be asked for.
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

    /// The architecture of a machine type. The cloud tells it of images only; Grace is the one processor it has that is
    /// not x86_64.
    static func architecture(of machineType: String) -> String {
        ["gh200", "gb200", "gb300"].contains { machineType.contains($0) } ? "arm64" : "x86_64"
    }

    private static func machine(_ type: LambdaType, gpu: String?) -> MachineType {
        MachineType(
            cpu: Quantity(type.cpu), ramGB: Quantity(type.ramGB),
            gpu: gpu.map { GPURequest(type: $0, count: type.gpus) }, architecture: architecture(of: type.name),
            price: price(type.centsPerHour), localDiskGB: type.diskGB)
    }

    /// Cents for the whole machine; unknown if not above zero, or beyond all sense.
    private static func price(_ cents: Int?) -> Money? {
        guard let cents, cents > 0 else { return nil }
        let (nanos, overflow) = cents.multipliedReportingOverflow(by: 10_000_000)
        return overflow ? nil : Money(nanos: nanos)
    }

    /// Ids and families, in the regions that have them. A family that has images for both architectures is listed for
    /// x86_64: a launch of a machine of another takes the family's image for that.
    private static func imageEntries(_ images: [LambdaImage]) -> [CatalogEntry] {
        var out: [CatalogEntry] = []
        var seen: Set<String> = []
        func add(_ name: String, _ image: LambdaImage, _ architecture: String) {
            guard !name.isEmpty, seen.insert("\(name)\n\(image.region ?? "")").inserted else { return }
            let drivers = ["lambda-stack", "gpu-base"].contains { image.family?.hasPrefix($0) ?? false }
            let row = CatalogImage(architecture: architecture, minDiskGB: 0, gpuDrivers: drivers ? true : nil)
            out.append(entry(image.region.map { .region($0) } ?? .global, name, .image(row)))
        }
        let plain = Set(images.filter { $0.architecture == "x86_64" }.compactMap(\.family))
        for image in images {
            guard let architecture = image.architecture else { continue }
            add(image.id, image, architecture)
            if let family = image.family, architecture == "x86_64" || !plain.contains(family) {
                add(family, image, architecture)
            }
        }
        return out
    }

    private static func entry(
        _ scope: CatalogEntry.Scope, _ name: String, _ payload: CatalogEntry.Payload
    ) -> CatalogEntry {
        CatalogEntry(provider: .lambda, scope: scope, name: name, payload: payload)
    }
}
