import Diagnostics
import Files
import Testing

@testable import berth

/// docs/validation.md names every rule that `validate` may name, in its own words, and no other.
@Suite struct RulesPageTests {
    private static let page = FileSystem.join(
        FileSystem.folder(of: FileSystem.folder(of: FileSystem.folder(of: #filePath))), "docs/validation.md")

    /// Rows of the page's tables whose first cell is a code.
    private static func rows() throws -> [(code: String, text: String)] {
        String(decoding: try FileSystem.read(page), as: UTF8.self).split(separator: "\n").compactMap { line in
            guard line.hasPrefix("| `"), line.hasSuffix(" |") else { return nil }
            let cells = line.dropFirst(2).dropLast(2).split(separator: " | ", maxSplits: 1)
            guard cells.count == 2 else { return nil }
            return (String(cells[0].dropFirst().dropLast()), String(cells[1]))
        }
    }

    @Test func everyRuleIsThereAndNoOther() throws {
        let rows = try Self.rows()
        #expect(rows.map(\.code).sorted() == RuleBook.all.map(\.code).sorted())
        let known = Dictionary(RuleBook.all.map { ($0.code, $0.summary) }) { first, _ in first }
        for row in rows { #expect(row.text == known[row.code], "\(row.code)") }
    }

    @Test func everyRuleIsExplainedOnce() {
        #expect(Set(RuleBook.all.map(\.code)).count == RuleBook.all.count)
        for rule in RuleBook.all {
            #expect(rule.summary.hasSuffix(".") && rule.help.hasSuffix("."), "\(rule.code)")
        }
    }
}
