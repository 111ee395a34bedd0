/// A sum of prices that knows whether some were unknown.
public struct Cost: Hashable, Sendable {
    /// Nano-units by currency; a currency that cancelled to zero stays listed.
    public private(set) var nanosByCurrency: [String: Int] = [:]
    /// How many of the summed prices were unknown.
    public private(set) var unknown = 0

    /// The empty sum.
    public init() {}

    /// The sum of some prices.
    public init(_ prices: some Sequence<Money?>) {
        for price in prices { add(price) }
    }

    /// A sum that was kept: totals by currency, and how many prices were unknown.
    public init(totals: [Money], unknown: Int) {
        for total in totals { nanosByCurrency[total.currency] = total.nanos }
        self.unknown = unknown
    }

    /// Adds one price; nil counts as a hole.
    public mutating func add(_ price: Money?) {
        guard let price else {
            unknown += 1
            return
        }
        let (sum, overflow) = (nanosByCurrency[price.currency] ?? 0).addingReportingOverflow(price.nanos)
        // No fleet costs that much; such a sum is as good as unknown.
        if overflow { unknown += 1 } else { nanosByCurrency[price.currency] = sum }
    }

    /// The sum in a currency, ignoring holes.
    public func total(in currency: String) -> Money {
        Money(nanos: nanosByCurrency[currency] ?? 0, currency: currency)
    }

    /// Currencies in the sum, sorted; `USD` when nothing was added.
    public var currencies: [String] { nanosByCurrency.isEmpty ? ["USD"] : nanosByCurrency.keys.sorted() }

    /// `$0.27/h`, `≥ $0.27/h` when a price was unknown, `$1.00/h + 2.00 EUR/h` for two currencies.
    public var perHour: String {
        if unknown > 0, nanosByCurrency.isEmpty { return "?/h" }
        let sum = currencies.map { "\(total(in: $0))/h" }.joined(separator: " + ")
        return unknown > 0 ? "≥ \(sum)" : sum
    }
}
