import Files

extension HTTPResponse {
    /// Header fields in which clouds name a request, for their support; the first that is there counts.
    private static let requestIDFields = [
        "x-request-id", "x-amzn-requestid", "x-amz-request-id", "request-id", "x-goog-request-id", "x-correlation-id",
        "x-trace-id",
    ]

    /// The cloud's id of the request, if a usual header field names it; at most 200 characters of visible ASCII.
    public var requestID: String? {
        for field in Self.requestIDFields {
            guard let value = header(field), !value.isEmpty, value.utf8.count <= 200 else { continue }
            if value.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) { return value }
        }
        return nil
    }

    /// `Retry-After`: seconds as written, or the time until its date by the answer's own `Date` (else by our clock).
    /// Nil if there is none that can be read; never negative, and a day at most.
    public var retryAfter: Duration? {
        guard let text = header("Retry-After") else { return nil }
        if let seconds = Int(text) { return seconds < 0 ? nil : .seconds(min(seconds, 86_400)) }
        guard let then = HTTPDate.seconds(text) else { return nil }
        let now = header("Date").flatMap(HTTPDate.seconds) ?? CurrentProcess.wallSeconds
        return .seconds(min(max(0, then - now), 86_400))
    }
}
