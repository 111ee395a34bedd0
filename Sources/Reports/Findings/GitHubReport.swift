public import Diagnostics

/// Findings as workflow commands of GitHub Actions, which shows each as an annotation of its line.
public enum GitHubReport {
    /// One line each: `::error` and `::warning` for the findings, `::notice` for the other places they name; empty for
    /// no findings.
    /// - Parameters:
    ///   - diagnostics: findings, in the order given.
    ///   - root: leads from file names to paths in the repository, by which annotations find their file.
    public static func text(_ diagnostics: [Diagnostic], root: ReportRoot) -> String {
        var out = ""
        for finding in diagnostics {
            let command = finding.severity == .error ? "error" : "warning"
            out += line(
                command, DiagnosticRenderer.printable(finding.sentence), at: finding.span, title: finding.rule, root)
            for note in finding.notes {
                guard let span = note.span else { continue }
                out += line(
                    "notice", DiagnosticRenderer.printable(note.message), at: span, title: finding.rule, root)
            }
        }
        return out
    }

    /// Text for the log that the runner takes for no command, whatever file names and quoted lines say: a command
    /// needs `::` at the start of its line, or `##[` anywhere, and there a zero-width space is put in.
    public static func inert(_ text: String) -> String {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line -> String in
            let start = line.firstIndex { $0 != " " && $0 != "\t" } ?? line.endIndex
            let isCommand = line[start...].hasPrefix("::")
            let whole = isCommand ? "\(line[..<start])\u{200B}\(line[start...])" : String(line)
            return separated(whole, at: "##[")
        }
        return lines.joined(separator: "\n")
    }

    private static func separated(_ text: String, at mark: String) -> String {
        var out = ""
        var rest = text[...]
        while let found = rest.firstRange(of: mark) {
            out += rest[..<found.lowerBound] + mark.dropLast() + "\u{200B}" + mark.suffix(1)
            rest = rest[found.upperBound...]
        }
        return out + rest
    }

    private static func line(
        _ command: String, _ message: String, at span: SourceSpan?, title: String, _ root: ReportRoot
    ) -> String {
        var properties: [(String, String)] = []
        if let span {
            properties = [("file", root.path(of: span.file) ?? span.file), ("line", "\(max(1, span.start.line))")]
            if span.end.line > span.start.line {
                properties.append(("endLine", "\(span.end.line)"))
            } else {
                // Columns may be given only for a place within one line; the end is its last column.
                let column = max(1, span.start.column)
                properties += [
                    ("endLine", "\(max(1, span.start.line))"), ("col", "\(column)"),
                    ("endColumn", "\(max(column, span.end.column - 1))"),
                ]
            }
        }
        properties.append(("title", title))
        let list = properties.map { "\($0.0)=\(escaped($0.1, isProperty: true))" }.joined(separator: ",")
        return "::\(command) \(list)::\(escaped(message, isProperty: false))\n"
    }

    /// The runner decodes `%25`, `%0D` and `%0A` in messages, and `%3A` and `%2C` besides in properties.
    static func escaped(_ text: String, isProperty: Bool) -> String {
        var out = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "%": out += "%25".unicodeScalars
            case "\r": out += "%0D".unicodeScalars
            case "\n": out += "%0A".unicodeScalars
            case ":" where isProperty: out += "%3A".unicodeScalars
            case "," where isProperty: out += "%2C".unicodeScalars
            default: out.append(scalar)
            }
        }
        return String(out)
    }
}
