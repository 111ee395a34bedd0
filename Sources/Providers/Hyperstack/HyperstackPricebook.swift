import Hosts

/// The price list, from which the price of a machine type is put together.
///
/// A GPU flavor costs its GPUs alone; a flavor without GPUs its vCPUs and memory. A row that is missing or zero is an
/// unknown price, never nothing.
struct HyperstackPricebook: Sendable {
    private let nanos: [String: Int]

    init(_ rows: [HyperstackPrice]) {
        var nanos: [String: Int] = [:]
        for row in rows {
            if let value = Self.nanos(row.value), value > 0 { nanos[row.name] = value }
        }
        self.nanos = nanos
    }

    /// A row in USD per hour.
    func price(_ name: String) -> Money? { nanos[name].map { Money(nanos: $0) } }

    /// A flavor's price per hour.
    func price(of flavor: HyperstackFlavor) -> Money? {
        if flavor.gpuCount > 0 {
            guard let gpu = flavor.gpu, let each = nanos[row(gpu, flavor)] else { return nil }
            let (sum, overflow) = each.multipliedReportingOverflow(by: flavor.gpuCount)
            return overflow ? nil : Money(nanos: sum)
        }
        guard let cpu = flavor.cpu, let perCPU = nanos["vCPU (cpu-only-flavors)"],
            let ram = flavor.ram.flatMap({ Quantity($0) }), let perGB = nanos["RAM (cpu-only-flavors)"]
        else { return nil }
        let (cpus, over1) = perCPU.multipliedReportingOverflow(by: cpu)
        let (thousandths, over2) = perGB.multipliedReportingOverflow(by: ram.thousandths)
        let (sum, over3) = cpus.addingReportingOverflow(thousandths / 1000)
        return over1 || over2 || over3 ? nil : Money(nanos: sum)
    }

    /// The name of the row of a flavor's GPU. What may be taken away has its own, and never the price of what may not.
    private func row(_ gpu: String, _ flavor: HyperstackFlavor) -> String {
        flavor.isSpot && !gpu.lowercased().hasSuffix("-spot") ? "\(gpu)-spot" : gpu
    }

    /// A decimal in thousand-millionths, rounded half up: `2.4`, `0.000095890410958904`, `0E-9`, `1.9e0`.
    /// - Returns: nil if it is no decimal, is negative or is too large.
    static func nanos(_ text: String) -> Int? {
        let halves = text.lowercased().split(separator: "e", omittingEmptySubsequences: false)
        guard let mantissa = halves.first, halves.count <= 2 else { return nil }
        var exponent = 0
        if halves.count == 2 {
            guard let value = Int(halves[1]), (-100...100).contains(value) else { return nil }
            exponent = value
        }
        let parts = mantissa.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, let whole = parts.first, !whole.isEmpty, parts.allSatisfy({ isDigits($0) }) else {
            return nil
        }
        let fraction = parts.count == 2 ? parts[1] : ""
        let digits = Array((whole + fraction).utf8)
        // Digits before the point of the scaled value.
        let kept = whole.utf8.count + exponent + 9
        var value = 0
        for index in 0..<max(0, kept) {
            let digit = index < digits.count ? Int(digits[index] - 0x30) : 0
            let (scaled, over1) = value.multipliedReportingOverflow(by: 10)
            let (sum, over2) = scaled.addingReportingOverflow(digit)
            guard !over1, !over2 else { return nil }
            value = sum
        }
        if digits.indices.contains(kept), digits[kept] >= 0x35, value < .max { value += 1 }
        return value
    }

    private static func isDigits(_ text: Substring) -> Bool { text.utf8.allSatisfy { $0 &- 0x30 < 10 } }
}
