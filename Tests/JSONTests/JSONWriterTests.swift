import JSON
import Testing

@Suite struct JSONWriterTests {
    @Test func prettyFormIsStable() {
        let value: JSONValue = .object([
            "b": .array([.int(1), .object([:]), .array([])]), "a": .string("é\u{1}\"\\\n"), "c": .null,
        ])
        let expected = """
            {
              "a": "é\\u0001\\"\\\\\\n",
              "b": [
                1,
                {},
                []
              ],
              "c": null
            }

            """
        #expect(String(decoding: value.text(), as: UTF8.self) == expected)
    }

    @Test func compactFormHasNoSpaces() {
        #expect(JSONValue.object(["k": .array([.bool(true), .number("1.50")])]).compact == #"{"k":[true,1.50]}"#)
    }
}
