import Diagnostics
import Hosts
import Specs
import Testing

/// The traps of libyaml, and the bounds on hostile files.
@Suite struct YAMLTests {
    @Test func marksCountCodePoints() {
        // Trap 1: `é` is two bytes and one column.
        let result = read("fleet: f\nhosts: {h: {provider: local, labels: {}, é: 1, zoen: x}}\n")
        #expect(result.summary == ["key-unknown 2:42", "key-unknown 2:48"])
    }

    @Test func textsBehindNonASCIIAreRight() throws {
        let spec = try host("# é日本\nimage: plain\nzone: \"quoted\"\nmetadata: {k: 'é', l: \"t\\tx\"}")
        #expect(spec.image == "plain")
        #expect(spec.zone == "quoted")
        #expect(spec.metadata == ["k": "é", "l": "t\tx"])
    }

    @Test func aByteOrderMarkIsNotCounted() {
        let result = SpecReader().read(texts: [(path: "a.yaml", bytes: [0xEF, 0xBB, 0xBF] + Array("flete: f\n".utf8))])
        #expect(result.summary.contains("key-unknown 1:1"))
    }

    /// Trap 2: reader errors have a byte offset only. Each row: bytes put into line 2 after `é`.
    /// (A cut sequence is only seen at the byte after it.)
    @Test(
        arguments: [([0xFF], 4), ([0x00], 4), ([0x01], 4), ([0xC3], 5), ([0xED, 0xA0, 0x80], 4)] as [([UInt8], Int)])
    func readerErrorsHaveAPlace(_ bad: [UInt8], _ column: Int) {
        let bytes = Array("fleet: f\né: ".utf8) + bad + Array("\n".utf8)
        let result = SpecReader().read(texts: [(path: "a.yaml", bytes: bytes)])
        #expect(result.summary == ["yaml-encoding 2:\(column)"])
    }

    @Test func parserErrorsHaveTwoPlaces() throws {
        // Trap 3.
        let result = read("a: [1, 2\nb: 3\n")
        let finding = try #require(result.diagnostics.first)
        #expect(result.diagnostics.count == 1)
        #expect(finding.rule == "yaml-syntax")
        #expect(finding.notes.first?.span?.start == SourcePosition(line: 1, column: 4))
    }

    @Test func marksPastTheEndAreClamped() {
        // Trap 4: the error stands on the line past the last one.
        let result = read("fleet: \"f\n")
        let text = DiagnosticRenderer.text(result.diagnostics, texts: result.texts, style: .plain)
        #expect(result.summary.count == 1)
        #expect(text.contains("  a.yaml:2:1\n    2 |\n"))
    }

    @Test(arguments: [
        ("fleet: f\nfleet: g\n", "key-duplicate 2:1", 1),
        ("fleet: f\nhosts:\n  h: {provider: local, cpu: 1, cpu: 2}\n", "key-duplicate 3:32", 3),
        ("fleet: f\nhosts:\n  h: {provider: local, labels: {a: x, a: y}}\n", "key-duplicate 3:39", 3),
        ("fleet: f\nhosts:\n  h: {provider: local, labels: {a: ~, a: y}}\n", "key-duplicate 3:39", 3),
        ("fleet: f\nhosts:\n  h: {provider: local, options: {a: {b: 1, b: 1}}}\n", "key-duplicate 3:44", 3),
        ("fleet: f\nhosts:\n  h: {provider: local, metadata: {a: x, \"a\": y}}\n", "key-duplicate 3:41", 3),
    ])
    func duplicateKeysShowBothPlaces(_ text: String, _ summary: String, _ firstLine: Int) {
        // Trap 5.
        let result = read(text)
        #expect(result.summary.filter { !$0.hasPrefix("hosts-none") } == [summary])
        #expect(result.diagnostics.first { $0.rule == "key-duplicate" }?.notes.first?.span?.start.line == firstLine)
    }

    @Test func aliasesAndMergesWork() throws {
        let text = """
            fleet: f
            x-base: &base {provider: gcp, cpu: 2, labels: &l {a: x}}
            x-more: &more {cpu: 4, zone: z}
            hosts:
              a: {<<: *base, ram_gb: 4}
              b: {<<: [*more, *base], labels: *l}
              c: {zone: y, <<: [*base, *more]}
              d: {"<<": 1, provider: local}
            """
        let result = read(text)
        #expect(result.summary == ["key-unknown 8:7"])
        let hosts = try #require(result.partial?.hosts)
        #expect(hosts.map(\.cpu) == [Quantity(2), Quantity(4), Quantity(2)])
        #expect(hosts.map(\.zone) == [nil, "z", "y"])
        #expect(hosts.map(\.labels) == [["a": "x"], ["a": "x"], ["a": "x"]])
    }

    @Test(arguments: [
        ("a: *b\n", "yaml-alias 1:4"), ("a: &a [*a]\n", "yaml-alias 1:8"), ("a: &a {<<: *a}\n", "yaml-alias 1:12"),
        ("fleet: f\nx-a: {<<: 1}\n", "yaml-merge 2:11"), ("fleet: f\n---\nfleet: g\n", "yaml-documents 2:1"),
        ("fleet: !ruby/object:X f\n", "yaml-tag 1:8"), ("fleet: !!int f\n", "yaml-tag 1:8"),
        ("fleet: !!binary aGk=\n", "yaml-tag 1:8"), ("a: &x [1]\nb: *y\n", "yaml-alias 2:4"),
    ])
    func refused(_ text: String, _ summary: String) {
        #expect(read(text).summary.contains(summary))
        #expect(read(text).fleet == nil)
    }

    @Test func coreTagsAreTaken() throws {
        let spec = try host(
            "cpu: !!int \"8\"\nram_gb: !!float 4\nzone: !!str 12\nprotect: !!bool \"true\"\ntags: !!seq [a]")
        #expect(spec.cpu == Quantity(8))
        #expect(spec.zone == "12")
        #expect(spec.protect)
    }

    @Test func deepNestingStopsAtTheBound() {
        // Trap 6: libyaml is quadratic in depth, so the event loop stops early.
        let deep = String(repeating: "[", count: 100_000)
        #expect(read(deep).summary == ["yaml-depth 1:65"])
        let fine = "fleet: f\nx-a: " + String(repeating: "[", count: 63) + String(repeating: "]", count: 63) + "\n"
        #expect(read(fine).summary == ["hosts-none 1:8"])
    }

    @Test func laughsAreBounded() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
        for level in 1...30 {
            let aliases = Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(aliases)]\n"
        }
        #expect(read(text).summary.first?.hasPrefix("yaml-expansion") == true)
    }

    @Test func aliasesCountAsLevels() {
        var text = "fleet: f\nx-a0: &a0 [x]\n"
        for level in 1...70 { text += "x-a\(level): &a\(level) [*a\(level - 1)]\n" }
        #expect(read(text).summary.first?.hasPrefix("yaml-depth") == true)
    }

    /// Trap 7: text and style decide the type.
    @Test(arguments: [
        ("metadata: {k: no}", "no"), ("metadata: {k: on}", "on"), ("metadata: {k: yes}", "yes"),
        ("metadata: {k: 012}", "012"), ("metadata: {k: 1.2.3}", "1.2.3"), ("metadata: {k: \"8\"}", "8"),
        ("metadata: {k: '~'}", "~"), ("metadata: {k: 2026-01-01}", "2026-01-01"), ("metadata: {k: NaN}", "NaN"),
        ("metadata: {k: '<<'}", "<<"), ("metadata: {k: |\n  a\n  b\n}", "a\nb\n"),
    ])
    func strings(_ block: String, _ value: String) throws {
        guard !block.contains("|") else {
            #expect(try host("metadata:\n  k: |\n    a\n    b").metadata["k"] == value)
            return
        }
        #expect(try host(block).metadata["k"] == value)
    }

    @Test func utf16IsRefused() {
        // Trap 8: no guessing of encodings.
        let bytes: [UInt8] = [0xFF, 0xFE] + "a: b".utf8.flatMap { [$0, 0] }
        #expect(SpecReader().read(texts: [(path: "a.yaml", bytes: bytes)]).summary == ["yaml-encoding 1:1"])
    }

    @Test func hugeFilesAreRefused() {
        let bytes = [UInt8](repeating: 0x20, count: (16 << 20) + 1)
        #expect(SpecReader().read(texts: [(path: "a.yaml", bytes: bytes)]).summary == ["yaml-size 1:1"])
    }
}
