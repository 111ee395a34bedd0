/// A request as a value, made by an adapter and sent by a transport.
public struct HTTPRequest: Hashable, Sendable {
    /// The methods that clouds use.
    public enum Method: String, Hashable, Sendable {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
        case patch = "PATCH"
        case delete = "DELETE"
    }

    /// One header field.
    public struct Header: Hashable, Sendable {
        /// Name as sent; compared without case.
        public var name: String
        /// Value.
        public var value: String

        /// Makes a field.
        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// The method.
    public var method: Method
    /// The whole URL, query included and percent-encoded.
    public var url: String
    /// Header fields, without `Host` and `Content-Length`.
    public var headers: [Header]
    /// The body; empty for none.
    public var body: [UInt8]
    /// How long the answer may take in all.
    public var deadline: Duration

    /// Makes a request.
    public init(
        _ method: Method, _ url: String, headers: [Header] = [], body: [UInt8] = [], deadline: Duration = .seconds(60)
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.deadline = deadline
    }
}
