import Hosts
import Planning

/// Prices for people: two decimals, thousands apart, and an unknown price is `?`, never zero.
enum PriceText {
    /// Hours of a month, as clouds count them.
    private static let hoursPerMonth: UInt = 730

    /// `$0.27/h`; `?/h` for unknown.
    static func hourly(_ price: Money?) -> String {
        price.map { "\(amount($0))/h" } ?? "?/h"
    }

    /// `$0.27`, `1,234.50 EUR`: two decimals, or more where two would hide the price. Signed: `+$2.76`.
    static func amount(_ money: Money, signed: Bool = false) -> String {
        let nanos = money.nanos.magnitude
        let isCents = nanos % 10_000_000 == 0
        let text: String
        if nanos >= 100_000_000 || isCents {
            text = decimal(nanos, unit: 10_000_000, places: 2)
        } else if nanos >= 100_000 {
            text = decimal(nanos, unit: 100_000, places: 4)
        } else {
            text = decimal(nanos, unit: 1, places: 9)
        }
        return sign(money, signed) + inCurrency(text, money.currency)
    }

    /// An hourly difference as a month, in whole units: `+$2,015`.
    static func monthly(_ money: Money) -> String {
        let product = money.nanos.magnitude.multipliedFullWidth(by: hoursPerMonth)
        // The high word is below 730, so the quotient always fits.
        let divided = UInt(1_000_000_000).dividingFullWidth(product)
        let whole = divided.quotient + (divided.remainder >= 500_000_000 ? 1 : 0)
        return sign(money, true) + inCurrency(grouped(whole), money.currency)
    }

    /// A sum: `$0.27/h`, `≥ $0.27/h` with holes, `?/h` if all is unknown, `$1.00/h + 2.00 EUR/h`.
    static func sum(_ cost: Cost, currency: String) -> String {
        if cost.unknown > 0, cost.nanosByCurrency.isEmpty { return "?/h" }
        let present = cost.nanosByCurrency.isEmpty ? [currency] : cost.currencies
        let telling = present.filter { cost.total(in: $0).nanos != 0 }
        let sum = (telling.isEmpty ? Array(present.prefix(1)) : telling)
            .map { hourly(cost.total(in: $0)) }.joined(separator: " + ")
        return cost.unknown > 0 ? "≥ \(sum)" : sum
    }

    /// `Cost: $0.27/h → $3.03/h (+$2.76/h, about +$2,015/month).`, or `Cost: ≥ $0.27/h (1 price unknown), unchanged.`; nil
    /// if nothing was priced and nothing is unknown.
    static func line(before: Cost, after: Cost) -> String? {
        let holes = max(before.unknown, after.unknown)
        let currencies = Set(before.nanosByCurrency.keys).union(after.nanosByCurrency.keys).sorted()
        guard holes > 0 || !currencies.isEmpty else { return nil }
        let main = currencies.first ?? "USD"
        let deltas: [Money] = currencies.compactMap { currency in
            let (nanos, overflow) = after.total(in: currency).nanos
                .subtractingReportingOverflow(before.total(in: currency).nanos)
            return overflow || nanos == 0 ? nil : Money(nanos: nanos, currency: currency)
        }
        if deltas.isEmpty, before.unknown == after.unknown {
            let hole = holes > 0 ? " (\(Shown.count(holes, "price")) unknown)" : ""
            return "Cost: \(sum(after, currency: main))\(hole), unchanged."
        }
        var remarks: [String] = []
        if !deltas.isEmpty {
            let hours = deltas.map { "\(amount($0, signed: true))/h" }
            let months = deltas.map { "\(monthly($0))/month" }
            let known = holes > 0 ? "known part " : ""
            remarks.append("\(known)\(hours.joined(separator: ", ")), about \(months.joined(separator: ", "))")
        }
        if holes > 0 { remarks.append("\(Shown.count(holes, "price")) unknown") }
        return "Cost: \(sum(before, currency: main)) → \(sum(after, currency: main)) "
            + "(\(remarks.joined(separator: "; ")))."
    }

    /// What a step does to a host's price: `$2.49/h` for a new host, `-$0.27/h` for one that goes, `a → b` where it may
    /// change, and the price alone where it cannot; nil where there is no host before and after.
    static func change(_ step: Step) -> String? {
        switch (step.priceBefore, step.priceAfter) {
        case (.none, .none): nil
        case (.none, .hourly(let after)): hourly(after)
        case (.hourly(let before), .none): before.map { $0.nanos == 0 ? "$0.00/h" : "-\(hourly($0))" } ?? "-?/h"
        case (.hourly(let before), .hourly(let after)):
            before == after && !step.calls.contains(where: \.setsPrice)
                ? hourly(after) : "\(hourly(before)) → \(hourly(after))"
        }
    }

    private static func sign(_ money: Money, _ signed: Bool) -> String {
        money.nanos < 0 ? "-" : signed ? "+" : ""
    }

    private static func inCurrency(_ number: String, _ currency: String) -> String {
        currency == "USD" ? "$\(number)" : "\(number) \(currency)"
    }

    /// Nano-units rounded to a unit, with a fixed number of decimals.
    private static func decimal(_ nanos: UInt, unit: UInt, places: Int) -> String {
        let rounded = (nanos + unit / 2) / unit
        let whole = 1_000_000_000 / unit
        let fraction = String(rounded % whole)
        return grouped(rounded / whole) + "." + String(repeating: "0", count: places - fraction.utf8.count) + fraction
    }

    /// `1,234,567`.
    static func grouped(_ number: UInt) -> String {
        var out = ""
        let digits = String(number)
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.utf8.count - index) % 3 == 0 { out.append(",") }
            out.append(digit)
        }
        return out
    }
}

extension PlannedCall {
    /// Whether the call decides what the host costs.
    fileprivate var setsPrice: Bool {
        switch self {
        case .create, .resize: true
        case .delete, .start, .stop, .restart, .hardRestart, .resizeDisk, .updateMarks: false
        }
    }
}
