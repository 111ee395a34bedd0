/// The way to a cloud: sends one request and brings back its answer.
///
/// A transport follows no redirects, retries nothing and keeps no secrets; whatever answers, also a 500, is an answer.
/// The one that uses sockets is in `Networking`; tests have recorded ones.
public protocol HTTPTransport: Sendable {
    /// Sends a request.
    /// - Throws: a fault only if no whole answer came before the request's deadline.
    func send(_ request: HTTPRequest) async throws(HTTPFault) -> HTTPResponse
}

/// Why no answer came.
public struct HTTPFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is known of the request.
    public enum Kind: Hashable, Sendable {
        /// It never left: no such host, connection refused, handshake failed. Sending again is safe.
        case notSent
        /// It may have arrived: connection lost or deadline passed.
        case outcomeUnknown
    }

    /// What is known of the request.
    public var kind: Kind
    /// A short code: `connect`, `resolve`, `tls`, `timeout`, `lost`, `cancelled`, `redirect`, `proxy`, `size`, `coding`.
    public var code: String
    /// What happened, for a person; holds neither query nor headers.
    public var description: String

    /// Makes a fault.
    public init(_ kind: Kind, code: String, description: String) {
        self.kind = kind
        self.code = code
        self.description = description
    }
}

/// The way to nowhere, for runs that talk to no cloud.
public struct NoTransport: HTTPTransport {
    /// Makes one.
    public init() {}

    /// Always a fault.
    public func send(_ request: HTTPRequest) async throws(HTTPFault) -> HTTPResponse {
        throw HTTPFault(.notSent, code: "connect", description: "this run has no network")
    }
}
