import Catalog
import Hosts
import JSON

/// One cloud's parts of the schema.
struct CloudSchema {
    let words: CloudWords
    let provider: ProviderID

    init(_ catalog: SchemaCatalog) {
        words = CloudWords(catalog: catalog)
        provider = catalog.table.provider
    }

    /// Refers to what holds a host or a rung to the cloud's words.
    var strict: JSONValue { CloudWords.reference(provider.rawValue) }

    /// Refers to what offers the cloud's words and refuses nothing.
    var loose: JSONValue { CloudWords.reference("\(provider.rawValue)-suggested") }

    var parts: [String: JSONValue] {
        var out = Dictionary(words.parts.map { ($0.name, $0.schema) }) { first, _ in first }
        let strict = words.strictKeys
        var offered: [String: JSONValue] = [:]
        for key in words.keys { offered[key.rawValue] = key.suggestion([words.reference(key)]) }
        out["\(provider.rawValue)-suggested"] = .object(["properties": .object(offered)])
        // A rung that names no cloud is of its host's.
        let rungs: JSONValue = .object([
            "if": .object(["not": SpecSchema.required([HostKey.provider.rawValue])]), "then": self.strict,
        ])
        for key in strict { offered[key.rawValue] = nil }
        offered[HostKey.placement.rawValue] = .object(["items": rungs])
        let held = strict.map { $0 == .zone ? zoneOfRegion : hold($0) }
        var whole: [String: JSONValue] = ["properties": .object(offered)]
        if !held.isEmpty { whole["allOf"] = .array(held) }
        out[provider.rawValue] = .object(whole)
        return out
    }

    /// Holds a key of a map to the cloud's words, unless something beside it takes it out of force.
    func hold(_ key: PlaceKey) -> JSONValue {
        let held: JSONValue = .object([
            "properties": .object([key.rawValue: key.value(words.reference(key))])
        ])
        switch key {
        case .region, .zone, .gpu, .image: return held
        case .machineType:
            // A machine type that is left alone may be one the cloud no longer sells.
            let isNamed: JSONValue = .object([
                "type": .string("array"), "contains": .object(["const": .string(HostKey.machineType.rawValue)]),
            ])
            return .object(["if": Self.has(.unmanaged, isNamed), "else": held])
        case .diskType:
            // A disk inside the machine is of no type.
            let isInside: JSONValue = .object(["const": .string(StorageMode.ephemeral.rawValue)])
            return .object(["if": Self.has(.storage, isInside), "else": held])
        }
    }

    private static func has(_ key: HostKey, _ value: JSONValue) -> JSONValue {
        .object([
            "required": .array([.string(key.rawValue)]), "properties": .object([key.rawValue: value]),
        ])
    }

    /// Zones of the region beside them; of all regions where none stands beside them.
    private var zoneOfRegion: JSONValue {
        let regions = words.zones.map { region, zones -> JSONValue in
            let list: JSONValue = .object(["enum": .array(zones.map(JSONValue.string))])
            return .object([
                "if": Self.has(.region, .object(["const": .string(region)])),
                "then": .object(["properties": .object([HostKey.zone.rawValue: PlaceKey.zone.value(list)])]),
            ])
        }
        return .object([
            "if": SpecSchema.required([HostKey.region.rawValue]), "then": .object(["allOf": .array(regions)]),
            "else": hold(.zone),
        ])
    }
}
