public import JSON

extension Money {
    /// The stored form: `2.49 USD`.
    public var stored: String { "\(amount) \(currency)" }

    /// Writes the stored form as a string.
    public func write(to writer: inout JSONWriter) { writer.string(stored) }

    /// Reads the stored form.
    public init(_ node: JSONNode) throws(JSONFault) {
        let text = try node.expectString()
        let negative = text.hasPrefix("-")
        guard let money = Money(negative ? String(text.dropFirst()) : text) else {
            throw node.fault("`\(text)` is not a price such as `2.49 USD`")
        }
        self.init(nanos: negative ? -money.nanos : money.nanos, currency: money.currency)
    }
}
