public import Diagnostics
public import JSON

/// Findings for programs: what `validate --format json` prints, in the form of OpenTofu's.
public enum DiagnosticJSON {
    /// The whole report: `format_version`, `valid`, `error_count`, `warning_count`, `diagnostics[]`.
    /// - Parameters:
    ///   - diagnostics: findings, in the order given.
    ///   - texts: files by the name that spans use; a finding in a file that is missing here has no `snippet`.
    ///   - strict: whether warnings make the specs invalid, too.
    public static func report(
        _ diagnostics: [Diagnostic], texts: [String: SourceText], strict: Bool = false
    ) -> JSONValue {
        let errors = diagnostics.count { $0.severity == .error }
        var quoting = Quoting(texts: texts)
        return .object([
            "format_version": .string("1.0"), "valid": .bool(strict ? diagnostics.isEmpty : errors == 0),
            "error_count": .int(errors),
            "warning_count": .int(diagnostics.count - errors),
            "diagnostics": .array(diagnostics.map { value($0, &quoting) }),
        ])
    }

    /// One finding: `severity`, `rule`, `summary`, `detail`, `range`, `snippet`, `suggestions[]`.
    public static func value(_ diagnostic: Diagnostic, texts: [String: SourceText]) -> JSONValue {
        var quoting = Quoting(texts: texts)
        return value(diagnostic, &quoting)
    }

    private static func value(_ diagnostic: Diagnostic, _ quoting: inout Quoting) -> JSONValue {
        var out: [String: JSONValue] = [
            "severity": .string(diagnostic.severity.rawValue), "rule": .string(diagnostic.rule),
            "summary": .string(diagnostic.message),
            "detail": .string(
                ([diagnostic.label] + diagnostic.notes.map(\.message)).compactMap(\.self).joined(separator: "\n")),
        ]
        guard let span = diagnostic.span else {
            out["suggestions"] = .array([])
            return .object(out)
        }
        out["range"] = range(span)
        if !diagnostic.hidesSource, let snippet = quoting.snippet(span) { out["snippet"] = snippet }
        out["suggestions"] = .array(
            diagnostic.fix.map { [.object(["range": range(span), "replacement": .string($0)])] } ?? [])
        let related = diagnostic.notes.compactMap { note in
            note.span.map { JSONValue.object(["message": .string(note.message), "range": range($0)]) }
        }
        if !related.isEmpty { out["related"] = .array(related) }
        return .object(out)
    }

    private static func range(_ span: SourceSpan) -> JSONValue {
        func position(_ position: SourcePosition) -> JSONValue {
            .object(["line": .int(position.line), "column": .int(position.column)])
        }
        return .object(["filename": .string(span.file), "start": position(span.start), "end": position(span.end)])
    }
}

/// Quotes lines.
private struct Quoting {
    private var quotes: QuotedLines
    /// Code points of a longer line that are quoted: it would be quoted again for each finding on it.
    private static let longest = 1000

    init(texts: [String: SourceText]) { quotes = QuotedLines(of: texts) }

    /// The first line of a span, or what of a long one lies around the span; the highlight is counted in UTF-8 bytes of
    /// `code`, as OpenTofu does. Nil where the file is not at hand.
    mutating func snippet(_ span: SourceSpan) -> JSONValue? {
        guard let lines = quotes.lines(of: span.file) else { return nil }
        let start = lines.clamped(span.start)
        let scalars = quotes.scalars(start.line, of: span.file)
        let first = start.column - 1
        let isOneLine = span.end.line == span.start.line
        let last = isOneLine ? max(first, min(span.end.column - 1, scalars.count)) : scalars.count
        let from = scalars.count > Self.longest ? max(0, min(first - 100, scalars.count - Self.longest)) : 0
        let shown = scalars[from..<min(scalars.count, from + Self.longest)]
        func bytes(before index: Int) -> Int { shown.prefix(max(0, index - from)).reduce(0) { $0 + UTF8.width($1) } }
        var code = String.UnicodeScalarView()
        code.append(contentsOf: shown)
        return .object([
            "code": .string(String(code)), "context": .null, "start_line": .int(start.line),
            "highlight_start_offset": .int(bytes(before: first)), "highlight_end_offset": .int(bytes(before: last)),
        ])
    }
}
