import Catalog
import Hosts
public import JSON

/// The schema with catalogs inside.
///
/// A host's provider is its own, else its file's default, else the fleet's. A schema sees one file, so it holds a host to
/// a cloud's words where the host or its file's defaults name that cloud, and lets everything through where another
/// file may. A value under `defaults` is held to the cloud beside it only if some host of the file inherits both.
extension SpecSchema {
    /// JSON Schema 2020-12 with the regions, zones, machine types, GPU types, disk types and images of some clouds, for
    /// editors that complete and check them. It accepts every file that `berth validate` accepts with these catalogs;
    /// what a region offers only `validate` tells.
    /// - Parameter catalogs: one for each cloud; hosts of other clouds are checked as `document` checks them.
    public static func document(with catalogs: [SchemaCatalog]) -> JSONValue {
        let clouds = catalogs.map { CloudSchema($0) }.filter { !$0.words.keys.isEmpty }
            .sorted { $0.provider < $1.provider }
        guard var root = withoutExamples(document).objectValue, var parts = root["$defs"]?.objectValue,
            var properties = root["properties"]?.objectValue,
            var hosts = properties[FileKey.hosts.rawValue]?.objectValue,
            var defaults = properties[FileKey.defaults.rawValue]?.objectValue, !clouds.isEmpty
        else { return document }
        for cloud in clouds { parts.merge(cloud.parts) { first, _ in first } }
        parts["any-cloud"] = anyCloud(clouds)
        parts["host-in-cloud"] = .object([
            "allOf": .array(
                [CloudWords.reference("host"), rungs(clouds)] + clouds.map { named($0.provider, $0.strict) })
        ])
        hosts["additionalProperties"] = CloudWords.reference("host-in-cloud")
        defaults["$ref"] = nil
        defaults["allOf"] = .array(
            [CloudWords.reference("host"), unnamed(CloudWords.reference("any-cloud"))]
                + clouds.map { named($0.provider, $0.loose) })
        properties[FileKey.hosts.rawValue] = .object(hosts)
        properties[FileKey.defaults.rawValue] = .object(defaults)
        root["properties"] = .object(properties)
        root["$defs"] = .object(parts)
        root["allOf"] = .array(clouds.map(inherited) + [inheritedFromElsewhere])
        return .object(root)
    }

    /// Examples that are words of some cloud: editors would offer them to hosts of another.
    private static func withoutExamples(_ schema: JSONValue) -> JSONValue {
        switch schema {
        case .object(var members):
            if var properties = members["properties"]?.objectValue {
                for key in PlaceKey.allCases.map(\.rawValue) + [GPUKey.type.rawValue] {
                    guard var property = properties[key]?.objectValue else { continue }
                    property["examples"] = nil
                    properties[key] = .object(property)
                }
                members["properties"] = .object(properties)
            }
            return .object(members.mapValues(withoutExamples))
        case .array(let items): return .array(items.map(withoutExamples))
        default: return schema
        }
    }

    /// Applies a part where a map names a cloud.
    private static func named(_ provider: ProviderID, _ part: JSONValue) -> JSONValue {
        .object(["if": names(provider), "then": part])
    }

    /// Applies a part where a map names no cloud.
    private static func unnamed(_ part: JSONValue) -> JSONValue {
        .object(["if": .object(["not": required([HostKey.provider.rawValue])]), "then": part])
    }

    private static func names(_ provider: ProviderID) -> JSONValue {
        .object([
            "type": .string("object"), "required": .array([.string(HostKey.provider.rawValue)]),
            "properties": .object([
                HostKey.provider.rawValue: .object(["const": .string(provider.rawValue)])
            ]),
        ])
    }

    static func required(_ keys: [String]) -> JSONValue {
        .object(["type": .string("object"), "required": .array(keys.map(JSONValue.string))])
    }

    /// Rungs of `placement` that name their cloud.
    private static func rungs(_ clouds: [CloudSchema]) -> JSONValue {
        let each: JSONValue = .object(["allOf": .array(clouds.map { named($0.provider, $0.strict) })])
        return .object([
            "properties": .object([HostKey.placement.rawValue: .object(["items": each])])
        ])
    }

    /// Words of all clouds to choose from, where it cannot be told which one it is.
    private static func anyCloud(_ clouds: [CloudSchema]) -> JSONValue {
        var properties: [String: JSONValue] = [:]
        for key in PlaceKey.allCases {
            let lists = clouds.filter { $0.words.keys.contains(key) }.map { $0.words.reference(key) }
            if !lists.isEmpty { properties[key.rawValue] = key.suggestion(lists) }
        }
        return .object(["properties": .object(properties)])
    }

    /// What follows where the file's defaults name a cloud: hosts that name none are of that cloud, and those defaults
    /// must be its words that such a host inherits.
    private static func inherited(_ cloud: CloudSchema) -> JSONValue {
        let reached = cloud.words.strictKeys.map { key -> JSONValue in
            let own = ([HostKey.provider.rawValue] + key.rivals).map { required([$0]) }
            let inherits: JSONValue = .object([
                "required": .array([.string(FileKey.hosts.rawValue)]),
                "properties": .object([
                    FileKey.hosts.rawValue: .object([
                        "not": .object([
                            "type": .array([.string("object"), .string("null")]),
                            "additionalProperties": .object(["anyOf": .array(own)]),
                        ])
                    ])
                ]),
            ])
            let held: JSONValue = .object([
                "properties": .object([FileKey.defaults.rawValue: cloud.hold(key)])
            ])
            return .object(["if": inherits, "then": held])
        }
        return .object([
            "if": .object([
                "required": .array([.string(FileKey.defaults.rawValue)]),
                "properties": .object([FileKey.defaults.rawValue: names(cloud.provider)]),
            ]),
            "then": .object(["allOf": .array([hosts(unnamed(cloud.strict))] + reached)]),
        ])
    }

    /// What follows where they name none: another file's may.
    private static var inheritedFromElsewhere: JSONValue {
        .object([
            "if": .object([
                "required": .array([.string(FileKey.defaults.rawValue)]),
                "properties": .object([FileKey.defaults.rawValue: required([HostKey.provider.rawValue])]),
            ]),
            "else": hosts(unnamed(CloudWords.reference("any-cloud"))),
        ])
    }

    private static func hosts(_ part: JSONValue) -> JSONValue {
        .object([
            "properties": .object([FileKey.hosts.rawValue: .object(["additionalProperties": part])])
        ])
    }
}
