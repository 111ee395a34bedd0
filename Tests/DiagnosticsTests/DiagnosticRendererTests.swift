import Diagnostics
import Testing

@Suite struct DiagnosticRendererTests {
    private func span(_ line: Int, _ column: Int, _ end: Int, line endLine: Int? = nil) -> SourceSpan {
        SourceSpan(
            file: "a.yaml", start: SourcePosition(line: line, column: column),
            end: SourcePosition(line: endLine ?? line, column: end))
    }

    private func draw(_ source: String, _ diagnostic: Diagnostic, _ style: Style = .plain) -> String {
        DiagnosticRenderer.text([diagnostic], texts: ["a.yaml": SourceText(source)], style: style)
    }

    @Test func theFormOfTheDesign() {
        let source = String(repeating: "\n", count: 13) + "    region: us-wets1\n"
        let drawn = draw(
            source,
            Diagnostic(
                rule: "region-unknown", "gcp has no region `us-wets1`", at: span(14, 13, 21),
                label: "did you mean `us-west1`?"))
        #expect(
            drawn == """
                error[region-unknown]: gcp has no region `us-wets1`
                  a.yaml:14:13
                   14 |     region: us-wets1
                      |             ^^^^^^^^ did you mean `us-west1`?

                """)
    }

    @Test func notesHaveTheirOwnPlace() {
        let drawn = draw(
            "a: 1\nb: 2\na: 3\n",
            Diagnostic(
                .warning, rule: "key-duplicate", "twice", at: span(3, 1, 2),
                notes: [.init("first here", at: span(1, 1, 2)), .init("no place")]))
        #expect(
            drawn == """
                warning[key-duplicate]: twice
                  a.yaml:3:1
                    3 | a: 3
                      | ^
                  note: first here
                  a.yaml:1:1
                    1 | a: 1
                      | ^
                  note: no place

                """)
    }

    /// Each row: source, span on line 1, the two drawn lines.
    @Test(arguments: [
        ("\tkey: v", 2, 5, "    1 | \tkey: v", "      | \t^^^"),
        ("日本: v", 5, 6, "    1 | 日本: v", "      |       ^"),
        ("x: 日本", 4, 6, "    1 | x: 日本", "      |    ^^^^"),
        ("e\u{301}: v", 5, 6, "    1 | e\u{301}: v", "      |    ^"),
        ("ab", 1, 99, "    1 | ab", "      | ^^"),
        ("ab", 9, 12, "    1 | ab", "      |   ^"),
        ("", 1, 1, "    1 |", "      | ^"),
        ("a\u{1B}[31mb", 1, 2, "    1 | a\u{FFFD}[31mb", "      | ^"),
    ])
    func caretStandsUnderTheSpan(_ source: String, _ start: Int, _ end: Int, _ line: String, _ caret: String) {
        let drawn = draw(source, Diagnostic(rule: "r", "m", at: span(1, start, end))).split(separator: "\n")
        #expect(drawn.dropFirst(2).map(String.init) == [line, caret])
    }

    @Test func aSpanOverLinesIsDrawnToTheEndOfItsFirst() {
        let drawn = draw("ab: c\nd\n", Diagnostic(rule: "r", "m", at: span(1, 2, 2, line: 2)))
        #expect(drawn.hasSuffix("    1 | ab: c\n      |  ^^^^\n"))
    }

    @Test func aPlacePastTheEndIsClamped() {
        let drawn = draw("ab\n", Diagnostic(rule: "r", "m", at: span(7, 1, 2)))
        #expect(drawn == "error[r]: m\n  a.yaml:2:1\n    2 |\n      | ^\n")
    }

    @Test func aLongLineIsCutAroundTheSpan() {
        let source = String(repeating: "a", count: 5000)
        let drawn = draw(source, Diagnostic(rule: "r", "m", at: span(1, 2001, 2003))).split(separator: "\n")
        #expect(drawn[2] == "    1 | …" + String(repeating: "a", count: 160) + "…")
        #expect(drawn[3] == "      | " + String(repeating: " ", count: 61) + "^^")
    }

    @Test func withoutFileOrPlace() {
        let other = SourceSpan(file: "b.yaml", start: SourcePosition(line: 2, column: 3))
        #expect(draw("", Diagnostic(rule: "r", "m", at: other, label: "l")) == "error[r]: m\n  b.yaml:2:3 l\n")
        #expect(draw("", Diagnostic(rule: "r", "m", fix: "x")) == "error[r]: m\n  write `x`\n")
        #expect(DiagnosticRenderer.text([], texts: [:], style: .plain).isEmpty)
    }

    @Test func secretsAreNotQuoted() {
        var diagnostic = Diagnostic(rule: "r", "m", at: span(1, 1, 4))
        diagnostic.hidesSource = true
        #expect(!draw("hunter2", diagnostic).contains("hunter2"))
    }

    @Test func coloursAreOnOrOff() {
        let diagnostic = Diagnostic(rule: "r", "m", at: span(1, 1, 3))
        let coloured = draw("ab", diagnostic, .coloured)
        #expect(coloured.contains("\u{1B}[31merror[r]\u{1B}[0m"))
        #expect(!draw("ab", diagnostic).contains("\u{1B}"))
        #expect(Style.plain.red("x") == "x")
    }

    @Test func findingsStandApart() {
        let one = Diagnostic(rule: "r", "m")
        #expect(DiagnosticRenderer.text([one, one], texts: [:], style: .plain) == "error[r]: m\n\nerror[r]: m\n")
    }
}
