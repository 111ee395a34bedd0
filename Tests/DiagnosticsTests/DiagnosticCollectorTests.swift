import Diagnostics
import Testing

@Suite struct DiagnosticCollectorTests {
    @Test func countsAndSorts() {
        func at(_ file: String, _ line: Int) -> SourceSpan {
            SourceSpan(file: file, start: SourcePosition(line: line, column: 1))
        }
        var collector = DiagnosticCollector()
        collector.add(Diagnostic(rule: "z", "4", at: at("b", 1)))
        collector.add(contentsOf: [
            Diagnostic(.warning, rule: "y", "3", at: at("a", 10)), Diagnostic(rule: "x", "2", at: at("a", 9)),
            Diagnostic(rule: "w", "1"),
        ])
        #expect(collector.errorCount == 3)
        #expect(collector.warningCount == 1)
        #expect(collector.sorted.map(\.message) == ["1", "2", "3", "4"])
    }
}
