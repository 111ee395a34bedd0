public import Diagnostics
public import JSON

/// Findings for programs: what `validate --format json` prints, in the form of OpenTofu's.
public enum DiagnosticJSON {
    /// The whole report: `format_version`, `valid`, `error_count`, `warning_count`, `diagnostics[]`.
    /// - Parameters:
    ///   - diagnostics: findings, in the order given.
    ///   - texts: files by the name that spans use; a finding in a file that is missing here has no `snippet`.
    public static func report(_ diagnostics: [Diagnostic], texts: [String: SourceText]) -> JSONValue {
        let errors = diagnostics.count { $0.severity == .error }
        var lines: [String: SourceLines] = [:]
        return .object([
            "format_version": .string("1.0"), "valid": .bool(errors == 0), "error_count": .int(errors),
            "warning_count": .int(diagnostics.count - errors),
            "diagnostics": .array(diagnostics.map { value($0, lines: index(of: $0, texts, &lines)) }),
        ])
    }

    /// One finding: `severity`, `rule`, `summary`, `detail`, `range`, `snippet`, `suggestions[]`.
    public static func value(_ diagnostic: Diagnostic, texts: [String: SourceText]) -> JSONValue {
        var lines: [String: SourceLines] = [:]
        return value(diagnostic, lines: index(of: diagnostic, texts, &lines))
    }

    /// The lines of a finding's file; each file is indexed once.
    private static func index(
        of diagnostic: Diagnostic, _ texts: [String: SourceText], _ made: inout [String: SourceLines]
    ) -> SourceLines? {
        guard let file = diagnostic.span?.file, !diagnostic.hidesSource else { return nil }
        if let lines = made[file] { return lines }
        let lines = texts[file]?.lines()
        made[file] = lines
        return lines
    }

    private static func value(_ diagnostic: Diagnostic, lines: SourceLines?) -> JSONValue {
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
        if let lines { out["snippet"] = snippet(span, lines) }
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

    /// The first line of a span; the highlight is counted in UTF-8 bytes of `code`, as OpenTofu does.
    private static func snippet(_ span: SourceSpan, _ lines: SourceLines) -> JSONValue {
        let start = lines.clamped(span.start)
        let code = lines.text(start.line)
        let scalars = code.unicodeScalars
        let isOneLine = span.end.line == span.start.line
        let last = isOneLine ? max(start.column, min(span.end.column, scalars.count + 1)) : scalars.count + 1
        func bytes(before column: Int) -> Int { scalars.prefix(max(0, column - 1)).reduce(0) { $0 + UTF8.width($1) } }
        return .object([
            "code": .string(code), "context": .null, "start_line": .int(start.line),
            "highlight_start_offset": .int(bytes(before: start.column)),
            "highlight_end_offset": .int(bytes(before: last)),
        ])
    }
}
