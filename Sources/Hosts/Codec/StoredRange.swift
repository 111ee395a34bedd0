/// Bounds of stored numbers. They keep damaged files from overflowing sums, and no real fleet comes near them.
enum StoredRange {
    /// Counters that start at 1.
    static let counter = 1...1_000_000_000
    /// Sizes, lengths and counts that may be 0.
    static let amount = 0...1_000_000_000
    /// Port numbers.
    static let port = 0...65_535
}
