import JSON
import Testing

@Suite struct JSONDocumentTests {
    @Test(arguments: [
        "null", "true", "-0.5e+3", "\"\"", "[]", "{}", "[1,[2,{\"a\":[]}],\"x\"]", "{\"a\":{\"b\":null},\"c\":\"d\"}",
    ])
    func roundTripsCanonicalText(text: String) throws {
        let document = try JSONDocument(parsing: Array(text.utf8))
        #expect(document.root.tree.compact == text)
    }

    @Test func unescapes() throws {
        let document = try JSONDocument(parsing: Array(#"["\n\"\\\/A\u00e9\ud83d\ude00é"]"#.utf8))
        #expect(document.root.elements.first?.string == "\n\"\\/Aé😀é")
    }

    @Test(arguments: [
        ("", "1:1: expected a value"),
        ("{\"a\":1,\n \"a\":2}", "2:2: the key `a` stands twice in one object"),
        ("{\"e\u{301}\":1,\"\u{e9}\":2}", "1:10: the key `\u{e9}` stands twice in one object"),
        ("{\"b\":1,\"a\":2,\"b\":3}", "1:14: the key `b` stands twice in one object"),
        ("[1,]", "1:4: expected a value"),
        ("[01]", "1:2: a number with a leading zero"),
        ("[1 2]", "1:4: expected `,` or `]`"),
        ("{\"a\" 1}", "1:6: expected `:`"),
        ("[1", "1:3: the document ends inside an array"),
        ("\"abc", "1:1: the string is not closed"),
        ("\"\\ud800x\"", "1:2: half of a surrogate pair"),
        ("1 1", "1:3: text after the end of the document"),
        ("nul", "1:1: expected a value"),
        ("[1.]", "1:2: a malformed number"),
    ])
    func refusesWithPlace(text: String, message: String) {
        #expect(throws: JSONFault.self) { try JSONDocument(parsing: Array(text.utf8)) }
        do {
            _ = try JSONDocument(parsing: Array(text.utf8))
        } catch {
            #expect("\(error)" == message)
        }
    }

    @Test func refusesBadUTF8AndDepth() {
        #expect(throws: JSONFault.self) { try JSONDocument(parsing: [0x22, 0xFF, 0x22]) }
        let deep = [UInt8](repeating: 0x5B, count: 100_000)
        #expect(throws: JSONFault.self) { try JSONDocument(parsing: deep) }
    }

    @Test func findsMembers() throws {
        let root = try JSONDocument(parsing: Array(#"{"a":{"x":[1,2]},"b\n":true,"c":12}"#.utf8)).root
        #expect(root["a"]?["x"]?.elements.map(\.int) == [1, 2])
        var each: [Int?] = []
        root["a"]?["x"]?.forEachElement { each.append($0.int) }
        #expect(each == [1, 2])
        root.forEachElement { _ in Issue.record("an object has no elements") }
        #expect(root["a"]?["x"]?.elements.first?.rawBytes == [0x31])
        #expect(root["b\n"]?.bool == true)
        #expect(root["c"]?.int == 12)
        #expect(root["d"] == nil)
        #expect(root.members.map(\.key) == ["a", "b\n", "c"])
    }
}
