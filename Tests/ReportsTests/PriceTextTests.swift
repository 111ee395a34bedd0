import Hosts
import Testing

@testable import Reports

@Suite struct PriceTextTests {
    @Test(arguments: [
        (0, "$0.00"), (270_000_000, "$0.27"), (268_024_000, "$0.27"), (99_000_000, "$0.0990"), (16_800_000, "$0.0168"),
        (10_000_000, "$0.01"), (150_000, "$0.0002"), (99_999, "$0.000099999"), (1, "$0.000000001"),
        (1_234_567_890_000_000, "$1,234,567.89"), (999_999_999, "$1.00"), (-2_760_000_000, "-$2.76"),
        (Int.max, "$9,223,372,036.85"), (Int.min, "-$9,223,372,036.85"),
    ])
    func amounts(nanos: Int, text: String) { #expect(PriceText.amount(Money(nanos: nanos)) == text) }

    @Test(arguments: [
        (2_760_000_000, "+$2,015"), (-2_760_000_000, "-$2,015"), (1, "+$0"), (1_369_863_014, "+$1,000"),
        (Int.max, "+$6,733,061,586,904"), (Int.min, "-$6,733,061,586,904"),
    ])
    func months(nanos: Int, text: String) { #expect(PriceText.monthly(Money(nanos: nanos)) == text) }

    @Test func otherCurrencies() {
        #expect(PriceText.hourly(Money(nanos: 1_500_000_000, currency: "EUR")) == "1.50 EUR/h")
        #expect(PriceText.monthly(Money(nanos: 1_500_000_000, currency: "EUR")) == "+1,095 EUR")
        #expect(PriceText.hourly(nil) == "?/h")
    }

    private static let cases: [(before: [Money?], after: [Money?], line: String?)] = [
        ([], [], nil),
        ([Money("0.27")], [Money("3.03")], "Cost: $0.27/h → $3.03/h (+$2.76/h, about +$2,015/month)."),
        ([Money("3.03")], [Money("0.27")], "Cost: $3.03/h → $0.27/h (-$2.76/h, about -$2,015/month)."),
        ([], [Money("1")], "Cost: $0.00/h → $1.00/h (+$1.00/h, about +$730/month)."),
        ([Money("1 EUR")], [], "Cost: 1.00 EUR/h → 0.00 EUR/h (-1.00 EUR/h, about -730 EUR/month)."),
        ([Money("1")], [Money("1")], "Cost: $1.00/h, unchanged."),
        ([], [nil], "Cost: $0.00/h → ?/h (1 price unknown)."),
        ([nil], [nil, nil], "Cost: ?/h → ?/h (2 prices unknown)."),
        (
            [Money("1")], [Money("1"), Money("2"), nil],
            "Cost: $1.00/h → ≥ $3.00/h (known part +$2.00/h, about +$1,460/month; 1 price unknown)."
        ),
        ([Money("1"), nil], [Money("1"), nil], "Cost: ≥ $1.00/h (1 price unknown), unchanged."),
        ([nil], [nil], "Cost: ?/h (1 price unknown), unchanged."),
        (
            [Money("1"), Money("2 EUR")], [Money("2"), Money("1 EUR")],
            "Cost: 2.00 EUR/h + $1.00/h → 1.00 EUR/h + $2.00/h "
                + "(-1.00 EUR/h, +$1.00/h, about -730 EUR/month, +$730/month)."
        ),
        (
            [Money("1 EUR")], [Money("1")],
            "Cost: 1.00 EUR/h → $1.00/h (-1.00 EUR/h, +$1.00/h, about -730 EUR/month, +$730/month)."
        ),
    ]

    @Test(arguments: cases.indices)
    func lines(index: Int) {
        let row = Self.cases[index]
        #expect(PriceText.line(before: Cost(row.before), after: Cost(row.after)) == row.line)
    }

    @Test func absurdSumsDoNotTrap() {
        let most = Cost(totals: [Money(nanos: .max)], unknown: 0)
        let least = Cost(totals: [Money(nanos: .min)], unknown: .max)
        #expect(PriceText.line(before: least, after: most) != nil)
    }
}
