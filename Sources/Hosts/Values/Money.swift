/// An exact amount of money in one currency, in thousand-millionths of the unit.
///
/// A price that is not known is `Money?` = nil, never zero; `Cost` sums prices and remembers the holes.
public struct Money: Hashable, Sendable, CustomStringConvertible {
    /// The amount in 1e-9 of the currency's unit.
    public var nanos: Int
    /// ISO 4217 code, such as `USD`.
    public var currency: String

    /// An amount in nano-units.
    public init(nanos: Int, currency: String = "USD") {
        self.nanos = nanos
        self.currency = currency
    }

    /// Reads `40 USD`, `2.49 USD` or `2.49`; nil for anything else. A missing currency means USD.
    public init?(_ text: String) {
        let parts = text.split(separator: " ", omittingEmptySubsequences: true)
        guard let amount = parts.first, parts.count <= 2, let nanos = FixedPoint.parse(String(amount), decimals: 9)
        else {
            return nil
        }
        let currency = parts.count == 2 ? String(parts[1]) : "USD"
        guard currency.utf8.count == 3, currency.utf8.allSatisfy({ (0x41...0x5A).contains($0) }) else { return nil }
        self.init(nanos: nanos, currency: currency)
    }

    /// The plain decimal without currency: at least two digits after the point, as many as needed.
    public var amount: String { FixedPoint.text(nanos, decimals: 9, atLeast: 2) }

    /// `$0.27` for dollars, `0.27 EUR` otherwise.
    public var description: String {
        guard currency == "USD" else { return "\(amount) \(currency)" }
        return nanos < 0 ? "-$\(amount.dropFirst())" : "$\(amount)"
    }

    /// The amount times a whole number.
    public static func * (money: Money, factor: Int) -> Money {
        Money(nanos: money.nanos.multipliedReportingOverflow(by: factor).partialValue, currency: money.currency)
    }

    /// The amount rounded to two decimals, for monthly figures.
    public var rounded: Money {
        let cent = 10_000_000
        let half = nanos < 0 ? -cent / 2 : cent / 2
        return Money(nanos: (nanos + half) / cent * cent, currency: currency)
    }
}
