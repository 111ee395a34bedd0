/// The type of a plain scalar by the YAML 1.2 core schema.
///
/// One rule is stricter: digits that start with a needless zero (`012`) are a string, because YAML 1.1 reads them as
/// octal and people write them as names. `yes`, `no`, `on` and `off` are strings, as YAML 1.2 has it.
enum ScalarType: Hashable, Sendable {
    case null, bool, integer, float, string

    /// The name of its core tag.
    var tag: String {
        switch self {
        case .null: "null"
        case .bool: "bool"
        case .integer: "int"
        case .float: "float"
        case .string: "str"
        }
    }

    /// Types the text of a plain scalar.
    init(plain text: ArraySlice<UInt8>) {
        guard let first = text.first else {
            self = .null
            return
        }
        switch first {
        case 0x30...0x39, 0x2B, 0x2D, 0x2E: self = Self.number(text)
        case 0x7E: self = text.count == 1 ? .null : .string
        case 0x6E, 0x4E: self = Self.isWord(text, "null") ? .null : .string
        case 0x74, 0x54: self = Self.isWord(text, "true") ? .bool : .string
        case 0x66, 0x46: self = Self.isWord(text, "false") ? .bool : .string
        default: self = .string
        }
    }

    /// The core schema knows three spellings: `true`, `True`, `TRUE`.
    private static func isWord(_ text: ArraySlice<UInt8>, _ word: StaticString) -> Bool {
        guard text.count == word.utf8CodeUnitCount else { return false }
        let low = word.description
        return text.elementsEqual(low.utf8) || text.elementsEqual(low.uppercased().utf8)
            || (text.first == low.uppercased().utf8.first && text.dropFirst().elementsEqual(low.utf8.dropFirst()))
    }

    private static func number(_ text: ArraySlice<UInt8>) -> ScalarType {
        var rest = text
        if rest.first == 0x30, rest.count > 2, let radix = rest.dropFirst().first {
            let digits = rest.dropFirst(2)
            if radix == 0x6F { return digits.allSatisfy { $0 &- 0x30 < 8 } ? .integer : .string }
            if radix == 0x78 { return digits.allSatisfy(isHexDigit) ? .integer : .string }
        }
        if rest.first == 0x2B || rest.first == 0x2D { rest = rest.dropFirst() }
        if isOne(of: [".inf", ".Inf", ".INF"], rest) { return .float }
        if isOne(of: [".nan", ".NaN", ".NAN"], text) { return .float }
        let whole = rest.prefix { $0 &- 0x30 < 10 }
        rest = rest.dropFirst(whole.count)
        if whole.count > 1, whole.first == 0x30 { return .string }
        if rest.isEmpty { return whole.isEmpty ? .string : .integer }
        if rest.first == 0x2E {
            let fraction = rest.dropFirst().prefix { $0 &- 0x30 < 10 }
            if whole.isEmpty, fraction.isEmpty { return .string }
            rest = rest.dropFirst(1 + fraction.count)
        } else if whole.isEmpty {
            return .string
        }
        if rest.isEmpty { return .float }
        guard rest.first == 0x65 || rest.first == 0x45 else { return .string }
        rest = rest.dropFirst()
        if rest.first == 0x2B || rest.first == 0x2D { rest = rest.dropFirst() }
        return !rest.isEmpty && rest.allSatisfy { $0 &- 0x30 < 10 } ? .float : .string
    }

    private static func isOne(of words: [String], _ text: ArraySlice<UInt8>) -> Bool {
        text.count == 4 && words.contains { text.elementsEqual($0.utf8) }
    }

    private static func isHexDigit(_ byte: UInt8) -> Bool {
        byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 6
    }
}
