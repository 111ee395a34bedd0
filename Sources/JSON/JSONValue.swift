/// A JSON value held as a tree: for small documents, options and reports.
///
/// Numbers keep their text, so that ids and prices pass through without rounding. Large documents (state, world)
/// are read through `JSONDocument` and written through `JSONWriter`, which make no tree.
public enum JSONValue: Hashable, Sendable {
    /// `null`.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// A number in the text form it was written in.
    case number(String)
    /// A string, unescaped.
    case string(String)
    /// An array.
    case array([JSONValue])
    /// An object; keys are sorted by their UTF-8 bytes when written.
    case object([String: JSONValue])

    /// An integer as a value.
    public static func int(_ value: some BinaryInteger) -> Self { .number(String(value)) }

    /// A string, or `null` for nil.
    public static func optional(_ text: String?) -> Self { text.map(Self.string) ?? .null }

    /// The member of an object; nil for other kinds and for missing keys.
    public subscript(key: String) -> JSONValue? {
        if case .object(let members) = self { members[key] } else { nil }
    }

    /// The text of a string; nil for other kinds.
    public var stringValue: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// The value of an integer that fits `Int`; nil for other kinds and for fractions.
    public var intValue: Int? {
        if case .number(let text) = self { Int(text) } else { nil }
    }

    /// The value of a Boolean; nil for other kinds.
    public var boolValue: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    /// The elements of an array; nil for other kinds.
    public var arrayValue: [JSONValue]? {
        if case .array(let items) = self { items } else { nil }
    }

    /// The members of an object; nil for other kinds.
    public var objectValue: [String: JSONValue]? {
        if case .object(let members) = self { members } else { nil }
    }

    /// Canonical text: sorted keys; two-space indent and a final newline when `pretty`, one line otherwise.
    public func text(pretty: Bool = true) -> [UInt8] {
        var writer = JSONWriter(pretty: pretty)
        writer.value(self)
        return writer.finish()
    }

    /// Canonical text on one line, as a string.
    public var compact: String { String(decoding: text(pretty: false), as: UTF8.self) }
}
