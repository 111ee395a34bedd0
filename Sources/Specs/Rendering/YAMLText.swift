import JSON

/// Writes scalars so that they read back as the same value.
enum YAMLText {
    /// A scalar, or an empty list or map.
    static func value(_ value: JSONValue) -> String {
        switch value {
        case .null: "null"
        case .bool(let flag): flag ? "true" : "false"
        case .number(let text): text
        case .string(let text): scalar(text)
        case .array: "[]"
        case .object: "{}"
        }
    }

    /// A string: plain where that is safe for YAML 1.1 readers too, else in double quotes.
    static func scalar(_ text: String) -> String {
        isPlain(text) ? text : quoted(text)
    }

    /// Words that some reader takes for something other than a string.
    private static let literals: Set<String> = [
        "true", "false", "null", "yes", "no", "on", "off", "y", "n",
    ]

    private static func isPlain(_ text: String) -> Bool {
        guard let first = text.utf8.first, (first | 0x20) &- 0x61 < 26 || first == 0x2F, text.utf8.count <= 200,
            !literals.contains(text.lowercased()), text.utf8.last != 0x3A
        else { return false }
        return text.utf8.allSatisfy { byte in
            (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10 || [0x2D, 0x2E, 0x2F, 0x3A, 0x5F].contains(byte)
        }
    }

    private static func quoted(_ text: String) -> String {
        var out = "\""
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x22: out += "\\\""
            case 0x5C: out += "\\\\"
            case 0x0A: out += "\\n"
            case 0x09: out += "\\t"
            case 0x0D: out += "\\r"
            case 0x20..<0x7F, 0xA1...0x1FFF, 0x3000...0xD7FF, 0x10000...0x1FFFF: out.unicodeScalars.append(scalar)
            default:
                let digits = String(scalar.value, radix: 16)
                let width = scalar.value > 0xFFFF ? 8 : 4
                out += (width == 8 ? "\\U" : "\\u") + String(repeating: "0", count: width - digits.count) + digits
            }
        }
        return out + "\""
    }

    /// Whether a text of several lines can stand as a literal block: printable ASCII, no line that starts or ends in
    /// a space, and exactly one line feed at the end.
    static func isBlock(_ text: String) -> Bool {
        guard text.utf8.count > 1, text.hasSuffix("\n"), !text.hasSuffix("\n\n"), !text.hasPrefix("\n"),
            text.utf8.allSatisfy({ $0 == 0x0A || (0x20..<0x7F).contains($0) }), !text.hasPrefix("file:")
        else { return false }
        let lines = text.dropLast().split(separator: "\n", omittingEmptySubsequences: false)
        return lines.count > 1 && lines.first?.hasPrefix(" ") == false
            && lines.allSatisfy { !$0.hasSuffix(" ") && !($0.isEmpty == false && $0.allSatisfy { $0 == " " }) }
    }
}
