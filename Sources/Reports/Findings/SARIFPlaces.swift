import Diagnostics
import Hosts
import JSON

/// Turns spans into SARIF locations, in columns of UTF-16 code units. Each file is indexed once, and the line asked for
/// last is kept: many findings may stand on one long line.
struct SARIFPlaces {
    /// What is needed of a line.
    private struct Line {
        var file: String
        var number: Int
        /// UTF-16 code units before each code point, and in all.
        var offsets: [Int]
        /// The line without the spaces around it; empty for a line too long to be known again by its text.
        var gist: String
    }

    private let root: ReportRoot
    private var quotes: QuotedLines
    private var line: Line?

    init(texts: [String: SourceText], root: ReportRoot) {
        quotes = QuotedLines(of: texts)
        self.root = root
    }

    /// `artifactLocation`.
    func artifact(_ file: String) -> JSONValue {
        let uri = root.uri(of: file)
        var out: [String: JSONValue] = ["uri": .string(uri.text)]
        if uri.isRelative { out["uriBaseId"] = .string(SARIFReport.root) }
        return .object(out)
    }

    /// The address of a file.
    func uri(_ file: String) -> String { root.uri(of: file).text }

    /// `region`, clamped to the text where that is at hand.
    mutating func region(_ span: SourceSpan) -> JSONValue {
        let start = position(span.start, in: span.file)
        let end = max(position(span.end, in: span.file), start)
        return .object([
            "startLine": .int(start.line), "startColumn": .int(start.column), "endLine": .int(end.line),
            "endColumn": .int(end.column),
        ])
    }

    /// `physicalLocation`.
    mutating func physical(_ span: SourceSpan) -> JSONValue {
        .object(["artifactLocation": artifact(span.file), "region": region(span)])
    }

    /// What a finding's line says, for knowing it again when it has moved.
    mutating func gist(_ span: SourceSpan) -> String {
        guard let lines = quotes.lines(of: span.file) else { return "" }
        return at(lines.clamped(span.start).line, of: lines, in: span.file).gist
    }

    private mutating func position(_ position: SourcePosition, in file: String) -> SourcePosition {
        guard let lines = quotes.lines(of: file) else {
            return SourcePosition(line: max(1, position.line), column: max(1, position.column))
        }
        let number = min(max(position.line, 1), lines.count)
        let offsets = at(number, of: lines, in: file).offsets
        let index = position.line > lines.count ? offsets.count - 1 : min(max(position.column, 1), offsets.count) - 1
        return SourcePosition(line: number, column: offsets[index] + 1)
    }

    private mutating func at(_ number: Int, of lines: SourceLines, in file: String) -> Line {
        if let line, line.number == number, line.file == file { return line }
        let text = lines.text(number)
        var offsets = [0]
        for scalar in text.unicodeScalars { offsets.append((offsets.last ?? 0) + UTF16.width(scalar)) }
        let blank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        let gist = text.utf8.count > 500 ? "" : String(text.drop(while: blank).reversed().drop(while: blank).reversed())
        let made = Line(file: file, number: number, offsets: offsets, gist: gist)
        line = made
        return made
    }
}
