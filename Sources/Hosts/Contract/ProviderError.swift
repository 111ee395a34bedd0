/// Why a cloud did not do what it was asked: a class that callers switch on, and the cloud's own words.
public struct ProviderError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The classes. Retry, placement and recovery look at nothing else.
    public enum Kind: Hashable, Sendable {
        /// No stock of the machine type there now; `placement` may go on.
        case capacity
        /// The account may not have more.
        case quota
        /// Too many requests; wait at least this long if the cloud said so.
        case rateLimited(retryAfter: Duration?)
        /// Credentials missing, wrong or without the right.
        case auth
        /// The object is not there.
        case notFound
        /// The object is in a state, or of a name, that forbids the call.
        case conflict
        /// The request is wrong and will stay wrong.
        case invalid
        /// A passing fault of the cloud or the way to it. For a mutating call the outcome is unknown.
        case transient
        /// The cloud accepted the call and later said it failed.
        case operationFailed
    }

    /// The class.
    public var kind: Kind
    /// The cloud.
    public var provider: ProviderID
    /// The cloud's own code, such as `ZONE_RESOURCE_POOL_EXHAUSTED`.
    public var code: String
    /// The cloud's own words, secrets cut.
    public var message: String
    /// The cloud's id of the request, for its support.
    public var requestID: String?

    /// Makes an error.
    public init(_ kind: Kind, provider: ProviderID, code: String, message: String, requestID: String? = nil) {
        self.kind = kind
        self.provider = provider
        self.code = code
        self.message = message
        self.requestID = requestID
    }

    /// Whether the call may have been carried out all the same; only a definite refusal closes an intent as failed.
    public var leavesOutcomeUnknown: Bool {
        switch kind {
        case .transient: true
        case .capacity, .quota, .rateLimited, .auth, .notFound, .conflict, .invalid, .operationFailed: false
        }
    }

    /// A stable word for the class, for JSON and logs.
    public var kindName: String {
        switch kind {
        case .capacity: "capacity"
        case .quota: "quota"
        case .rateLimited: "rate_limited"
        case .auth: "auth"
        case .notFound: "not_found"
        case .conflict: "conflict"
        case .invalid: "invalid"
        case .transient: "transient"
        case .operationFailed: "operation_failed"
        }
    }

    /// `local: STOCKOUT: no gpu-1 left in local-a (capacity)`.
    public var description: String { "\(provider.rawValue): \(textWithinProvider)" }

    /// `STOCKOUT: no gpu-1 left in local-a`, where the provider has been named already.
    public var textWithinProvider: String {
        "\(code): \(message)" + (requestID.map { " (request \($0))" } ?? "")
    }
}
