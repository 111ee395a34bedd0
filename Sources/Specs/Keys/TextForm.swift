/// The forms that texts of a spec must have: one byte-wise check each, and the same as a regular expression for the
/// JSON Schema. A test holds the two together.
enum TextForm: CaseIterable, Hashable, Sendable {
    /// A host's or fleet's name.
    case name
    /// A label's key: what Google Cloud takes, the narrowest of the clouds.
    case labelKey
    /// A label's value, likewise.
    case labelValue
    /// A network tag.
    case tag
    /// A word of a cloud, such as a zone or an id: printable ASCII without spaces.
    case word
    /// An image's name, id or path: some clouds have names of several words.
    case image
    /// One entry of a host's labels or metadata: `labels.lesson`.
    case mapEntry
    /// A canonical GPU name.
    case gpuType
    /// A login name.
    case user
    /// 64 hexadecimal digits.
    case sha256
    /// An address of the web.
    case url
    /// A Debian package name.
    case package
    /// Any text that is not empty.
    case text
    /// Any text.
    case anything

    /// The form as an ECMA 262 regular expression.
    var pattern: String? {
        switch self {
        case .name: "^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$"
        case .labelKey: "^[a-z][a-z0-9_-]{0,62}$"
        case .labelValue: "^[a-z0-9_-]{0,63}$"
        case .tag: "^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$"
        case .word: "^[!-~]{1,255}$"
        case .image: "^[!-~]([ -~]{0,253}[!-~])?$"
        case .mapEntry: "^(labels|metadata)[.][!-~]{1,200}$"
        case .gpuType: "^[a-z0-9][a-z0-9._-]{0,62}$"
        case .user: "^[a-z_][a-z0-9_-]{0,31}$"
        case .sha256: "^[0-9a-fA-F]{64}$"
        case .url: "^https?://[!-~]{1,2000}$"
        case .package: "^[a-z0-9][a-z0-9+.-]{1,99}$"
        case .text, .anything: nil
        }
    }

    /// The form in words, to follow "must be".
    var words: String {
        switch self {
        case .name: "lower-case letters, digits and inner hyphens, starting with a letter, at most 40 characters"
        case .labelKey: "lower-case letters, digits, `_` and `-`, starting with a letter, at most 63 characters"
        case .labelValue: "lower-case letters, digits, `_` and `-`, at most 63 characters"
        case .tag: "lower-case letters, digits and inner hyphens, starting with a letter, at most 63 characters"
        case .word: "printable ASCII without spaces, 1 to 255 characters"
        case .image: "printable ASCII without spaces at its ends, 1 to 255 characters"
        case .mapEntry: "`labels.` or `metadata.` and a key of theirs"
        case .gpuType: "lower-case letters, digits, `.`, `_` and `-`, such as `h100` or `a100-80gb`"
        case .user: "a login name of lower-case letters, digits, `_` and `-`, at most 32 characters"
        case .sha256: "64 hexadecimal digits"
        case .url: "an address that starts with `https://` or `http://`"
        case .package: "a Debian package name"
        case .text: "some text"
        case .anything: "a text"
        }
    }

    /// Whether some text has the form.
    func accepts(_ text: [UInt8]) -> Bool { accepts(text, 0..<text.count) }

    /// Whether the bytes of a range have the form.
    @inline(__always)
    func accepts(_ text: [UInt8], _ range: Range<Int>) -> Bool {
        switch self {
        case .name: Self.isName(text, range, longest: 40)
        case .tag: Self.isName(text, range, longest: 63)
        case .labelKey: Self.isLabelKey(text, range)
        case .labelValue: range.count <= 63 && Self.all(text, range, Self.isLabelByte)
        case .word: range.count <= 255 && !range.isEmpty && Self.all(text, range) { $0 &- 0x21 < 0x5E }
        case .image:
            range.count <= 255 && !range.isEmpty && text[range.lowerBound] != 0x20 && text[range.upperBound - 1] != 0x20
                && Self.all(text, range) { $0 &- 0x20 < 0x5F }
        case .mapEntry: Self.isMapEntry(text, range)
        case .gpuType: Self.isGPUType(text, range)
        case .user: Self.isUser(text, range)
        case .sha256: range.count == 64 && Self.all(text, range) { $0 &- 0x30 < 10 || ($0 | 0x20) &- 0x61 < 6 }
        case .url: Self.isURL(text, range)
        case .package: Self.isPackage(text, range)
        case .text: !range.isEmpty
        case .anything: true
        }
    }

    @inline(__always)
    private static func all(_ text: [UInt8], _ range: Range<Int>, _ test: (UInt8) -> Bool) -> Bool {
        for index in range where !test(text[index]) { return false }
        return true
    }

    private static func isLower(_ byte: UInt8) -> Bool { byte &- 0x61 < 26 }
    private static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }
    private static func isNameByte(_ byte: UInt8) -> Bool { isLower(byte) || isDigit(byte) || byte == 0x2D }
    private static func isLabelByte(_ byte: UInt8) -> Bool { isNameByte(byte) || byte == 0x5F }

    private static func isName(_ text: [UInt8], _ range: Range<Int>, longest: Int) -> Bool {
        guard !range.isEmpty, range.count <= longest, isLower(text[range.lowerBound]),
            text[range.upperBound - 1] != 0x2D
        else { return false }
        return all(text, range, isNameByte)
    }

    private static func isLabelKey(_ text: [UInt8], _ range: Range<Int>) -> Bool {
        guard !range.isEmpty, range.count <= 63, isLower(text[range.lowerBound]) else { return false }
        return all(text, range, isLabelByte)
    }

    private static func isGPUType(_ text: [UInt8], _ range: Range<Int>) -> Bool {
        guard !range.isEmpty, range.count <= 63 else { return false }
        let first = text[range.lowerBound]
        return (isLower(first) || isDigit(first)) && all(text, range) { isLabelByte($0) || $0 == 0x2E }
    }

    private static func isMapEntry(_ text: [UInt8], _ range: Range<Int>) -> Bool {
        for map in ["labels.", "metadata."] where text[range].starts(with: map.utf8) {
            let rest = range.lowerBound + map.utf8.count..<range.upperBound
            return (1...200).contains(rest.count) && all(text, rest) { $0 &- 0x21 < 0x5E }
        }
        return false
    }

    private static func isUser(_ text: [UInt8], _ range: Range<Int>) -> Bool {
        guard !range.isEmpty, range.count <= 32 else { return false }
        let first = text[range.lowerBound]
        return (isLower(first) || first == 0x5F) && all(text, range, isLabelByte)
    }

    private static func isPackage(_ text: [UInt8], _ range: Range<Int>) -> Bool {
        guard (2...100).contains(range.count) else { return false }
        let first = text[range.lowerBound]
        return (isLower(first) || isDigit(first)) && all(text, range) { isNameByte($0) || $0 == 0x2B || $0 == 0x2E }
    }

    private static func isURL(_ text: [UInt8], _ range: Range<Int>) -> Bool {
        for scheme in ["https://", "http://"] where text[range].starts(with: scheme.utf8) {
            let rest = range.lowerBound + scheme.utf8.count..<range.upperBound
            return (1...2000).contains(rest.count) && all(text, rest) { $0 &- 0x21 < 0x5E }
        }
        return false
    }
}
