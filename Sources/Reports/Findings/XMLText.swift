/// Writing of XML 1.0: no more than what reports need.
enum XMLText {
    /// Text for between tags and for attributes in double quotes. Characters that XML 1.0 cannot hold, not even as
    /// references, become U+FFFD; line breaks are kept as references, which no parser folds into spaces.
    static func escaped(_ text: String) -> String {
        var out = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x26: out += "&amp;".unicodeScalars
            case 0x3C: out += "&lt;".unicodeScalars
            case 0x3E: out += "&gt;".unicodeScalars
            case 0x22: out += "&quot;".unicodeScalars
            case 0x09, 0x0A, 0x0D: out += "&#\(scalar.value);".unicodeScalars
            case 0..<0x20, 0x7F..<0xA0, 0xFFFE, 0xFFFF: out.append("\u{FFFD}")
            default: out.append(scalar)
            }
        }
        return String(out)
    }

    /// Text for between tags, its line breaks as they are.
    static func body(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { escaped(String($0)) }
            .joined(separator: "\n")
    }
}
