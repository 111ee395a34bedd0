public import Hosts

/// An account's key in an environment variable, read when a request is made and at no other time.
public struct EnvironmentKey: Sendable {
    /// The cloud.
    public let provider: ProviderID
    /// The variable that holds the key.
    public let variable: String
    /// Where a key is made, for the message: `the Lambda Cloud console`.
    public let maker: String
    private let environment: @Sendable (String) -> String?

    /// A key that is looked up in an environment.
    public init(
        _ variable: String, of provider: ProviderID, madeIn maker: String,
        environment: @escaping @Sendable (String) -> String?
    ) {
        self.variable = variable
        self.provider = provider
        self.maker = maker
        self.environment = environment
    }

    /// The key, white space around it dropped.
    /// - Throws: `auth` if there is none, naming the variable.
    public func key() throws(ProviderError) -> String {
        var text = Substring(environment(variable) ?? "")
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        guard !text.isEmpty else {
            throw ProviderError(
                .auth, provider: provider, code: "NoCredentials",
                message: "\(variable) is not set; make a key in \(maker) and put it there")
        }
        guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw ProviderError(
                .auth, provider: provider, code: "BadCredentials",
                message: "\(variable) holds characters that no key has")
        }
        return String(text)
    }
}
