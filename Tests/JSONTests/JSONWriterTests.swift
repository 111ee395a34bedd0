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

    @Test func extraMembersStandAtTheirPlace() throws {
        var writer = JSONWriter(pretty: false)
        writer.beginObject(extra: ["a": .null, "c": .object(["x": .bool(true)]), "d": .int(9), "z": .string("end")])
        writer.member("b", 1)
        writer.key("d")
        writer.beginObject(extra: ["inner": .int(2)])
        writer.endObject()
        writer.endObject()
        let text = String(decoding: writer.finish(), as: UTF8.self)
        #expect(text == #"{"a":null,"b":1,"c":{"x":true},"d":{"inner":2},"z":"end"}"#)
    }

    @Test func indentsAsDeepAsItMust() throws {
        var value = JSONValue.bool(true)
        for _ in 0..<40 { value = .array([value]) }
        let lines = value.text().split(separator: 0x0A)
        #expect(lines.count == 81)
        #expect(lines[40].elementsEqual([UInt8](repeating: 0x20, count: 80) + Array("true".utf8)))
        #expect(lines[79].count == 3)
    }

    @Test(arguments: ["plain", "", "quo\"te", "back\\slash", "\u{1}\u{7f}\n", "é😀"])
    func stringsComeBack(text: String) throws {
        let bytes = JSONValue.string(text).text(pretty: false)
        #expect(try JSONDocument(parsing: bytes).root.string == text)
    }
}
