extension Duration {
    /// `41s`, `2m05s`, `1h03m`: how long something took or may take, for people.
    public var spoken: String {
        let seconds = Int(components.seconds)
        switch seconds {
        case ..<60: return "\(seconds)s"
        case ..<3600: return "\(seconds / 60)m\(Self.twoDigits(seconds % 60))s"
        default: return "\(seconds / 3600)h\(Self.twoDigits(seconds % 3600 / 60))m"
        }
    }

    /// Reads `500ms`, `30s`, `5m`, `2h` and plain seconds; nil for anything else.
    public init?(spoken text: String) {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let amount = Int(digits), amount < 1_000_000_000 else { return nil }
        switch text.dropFirst(digits.count) {
        case "ms": self = .milliseconds(amount)
        case "s", "": self = .seconds(amount)
        case "m": self = .seconds(amount * 60)
        case "h": self = .seconds(amount * 3600)
        default: return nil
        }
    }

    private static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
