public import JSON

/// The JSON Schema of a spec file, made from the same key tables that the reader dispatches on.
public enum SpecSchema {
    /// JSON Schema 2020-12 for editors. It accepts every file the reader accepts; what needs several keys, hosts or
    /// files at once only the reader can refuse.
    public static var document: JSONValue {
        var schema = section(members(FileKey.self), nullable: true)
        schema["$schema"] = .string("https://json-schema.org/draft/2020-12/schema")
        schema["title"] = .string("Berth spec file")
        schema["description"] = .string("Hosts of a fleet, or a part of one.")
        schema["type"] = .string("object")
        schema["$defs"] = .object(["host": .object(section(members(HostKey.self), nullable: true))])
        return .object(schema)
    }

    private static func members<Key: SpecKey>(_: Key.Type) -> [KeyShape.Member] {
        Key.allCases.map { KeyShape.Member(name: $0.rawValue, rule: $0.rule) }
    }

    /// A map with fixed keys; notes under `x-…` are allowed, and `null` unsets a key.
    private static func section(_ members: [KeyShape.Member], nullable: Bool) -> [String: JSONValue] {
        var properties: [String: JSONValue] = [:]
        for member in members {
            var property = self.property(member)
            property["description"] = .string(member.rule.about)
            property["examples"] = .array([member.rule.example])
            properties[member.name] = .object(property)
        }
        var schema: [String: JSONValue] = [
            "properties": .object(properties), "patternProperties": .object(["^x-": .bool(true)]),
            "additionalProperties": .bool(false),
        ]
        schema["type"] = nullable ? .array([.string("object"), .string("null")]) : .string("object")
        return schema
    }

    private static func property(_ member: KeyShape.Member) -> [String: JSONValue] {
        let host = JSONValue.object(["$ref": .string("#/$defs/host")])
        switch member.name {
        case FileKey.fleet.rawValue: return shape(member.rule.shape)
        case FileKey.defaults.rawValue: return ["$ref": .string("#/$defs/host")]
        case FileKey.hosts.rawValue:
            // Names may be patterns here, so only what no name and no pattern can hold is refused.
            return [
                "type": .array([.string("object"), .string("null")]), "additionalProperties": host,
                "propertyNames": .object(["pattern": .string("^[a-z{][a-z0-9{},.-]*$")]),
            ]
        default: return ["anyOf": .array([.object(shape(member.rule.shape)), .object(["type": .string("null")])])]
        }
    }

    private static func shape(_ shape: KeyShape) -> [String: JSONValue] {
        switch shape {
        case .text(let form): text(form)
        case .bool: ["type": .string("boolean")]
        case .integer(let range):
            ["type": .string("integer"), "minimum": .int(range.lowerBound), "maximum": .int(range.upperBound)]
        case .decimal(let max):
            ["type": .string("number"), "exclusiveMinimum": .int(0), "maximum": .int(max)]
        case .oneOf(let words): ["enum": .array(words.map(JSONValue.string))]
        case .date: ["type": .string("string"), "pattern": .string("^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
        case .money: ["type": .string("string"), "pattern": .string("^[0-9]+([.][0-9]{1,9})? +[A-Z]{3}$")]
        case .list(let item): ["type": .string("array"), "items": .object(self.shape(item))]
        case .section(let members): section(members, nullable: false)
        case .map(let keys, let values):
            [
                "type": .string("object"), "propertyNames": .object(text(keys)),
                "additionalProperties": .object([
                    "anyOf": .array([.object(self.shape(values)), .object(["type": .string("null")])])
                ]),
            ]
        case .settings: ["type": .string("object")]
        case .either(let first, let second):
            ["anyOf": .array([.object(self.shape(first)), .object(self.shape(second))])]
        }
    }

    private static func text(_ form: TextForm) -> [String: JSONValue] {
        var schema: [String: JSONValue] = ["type": .string("string")]
        if let pattern = form.pattern { schema["pattern"] = .string(pattern) }
        if form == .text { schema["minLength"] = .int(1) }
        return schema
    }
}
