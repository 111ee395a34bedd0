import Hosts

/// The account's key, read when a request is made and at no other time.
struct LambdaCredentials: Sendable {
    /// The variable that holds it.
    static let variable = "LAMBDA_API_KEY"
    private let environment: @Sendable (String) -> String?

    init(environment: @escaping @Sendable (String) -> String?) { self.environment = environment }

    /// The key, white space around it dropped.
    /// - Throws: `auth` if there is none, naming the variable.
    func key() throws(ProviderError) -> String {
        var text = Substring(environment(Self.variable) ?? "")
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        guard !text.isEmpty else {
            throw ProviderError(
                .auth, provider: .lambda, code: "NoCredentials",
                message: "\(Self.variable) is not set; make a key in the Lambda Cloud console and put it there")
        }
        guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw ProviderError(
                .auth, provider: .lambda, code: "BadCredentials",
                message: "\(Self.variable) holds characters that no key has")
        }
        return String(text)
    }

    /// The text without the key, in case the cloud repeats what it was sent.
    func cut(_ text: String) -> String {
        guard let key = try? key(), key.utf8.count >= 4 else { return text }
        var out = ""
        var rest = Substring(text)
        while let place = rest.firstRange(of: key) {
            out += rest[..<place.lowerBound] + "***"
            rest = rest[place.upperBound...]
        }
        return out + rest
    }
}
