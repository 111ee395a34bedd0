import Diagnostics
import JSON
import Reports
import Testing

@Suite struct DiagnosticJSONTests {
    private let texts = ["a.yaml": SourceText("hosts:\n  é: {zone: us-wets1}\n")]

    @Test func reportHasTheKnownShape() throws {
        let findings = [
            Diagnostic(
                rule: "zone-unknown", "gcp has no zone `us-wets1`", at: Samples.span("a.yaml", 2, 13..<21),
                label: "did you mean `us-west1`?", fix: "us-west1",
                notes: [.init("declared here", at: Samples.span("a.yaml", 1, 1..<6)), .init("see `berth catalog`")]),
            Diagnostic(.warning, rule: "style", "no place"),
        ]
        let report = DiagnosticJSON.report(findings, texts: texts)
        try expectGolden(String(decoding: report.text(), as: UTF8.self), "validate.json")
    }

    @Test func warningsAloneAreValid() {
        let report = DiagnosticJSON.report([Diagnostic(.warning, rule: "r", "m")], texts: [:])
        #expect(report["valid"] == .bool(true))
        #expect(report["warning_count"] == .int(1))
        #expect(DiagnosticJSON.report([], texts: [:])["diagnostics"] == .array([]))
    }

    @Test func offsetsAreBytesOfTheCode() throws {
        let finding = Diagnostic(rule: "r", "m", at: Samples.span("a.yaml", 2, 3..<4))
        let snippet = try #require(DiagnosticJSON.value(finding, texts: texts)["snippet"])
        #expect(snippet["highlight_start_offset"] == .int(2))
        #expect(snippet["highlight_end_offset"] == .int(4))
    }

    @Test(arguments: [
        (2, 100, 2, 200), (99, 1, 99, 5), (1, 1, 2, 3), (2, 5, 2, 2), (0, 0, 0, 0), (2, 3, 1, 1),
    ])
    func spansOutsideTheTextAreClamped(line: Int, column: Int, endLine: Int, endColumn: Int) throws {
        let span = SourceSpan(
            file: "a.yaml", start: .init(line: line, column: column), end: .init(line: endLine, column: endColumn))
        let snippet = try #require(DiagnosticJSON.value(Diagnostic(rule: "r", "m", at: span), texts: texts)["snippet"])
        let start = try #require(snippet["highlight_start_offset"]?.intValue)
        let end = try #require(snippet["highlight_end_offset"]?.intValue)
        let code = try #require(snippet["code"]?.stringValue)
        #expect(0 <= start && start <= end && end <= code.utf8.count)
    }

    @Test func aLineThatMayHoldASecretIsNotQuoted() {
        var finding = Diagnostic(rule: "r", "m", at: Samples.span("a.yaml", 2, 3..<4))
        finding.hidesSource = true
        #expect(DiagnosticJSON.value(finding, texts: texts)["snippet"] == nil)
        #expect(DiagnosticJSON.report([finding], texts: texts)["diagnostics"]?.arrayValue?.first?["snippet"] == nil)
    }

    @Test func aMissingFileLeavesTheRange() {
        let finding = Diagnostic(rule: "r", "m", at: Samples.span("b.yaml", 2, 3..<4))
        let value = DiagnosticJSON.value(finding, texts: texts)
        #expect(value["snippet"] == nil)
        #expect(value["range"]?["filename"] == .string("b.yaml"))
    }

    /// A file of one long line must not be quoted whole for each finding in it.
    @Test(arguments: [1, 50, 1500, 2990, 2999])
    func aLongLineIsQuotedInPart(column: Int) throws {
        let line = String(repeating: "aé", count: 1500)
        let finding = Diagnostic(rule: "r", "m", at: Samples.span("a.yaml", 1, column..<column + 2))
        let snippet = try #require(DiagnosticJSON.value(finding, texts: ["a.yaml": SourceText(line)])["snippet"])
        let code = try #require(snippet["code"]?.stringValue)
        #expect(code.unicodeScalars.count == 1000)
        let start = try #require(snippet["highlight_start_offset"]?.intValue)
        let end = try #require(snippet["highlight_end_offset"]?.intValue)
        let marked = Array(code.utf8)[start..<end]
        #expect(String(decoding: marked, as: UTF8.self) == (column % 2 == 1 ? "aé" : "éa"))
    }
}
