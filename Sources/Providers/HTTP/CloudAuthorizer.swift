public import Hosts

/// Puts an account's credentials on requests. Reads them lazily, and never prints them.
public protocol CloudAuthorizer: Sendable {
    /// Whether `authorize(_, renewing: true)` can get other credentials than before.
    var canRenew: Bool { get }

    /// The request with its credentials.
    /// - Parameter renewing: whether those it gave last were refused.
    /// - Throws: `auth` if there are none, naming the variable to set.
    func authorize(_ request: HTTPRequest, renewing: Bool) async throws(ProviderError) -> HTTPRequest
}

/// A key that is the same for every request, in one header field.
public struct KeyAuthorizer: CloudAuthorizer {
    /// Never: a key is all there is.
    public let canRenew = false
    private let field: String
    private let key: @Sendable () throws(ProviderError) -> String

    /// Makes an authorizer.
    /// - Parameters:
    ///   - field: name of the header field.
    ///   - key: reads the field's value, at each request; throws `auth` without one.
    public init(field: String, key: @escaping @Sendable () throws(ProviderError) -> String) {
        self.field = field
        self.key = key
    }

    /// The request with the field set.
    public func authorize(_ request: HTTPRequest, renewing: Bool) async throws(ProviderError) -> HTTPRequest {
        var request = request
        request.headers.append(.init(field, try key()))
        return request
    }
}
