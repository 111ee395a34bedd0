import Diagnostics

/// Text of users and clouds as it may stand on a terminal.
enum Shown {
    /// Longest value that is shown whole. Longer ones are start-up scripts in metadata and the like, which nobody reads
    /// in a plan.
    private static let longest = 160

    /// Control characters made visible.
    static func text(_ text: String) -> String {
        // Nearly all text is printable ASCII, which needs no second look.
        text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F } ? text : DiagnosticRenderer.printable(text)
    }

    /// A message of a cloud on one line: line breaks become spaces, other control characters are made visible.
    static func message(_ message: String) -> String {
        text(message.split(whereSeparator: \.isNewline).joined(separator: " "))
    }

    /// A value: control characters made visible, and a very long one cut with its length told.
    static func value(_ value: String) -> String {
        guard value.utf8.count > longest else { return text(value) }
        let scalars = value.unicodeScalars
        let count = scalars.count
        guard count > longest else { return text(value) }
        return text(String(String.UnicodeScalarView(scalars.prefix(longest)))) + "… (\(count) characters)"
    }

    /// Spaces that bring a text to a display width; none if it is wider.
    static func padding(after text: String, to width: Int) -> String {
        String(repeating: " ", count: max(0, width - DisplayWidth.of(text)))
    }

    /// A text cut to a display width, with `…` for what is missing.
    static func cut(_ text: String, to width: Int) -> String {
        guard DisplayWidth.of(text) > width else { return text }
        guard width > 0 else { return "" }
        var out = String.UnicodeScalarView()
        var used = 0
        for scalar in text.unicodeScalars {
            let columns = DisplayWidth.of(scalar)
            guard used + columns <= width - 1 else { break }
            out.append(scalar)
            used += columns
        }
        return String(out) + "…"
    }

    /// `hosts/hub.yaml:12`.
    static func place(_ span: SourceSpan) -> String { text("\(span.file):\(span.start.line)") }

    /// `1 host`, `2 hosts`.
    static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
}
