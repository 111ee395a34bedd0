/// Draws diagnostics as text: the message, the place, the line and a caret run under what is meant.
public enum DiagnosticRenderer {
    /// The whole report, findings apart by an empty line, a line feed at the end; empty for no findings.
    ///
    /// - Parameters:
    ///   - diagnostics: findings, drawn in the order given.
    ///   - texts: files by the name that spans use; a finding in a file that is missing here is drawn without its line.
    ///   - style: colours or none.
    public static func text(_ diagnostics: [Diagnostic], texts: [String: SourceText], style: Style) -> String {
        each(diagnostics, texts: texts, style: style).joined(separator: "\n")
    }

    /// Each finding drawn for itself, as `text` draws it; files are indexed once for all of them.
    public static func each(_ diagnostics: [Diagnostic], texts: [String: SourceText], style: Style) -> [String] {
        var drawing = Drawing(texts: texts, style: style)
        return diagnostics.map { drawing.draw($0) }
    }

    /// Text of a user that is safe on a terminal: control characters become U+FFFD, tabs one space.
    public static func printable(_ text: some StringProtocol) -> String {
        var out = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x09: out.append(" ")
            case 0..<0x20, 0x7F..<0xA0, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF: out.append("\u{FFFD}")
            default: out.append(scalar)
            }
        }
        return String(out)
    }
}

/// One rendering.
private struct Drawing {
    let style: Style
    private var quotes: QuotedLines

    init(texts: [String: SourceText], style: Style) {
        quotes = QuotedLines(of: texts)
        self.style = style
    }

    mutating func draw(_ diagnostic: Diagnostic) -> String {
        let head = "\(diagnostic.severity.rawValue)[\(diagnostic.rule)]"
        let painted = diagnostic.severity == .error ? style.red(head) : style.yellow(head)
        var out = "\(painted): \(style.bold(DiagnosticRenderer.printable(diagnostic.message)))\n"
        let label = diagnostic.label ?? diagnostic.fix.map { "write `\($0)`" }
        if let span = diagnostic.span {
            let mark = diagnostic.severity == .error ? style.red : style.yellow
            out += place(span, label: label, hidden: diagnostic.hidesSource, mark: mark)
        } else if let label {
            out += "  \(DiagnosticRenderer.printable(label))\n"
        }
        for note in diagnostic.notes {
            out += "  \(style.cyan("note")): \(DiagnosticRenderer.printable(note.message))\n"
            if let span = note.span { out += place(span, label: nil, mark: style.cyan) }
        }
        return out
    }

    /// `  file:line:column`, then the line and the caret run, where the file is at hand.
    private mutating func place(
        _ span: SourceSpan, label: String?, hidden: Bool = false, mark: (String) -> String
    ) -> String {
        let label = label.map { " " + DiagnosticRenderer.printable($0) } ?? ""
        guard !hidden, let lines = quotes.lines(of: span.file) else {
            return "  \(style.blue(DiagnosticRenderer.printable(span.description)))\(label)\n"
        }
        let number = min(max(span.start.line, 1), lines.count)
        let source = quotes.scalars(number, of: span.file)
        let isPast = span.start.line > lines.count
        let column = isPast ? source.count + 1 : min(max(span.start.column, 1), source.count + 1)
        let start = SourcePosition(line: number, column: column)
        let name = "\(span.file):\(start.line):\(start.column)"
        let first = start.column - 1
        // A span over several lines, or past the end of its line, is drawn to the end of its first line.
        let wanted = span.end.line > start.line ? source.count : span.end.column - 1
        let last = max(first + 1, min(wanted, source.count))
        let window = Self.window(source.count, around: first..<last)

        let digits = String(start.line)
        let gutter = String(repeating: " ", count: max(0, 5 - digits.utf8.count)) + digits
        let blank = String(repeating: " ", count: gutter.utf8.count)
        let shown = source[window]
        func width(_ scalar: Unicode.Scalar) -> Int {
            DiagnosticRenderer.printable(String(scalar)).unicodeScalars.reduce(0) { $0 + DisplayWidth.of($1) }
        }
        var pad = window.lowerBound > 0 ? " " : ""
        for scalar in source[window.lowerBound..<min(first, source.count)] {
            pad += scalar == "\t" ? "\t" : String(repeating: " ", count: width(scalar))
        }
        let under = source[min(first, source.count)..<min(last, window.upperBound)]
        let carets = max(1, under.reduce(0) { $0 + width($1) })
        let text = Self.lineText(shown)
        let line =
            (window.lowerBound > 0 ? "…" : "") + text + (window.upperBound < source.count ? "…" : "")
        let run = mark(String(repeating: "^", count: carets) + label)
        return """
              \(style.blue(DiagnosticRenderer.printable(name)))
            \(style.blue(gutter + " |"))\(line.isEmpty ? "" : " \(line)")
            \(style.blue(blank + " |")) \(pad)\(run)

            """
    }

    /// A line's scalars without what would confuse a terminal; tabs stay, since the caret line copies them.
    private static func lineText(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        scalars.reduce(into: "") { text, scalar in
            text += scalar == "\t" ? "\t" : DiagnosticRenderer.printable(String(scalar))
        }
    }

    /// The part of a line that is drawn: all of it up to 160 columns, else what lies around the span.
    private static func window(_ count: Int, around span: Range<Int>) -> Range<Int> {
        guard count > 160 else { return 0..<count }
        let start = max(0, min(span.lowerBound - 60, count - 160))
        return start..<min(count, start + 160)
    }
}
