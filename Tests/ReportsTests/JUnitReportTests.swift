import Diagnostics
import Testing

@testable import Reports

@Suite struct JUnitReportTests {
    private func report(_ findings: [Diagnostic], strict: Bool = false) -> String {
        JUnitReport.text(
            findings, texts: FindingSamples.texts, files: ["hosts/a b.yaml", "main.yaml"],
            blocks: FindingSamples.blocks, strict: strict)
    }

    @Test func theWholeDocument() throws {
        try expectGolden(report(FindingSamples.all), "validate.junit.xml")
    }

    @Test func warningsFailOnlyWhenStrict() {
        let warning = [Diagnostic(.warning, rule: "w", "m", at: FindingSamples.span("main.yaml", 1, 1, 1, 2))]
        #expect(report(warning).contains("<system-out>warning[w]: m"))
        #expect(!report(warning).contains("<failure"))
        #expect(report(warning, strict: true).contains("<failure type=\"w\" message=\"m\">"))
        #expect(!report(warning, strict: true).contains("<system-out"))
    }

    @Test func blocksOfOneNameAreToldApart() {
        let blocks = [3, 5].map { SourceBlock("a", FindingSamples.span("m", $0, 1, $0 + 2, 1)) }
        let finding = Diagnostic(rule: "r", "m", at: FindingSamples.span("m", 6, 4, 6, 5))
        let text = JUnitReport.text([finding], texts: [:], files: ["m"], blocks: blocks)
        #expect(text.contains("name=\"a\"/>"))
        #expect(text.contains("name=\"a (line 5)\">"))
    }

    @Test(arguments: [
        ("a<b>&\"c'", "a&lt;b&gt;&amp;&quot;c'"), ("]]>", "]]&gt;"),
        ("\u{0}\u{8}\u{1B}\u{7F}\u{85}", "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}"),
        ("a\tb\r\nc", "a&#9;b&#13;&#10;c"), ("\u{FFFE}\u{FFFF}é😀", "\u{FFFD}\u{FFFD}é😀"),
    ])
    func escaping(text: String, expected: String) {
        #expect(XMLText.escaped(text) == expected)
    }

    /// A JUnit reader finds the same suites, cases and words, hostile ones too.
    @Test(.enabled(if: ThirdParty.isWanted, "run `.ci/setup test` first"))
    func aThirdPartyReadsIt() throws {
        let nasty = "<![CDATA[\u{1B}\u{0}]]>&\"'"
        let hostile = Diagnostic(
            rule: "r", nasty, at: FindingSamples.span("main.yaml", 1, 1, 1, 2), label: "line\nbreak")
        let script = """
            import sys, junitparser
            xml = junitparser.JUnitXml.fromfile(sys.argv[1])
            print(xml.tests, xml.failures, xml.errors)
            for suite in xml:
                print(suite.name, suite.tests, suite.failures, suite.errors)
                for case in suite:
                    kinds = [(type(r).__name__, r.type, ascii(r.message)) for r in case.result]
                    print(" ", case.classname, case.name, kinds, bool(case.system_out))
            """
        let ending = try ThirdParty.run(script, input: report(FindingSamples.all + [hostile]))
        #expect(ending.status == 0)
        #expect(
            ending.output == """
                5 4 0
                hosts/a b.yaml 3 2 0
                  hosts/a b.yaml (file) [] False
                  hosts/a b.yaml web-1 [('Failure', 'zone-unknown', "'gcp has no zone `us-wets1`: did you mean `us-west1`? \
                see `berth catalog` (and 1 more)'")] False
                  hosts/a b.yaml t-{01..04} [('Failure', 'key-unknown', "'unknown key `\\\\U0001f600` in `{01..04}`'")] True
                main.yaml 1 1 0
                  main.yaml (file) [('Failure', 'ssh-private-key', "'a private key (and 1 more)'")] False
                berth 1 1 0
                  berth (file) [('Failure', 'path-missing', "'no file `x.yaml`: check the path'")] False

                """)
        let words = """
            import sys, junitparser
            for suite in junitparser.JUnitXml.fromfile(sys.argv[1]):
                for case in suite:
                    for result in case.result: print(ascii(result.message))
            """
        let alone = try ThirdParty.run(words, input: report([hostile]))
        #expect(alone.output == #"'<![CDATA[\ufffd\ufffd]]>&"\': line\nbreak'"# + "\n")
    }
}
