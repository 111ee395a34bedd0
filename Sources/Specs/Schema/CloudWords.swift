import Catalog
import Hosts
import JSON

/// The words of one cloud as schema parts, each with what an editor shows beside it.
struct CloudWords {
    let catalog: SchemaCatalog
    private var table: CatalogTable { catalog.table }

    /// Names of parts begin with the cloud's.
    func reference(_ key: PlaceKey) -> JSONValue { Self.reference("\(table.provider.rawValue)-\(key.rawValue)") }

    static func reference(_ part: String) -> JSONValue { .object(["$ref": .string("#/$defs/\(part)")]) }

    /// The keys of which the catalog knows all or some values, in order.
    var keys: [PlaceKey] { PlaceKey.allCases.filter { !list($0).isEmpty } }

    /// The keys whose other values are refused. A catalog holds the images most people use, not every one there is.
    var strictKeys: [PlaceKey] {
        keys.filter { $0 != .image && ($0 != .machineType || catalog.isPinned) }
    }

    /// The parts of the cloud by name: the words of each key.
    var parts: [(name: String, schema: JSONValue)] {
        keys.map { ("\(table.provider.rawValue)-\($0.rawValue)", words($0)) }
    }

    private func words(_ key: PlaceKey) -> JSONValue {
        let list = list(key)
        var schema: [String: JSONValue] = ["enum": .array(list.map { .string($0.word) })]
        if list.contains(where: { !$0.about.isEmpty }) {
            schema["enumDescriptions"] = .array(list.map { .string($0.about) })
        }
        guard key == .machineType, table.provider == .gcp else { return .object(schema) }
        // Google sells sizes of one's own, with the size in the name.
        let custom: JSONValue = .object([
            "type": .string("string"), "pattern": .string("^([a-z][a-z0-9]*-)?custom-[0-9]+-[0-9]+(-ext)?$"),
        ])
        return .object(["anyOf": .array([.object(schema), custom])])
    }

    private func list(_ key: PlaceKey) -> [(word: String, about: String)] {
        switch key {
        case .region:
            table.regions.map { region in
                (region.name, region.zones.isEmpty ? "" : "zones \(region.zones.joined(separator: ", "))")
            }
        case .zone: table.regions.flatMap { region in region.zones.map { ($0, "region \(region.name)") } }
        case .machineType: table.machineTypes.map { ($0.name, Self.about($0)) }
        case .gpu: gpus
        case .diskType:
            DiskType.allCases.compactMap { type in
                let names = table.diskTypes.filter { $0.type == type }.map(\.name)
                return names.isEmpty ? nil : (type.rawValue, names.joined(separator: ", "))
            }
        case .image:
            table.images.map { image in
                (
                    image.name,
                    image.architecture + (image.minDiskGB > 0 ? ", boot disk of at least \(image.minDiskGB) GiB" : "")
                        + (image.gpuDrivers == true ? ", with GPU drivers" : "")
                )
            }
        }
    }

    /// GPU types that the catalog lists, or that some machine type has.
    private var gpus: [(word: String, about: String)] {
        let used = table.machineTypes.compactMap { $0.gpu?.type }
        let listed = Dictionary(table.gpuTypes.map { ($0.name, $0) }) { first, _ in first }
        return Set(used + listed.keys).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.map { name in
            let gpu = listed[name]
            return (
                name,
                [gpu?.memoryGB.map { "\($0) GiB" }, gpu?.vendorName].compactMap(\.self).joined(separator: ", ")
            )
        }
    }

    /// `8 vCPU, 32 GiB, from $0.27/h, spot from $0.08/h`; prices that are not known are left out.
    private static func about(_ machine: CatalogTable.Machine) -> String {
        var parts = ["\(machine.cpu) vCPU", "\(machine.ramGB) GiB"]
        if let gpu = machine.gpu { parts.append("\(gpu.count) × \(gpu.type)") }
        if machine.architecture != "x86_64" { parts.append(machine.architecture) }
        if let price = lowest(machine.offers.compactMap(\.price)) { parts.append("from \(price)/h") }
        if let price = lowest(machine.offers.compactMap(\.spotPrice)) { parts.append("spot from \(price)/h") }
        return parts.joined(separator: ", ")
    }

    private static func lowest(_ prices: [Money]) -> Money? { prices.min { $0.nanos < $1.nanos } }

    /// The zones of each region that has some.
    var zones: [(region: String, zones: [String])] {
        table.regions.filter { !$0.zones.isEmpty }.map { ($0.name, $0.zones) }
    }
}

/// The keys of a host whose values are a cloud's own words.
enum PlaceKey: String, CaseIterable {
    case region, zone
    case machineType = "machine_type"
    case gpu
    case diskType = "disk_type"
    case image

    /// Keys of a host that take a default of this one out of force: a named machine and a request replace each other.
    var rivals: [String] {
        switch self {
        case .machineType: [HostKey.machineType, .cpu, .ramGB, .gpu].map(\.rawValue)
        case .gpu: [HostKey.gpu, .machineType].map(\.rawValue)
        case .region, .zone, .diskType, .image: [rawValue]
        }
    }

    /// The schema of the key's value when its words are those of some part. `null` takes a default back.
    func value(_ words: JSONValue) -> JSONValue {
        let null = JSONValue.object(["type": .string("null")])
        guard self == .gpu else { return .object(["anyOf": .array([words, null])]) }
        let map: JSONValue = .object([
            "type": .string("object"), "properties": .object([GPUKey.type.rawValue: words]),
        ])
        return .object(["anyOf": .array([words, map, null])])
    }

    /// The same, with every other value let through: for completion only.
    func suggestion(_ words: [JSONValue]) -> JSONValue {
        let other = JSONValue.object(["type": .string("string")])
        guard self == .gpu else {
            return .object(["anyOf": .array(words + [.object(["type": .array([.string("string"), .string("null")])])])])
        }
        let map: JSONValue = .object([
            "type": .string("object"),
            "properties": .object([GPUKey.type.rawValue: .object(["anyOf": .array(words + [other])])]),
        ])
        return .object([
            "anyOf": .array(words + [map, .object(["type": .array([.string("string"), .string("null")])])])
        ])
    }
}
