import Diagnostics
import Testing

@testable import Reports

@Suite struct GitHubReportTests {
    private let root = ReportRoot(folder: "/srv/repo/infra", root: "/srv/repo")

    @Test func commands() throws {
        try expectGolden(GitHubReport.text(FindingSamples.all, root: root), "validate.github")
        #expect(GitHubReport.text([], root: root) == "")
    }

    /// Each row: a text, as a message and as a property.
    @Test(arguments: [
        ("plain", "plain", "plain"), ("100%", "100%25", "100%25"), ("a\nb", "a%0Ab", "a%0Ab"),
        ("a\r\nb", "a%0D%0Ab", "a%0D%0Ab"), ("a: b", "a: b", "a%3A b"), ("a,b", "a,b", "a%2Cb"),
        ("::error::", "::error::", "%3A%3Aerror%3A%3A"), ("%0A", "%250A", "%250A"), ("é😀", "é😀", "é😀"),
    ])
    func escaping(text: String, message: String, property: String) {
        #expect(GitHubReport.escaped(text, isProperty: false) == message)
        #expect(GitHubReport.escaped(text, isProperty: true) == property)
    }

    /// Hostile names and lines end as text: one command a finding and place, whatever they hold.
    @Test func nothingBreaksOut() {
        let nasty = "a,b:c\n::stop-commands::x\r::add-mask::y"
        let span = FindingSamples.span(nasty, 1, 1, 1, 2)
        let text = GitHubReport.text(
            [Diagnostic(rule: nasty, nasty, at: span, notes: [.init(nasty, at: span)])], root: root)
        let lines = text.split(whereSeparator: \.isNewline)
        #expect(lines.count == 2)
        #expect(lines.first?.hasPrefix("::error file=infra/a%2Cb%3Ac%0A%3A%3Astop") == true)
        #expect(lines.last?.hasPrefix("::notice ") == true)
    }

    @Test(arguments: [
        ("plain\n  text\n", "plain\n  text\n"), ("::error::x", "\u{200B}::error::x"),
        ("a\n \t::x", "a\n \t\u{200B}::x"), ("a ::x", "a ::x"),
        ("a ##[debug]b ##[c]", "a ##\u{200B}[debug]b ##\u{200B}[c]"),
        ("", ""),
    ])
    func inertText(text: String, expected: String) {
        #expect(GitHubReport.inert(text) == expected)
    }
}
