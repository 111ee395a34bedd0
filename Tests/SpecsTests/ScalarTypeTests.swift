import Testing

@testable import Specs

@Suite struct ScalarTypeTests {
    @Test(arguments: [
        ("", ScalarType.null), ("~", .null), ("null", .null), ("Null", .null), ("NULL", .null), ("nULL", .string),
        ("true", .bool), ("True", .bool), ("TRUE", .bool), ("tRUE", .string), ("false", .bool), ("False", .bool),
        ("yes", .string), ("no", .string), ("on", .string), ("off", .string), ("y", .string),
        ("0", .integer), ("8", .integer), ("-8", .integer), ("+8", .integer), ("012", .string), ("-012", .string),
        ("0o14", .integer), ("0o8", .string), ("0o", .string), ("0x1F", .integer), ("0xg", .string), ("0x", .string),
        ("1.5", .float), ("1.", .float), (".5", .float), ("1e3", .float), ("1E-3", .float), ("1e", .string),
        (".", .string), ("-", .string), ("+", .string), ("-.5", .float), (".inf", .float), ("-.INF", .float),
        (".Inf", .float), (".nan", .float), ("-.nan", .string), ("0.5", .float), ("00", .string), ("1_000", .string),
        ("1:30", .string), ("2026-01-01", .string), ("8 GB", .string), ("a", .string), ("1.2.3", .string),
    ])
    func core(_ text: String, _ type: ScalarType) {
        #expect(ScalarType(plain: Array(text.utf8)[...]) == type)
    }

    @Test(
        arguments: [
            ("012", nil), ("1", "1"), ("+1", "1"), ("-1", "-1"), ("0x1F", "31"), ("0o14", "12"), ("1.", "1.0"),
            (".5", "0.5"), ("-.5e3", "-0.5e3"), ("1e3", "1e3"), (".inf", nil), (".nan", nil),
            ("0xFFFFFFFFFFFFFFFFFF", nil), ("123456789012345678901234567890", "123456789012345678901234567890"),
        ] as [(String, String?)])
    func asJSON(_ text: String, _ number: String?) {
        guard ScalarType(plain: Array(text.utf8)[...]) != .string else {
            #expect(number == nil)
            return
        }
        #expect(SpecDecoder.number(text) == number)
    }
}
