/// Decimal text to scaled integers and back, without floating point.
enum FixedPoint {
    /// Reads an unsigned plain decimal with at most `decimals` digits after the point; nil if malformed or too large.
    static func parse(_ text: String, decimals: Int) -> Int? {
        var value = 0
        var seen = 0
        var fraction: Int?
        for byte in text.utf8 {
            if byte == 0x2E {
                guard fraction == nil, seen > 0 else { return nil }
                fraction = 0
                continue
            }
            guard byte &- 0x30 < 10 else { return nil }
            if let digits = fraction {
                guard digits < decimals else { return nil }
                fraction = digits + 1
            }
            seen += 1
            let (scaled, overflow) = value.multipliedReportingOverflow(by: 10)
            guard !overflow, scaled <= Int.max - 9 else { return nil }
            value = scaled + Int(byte - 0x30)
        }
        guard seen > 0, fraction != 0 else { return nil }
        for _ in (fraction ?? 0)..<decimals {
            let (scaled, overflow) = value.multipliedReportingOverflow(by: 10)
            guard !overflow else { return nil }
            value = scaled
        }
        return value
    }

    /// Text of a scaled integer with at least `atLeast` and at most `decimals` digits after the point.
    static func text(_ value: Int, decimals: Int, atLeast: Int) -> String {
        let digits = String(value.magnitude)
        let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
        let whole = padded.dropLast(decimals)
        var fraction = padded.suffix(decimals)
        while fraction.count > atLeast, fraction.last == "0" { fraction.removeLast() }
        return (value < 0 ? "-" : "") + whole + (fraction.isEmpty ? "" : ".\(fraction)")
    }
}
