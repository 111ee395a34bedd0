/// A decimal amount of vCPUs or gigabytes, exact to a thousandth.
public struct Quantity: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The amount in thousandths.
    public var thousandths: Int

    /// A whole amount.
    public init(_ whole: Int) { thousandths = whole * 1000 }

    /// An amount in thousandths.
    public init(thousandths: Int) { self.thousandths = thousandths }

    /// Reads plain decimals such as `8` or `7.5`; nil for anything else, for more than three decimals and for amounts
    /// over a thousand million.
    public init?(_ text: String) {
        guard let value = FixedPoint.parse(text, decimals: 3), value <= 1_000_000_000_000 else { return nil }
        thousandths = value
    }

    /// Numeric order.
    public static func < (left: Self, right: Self) -> Bool { left.thousandths < right.thousandths }

    /// `8`, `7.5`: no trailing zeros.
    public var description: String { FixedPoint.text(thousandths, decimals: 3, atLeast: 0) }
}
