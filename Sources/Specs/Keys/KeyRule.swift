import JSON

/// What a key takes: its shape, what it means, and one good value.
struct KeyRule: Sendable {
    /// One sentence for editors and docs.
    var about: String
    var shape: KeyShape
    /// A good value, for the schema's `examples`.
    var example: JSONValue

    init(_ about: String, _ shape: KeyShape, example: Example) {
        self.about = about
        self.shape = shape
        self.example = example.value
    }
}

/// The shapes of values.
indirect enum KeyShape: Sendable {
    case text(TextForm)
    case bool
    case integer(ClosedRange<Int>)
    /// A decimal over 0 with at most three digits after the point.
    case decimal(max: Int)
    case oneOf([String])
    /// `YYYY-MM-DD`.
    case date
    /// `40 USD`.
    case money
    case list(KeyShape)
    /// A map with fixed keys.
    case section([Member])
    /// A map with free keys.
    case map(keys: TextForm, values: KeyShape)
    /// A map of whatever the provider's adapter takes.
    case settings
    case either(KeyShape, KeyShape)

    /// A key of a section.
    struct Member: Sendable {
        var name: String
        var rule: KeyRule
    }

    /// The section of an enum's keys.
    static func section<Key: SpecKey>(of _: Key.Type) -> KeyShape {
        .section(Key.allCases.map { Member(name: $0.rawValue, rule: $0.rule) })
    }

    /// The words of an enum.
    static func words<Word: RawRepresentable<String> & CaseIterable>(of _: Word.Type) -> KeyShape {
        .oneOf(Word.allCases.map(\.rawValue))
    }
}

/// A value written in a key table, so that the tables read like the specs they describe.
struct Example: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, Sendable
{
    let value: JSONValue

    init(text: String) { value = .string(text) }
    init(stringLiteral text: String) { value = .string(text) }
    init(integerLiteral number: Int) { value = .int(number) }
    init(booleanLiteral flag: Bool) { value = .bool(flag) }
    init(arrayLiteral items: Example...) { value = .array(items.map(\.value)) }
    init(dictionaryLiteral members: (String, Example)...) {
        value = .object(Dictionary(members.map { ($0.0, $0.1.value) }) { first, _ in first })
    }
}
