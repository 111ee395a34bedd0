import Hosts
import JSON

extension ProviderError {
    /// Longest pause that is kept; anything above is no real answer of a cloud.
    private static let longestPause = 1_000_000_000

    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("code", code)
        writer.member("kind", kindName)
        writer.member("message", message)
        writer.member("provider", provider.rawValue)
        writer.member("request_id", requestID)
        if case .rateLimited(let pause?) = kind {
            let seconds = min(max(pause.components.seconds, 0), Int64(Self.longestPause))
            let millis = pause.components.attoseconds / 1_000_000_000_000_000
            writer.member("retry_after_ms", Int(seconds) * 1000 + Int(max(millis, 0)))
        }
        writer.endObject()
    }

    init(_ node: JSONNode) throws(JSONFault) {
        try node.expectObject()
        let pause = try node["retry_after_ms"]?.expectInt(0...(Self.longestPause + 1) * 1000)
        let word = try node.text("kind")
        guard let kind = Self.kind(named: word, retryAfter: pause.map { .milliseconds($0) }) else {
            throw try node.member("kind").fault("`\(word)` is no class of cloud errors")
        }
        self.init(
            kind,
            provider: try node.named("provider", ProviderID.self),
            code: try node.text("code"),
            message: try node.text("message"),
            requestID: try node.optionalText("request_id")
        )
    }

    private static func kind(named word: String, retryAfter: Duration?) -> Kind? {
        let kinds: [Kind] = [
            .capacity, .quota, .rateLimited(retryAfter: retryAfter), .auth, .notFound, .conflict, .invalid, .transient,
            .operationFailed,
        ]
        return kinds.first { ProviderError($0, provider: .local, code: "", message: "").kindName == word }
    }
}

extension Cost {
    /// Writes the totals as `{"USD": "0.27"}`.
    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        for currency in nanosByCurrency.keys.sorted(by: JSONWriter.keyOrder) {
            writer.member(currency, total(in: currency).amount)
        }
        writer.endObject()
    }

    init(_ node: JSONNode, unknown: Int) throws(JSONFault) {
        try node.expectObject()
        var totals: [Money] = []
        try node.forEachMember { (currency, value) throws(JSONFault) in
            let text = try value.expectString()
            let negative = text.hasPrefix("-")
            guard let money = Money("\(negative ? String(text.dropFirst()) : text) \(currency)") else {
                throw value.fault("`\(text)` is not an amount of \(currency)")
            }
            totals.append(Money(nanos: negative ? -money.nanos : money.nanos, currency: currency))
        }
        self.init(totals: totals, unknown: unknown)
    }
}

extension Digest {
    /// Reads a member in the printed form.
    init(in node: JSONNode, _ name: String) throws(JSONFault) {
        let place = try node.member(name)
        guard let digest = Digest(try place.expectString()) else {
            throw place.fault("expected `sha256:` and 64 hexadecimal digits")
        }
        self = digest
    }
}
