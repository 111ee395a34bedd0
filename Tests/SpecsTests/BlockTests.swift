import Diagnostics
import Specs
import Testing

/// Which lines declare which host, for reports that go by host.
@Suite struct BlockTests {
    private func blocks(_ text: String) -> [String] {
        read(text).blocks.map {
            "\($0.name) \($0.span.start.line):\($0.span.start.column)-"
                + ($0.span.end.line == .max ? "end" : "\($0.span.end.line):\($0.span.end.column)")
        }
    }

    @Test(arguments: [
        (
            "fleet: f\nhosts:\n  a: {cpu: 2}\n  \"t-{1..3}\":\n    cpu: many\nguards: {}\n",
            ["a 3:3-4:3", "t-{1..3} 4:3-6:1"]
        ),
        ("hosts: {a: {}, B: {}}\nfleet: f\n", ["a 1:9-1:16", "B 1:16-2:1"]),
        ("fleet: f\nhosts:\n  a:\n", ["a 3:3-end"]), ("fleet: f\nhosts: {}\n", []), ("fleet: f\nhosts: 3\n", []),
        ("fleet: f\n", []), ("- a\n", []), ("fleet: [\n", []), ("", []),
        ("x-base: &b {a: {cpu: 2}}\nhosts: *b\n", ["a 1:13-2:1"]),
        ("x-base: &b {a: {cpu: 2}}\nhosts: {<<: *b, c: {}}\n", ["c 2:17-end"]),
    ])
    func blocksOfAFile(text: String, expected: [String]) {
        #expect(blocks(text) == expected)
    }

    @Test func aBlockHoldsWhatBeginsInIt() throws {
        let block = try #require(read("fleet: f\nhosts:\n  a: {cpu: 2}\n  b: {}\n").blocks.first)
        func place(_ line: Int, _ column: Int, _ file: String = "a.yaml") -> SourceSpan {
            SourceSpan(file: file, start: .init(line: line, column: column))
        }
        #expect(block.holds(place(3, 3)) && block.holds(place(3, 12)))
        #expect(!block.holds(place(4, 3)) && !block.holds(place(2, 1)) && !block.holds(place(3, 3, "b.yaml")))
    }
}
