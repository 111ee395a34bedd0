import Hosts
import JSON

extension SpecDecoder {
    /// Settings of a provider's own: merged into what earlier layers set, `null` takes a key back.
    mutating func settings(_ pair: Pair, into settings: inout OptionMap) {
        if arena.isNull(pair.value) { return }
        guard isMap(pair, "a map") else { return }
        guard case .object(let merged) = json(pair.value, over: .object(settings)) else { return }
        settings = merged
    }

    /// A node as JSON, merged over a value: maps merge, everything else replaces, `null` takes a member back.
    /// Recursion ends: levels are bounded, aliases included.
    mutating func json(_ id: NodeID, over base: JSONValue? = nil) -> JSONValue {
        switch arena.kind(id) {
        case .mapping:
            refuseDuplicates(in: id)
            var members = base?.objectValue ?? [:]
            var walk = MapWalk(id, in: arena)
            while let pair = walk.next(in: arena) {
                guard arena.isScalar(pair.key) else {
                    report(.typeMismatch, "a key must be a word", at: pair.key)
                    continue
                }
                let name = arena.string(pair.key)
                if base != nil, arena.isNull(pair.value) {
                    members[name] = nil
                } else {
                    members[name] = json(pair.value, over: base.map { $0[name] ?? .object([:]) })
                }
            }
            return .object(members)
        case .sequence:
            var items: [JSONValue] = []
            var walk = ListWalk(id, in: arena)
            while let item = walk.next(in: arena) { items.append(json(item)) }
            return .array(items)
        default: return scalar(id)
        }
    }

    private mutating func scalar(_ id: NodeID) -> JSONValue {
        let text = arena.string(id)
        switch arena.type(id) {
        case .null: return .null
        case .bool: return .bool(text.lowercased() == "true")
        case .string: return .string(text)
        case .integer, .float:
            if let number = Self.number(text) { return .number(number) }
            report(.valueForm, "`\(text)` is a number that cannot be kept", at: id, fix: "\"\(text)\"")
            return .null
        }
    }

    /// A number of the core schema as JSON writes it; nil for infinities, NaN and hexadecimals over 64 bits.
    static func number(_ text: String) -> String? {
        if text.hasPrefix("0x") { return UInt64(text.dropFirst(2), radix: 16).map { String($0) } }
        if text.hasPrefix("0o") { return UInt64(text.dropFirst(2), radix: 8).map { String($0) } }
        let isNegative = text.hasPrefix("-")
        let plain = isNegative || text.hasPrefix("+") ? text.dropFirst() : text[...]
        guard plain.utf8.contains(where: { $0 &- 0x30 < 10 }) else { return nil }
        let whole = plain.prefix { $0 != "." && $0 != "e" && $0 != "E" }
        var rest = plain.dropFirst(whole.count)
        var out = (isNegative ? "-" : "") + (whole.isEmpty ? "0" : whole)
        if rest.first == "." {
            let fraction = rest.dropFirst().prefix { $0 != "e" && $0 != "E" }
            rest = rest.dropFirst(1 + fraction.count)
            out += "." + (fraction.isEmpty ? "0" : fraction)
        }
        return out + rest
    }
}
