/// A range of whole numbers as it is written on the command line: `2`, `1..`, `2..8`, `..4`; both ends belong to it.
public struct CountRange: Hashable, Sendable, CustomStringConvertible {
    /// The smallest number.
    public var from: Int
    /// The largest number; nil for no limit.
    public var through: Int?

    /// Makes a range; nil if it holds no number.
    public init?(from: Int, through: Int? = nil) {
        guard from >= 0, through.map({ $0 >= from }) ?? true else { return nil }
        self.from = from
        self.through = through
    }

    /// Reads a range; nil for anything else, and for numbers of more than nine digits.
    public init?(_ text: String) {
        guard let dots = text.firstRange(of: "..") else {
            guard let number = Self.number(text) else { return nil }
            self.init(from: number, through: number)
            return
        }
        let (left, right) = (String(text[..<dots.lowerBound]), String(text[dots.upperBound...]))
        guard !left.isEmpty || !right.isEmpty else { return nil }
        guard let from = left.isEmpty ? 0 : Self.number(left) else { return nil }
        if right.isEmpty {
            self.init(from: from)
        } else {
            guard let through = Self.number(right) else { return nil }
            self.init(from: from, through: through)
        }
    }

    /// Whether a number is in the range.
    public func contains(_ number: Int) -> Bool { number >= from && through.map { number <= $0 } ?? true }

    /// As it is written on the command line.
    public var description: String {
        guard let through else { return "\(from).." }
        return from == through ? "\(from)" : "\(from)..\(through)"
    }

    private static func number(_ text: String) -> Int? {
        guard (1...9).contains(text.utf8.count), text.utf8.allSatisfy({ $0 &- 0x30 < 10 }) else { return nil }
        return Int(text)
    }
}
