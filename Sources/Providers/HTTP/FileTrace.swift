public import Files
public import Hosts
import JSON
import Synchronization

/// Writes each exchange as one line of JSON to a file, without secrets, for `--trace`.
///
/// A line is written when its answer is there: `time`, `provider`, `method`, `url`, `status` or `fault`, `ms`,
/// `request_id`, and `request` and `response` with `headers` and `body`. Lines are added to a file that is there.
public final class FileTrace: HTTPTrace {
    private let file: Mutex<Descriptor>
    private let now: @Sendable () -> String

    /// Opens the file; one that is made can be read by its owner only.
    /// - Parameters:
    ///   - now: the time by the wall clock, as it is to be written.
    /// - Throws: if the file cannot be opened.
    public init(path: String, now: @escaping @Sendable () -> String) throws(FileError) {
        file = Mutex(try Descriptor(path, .append))
        self.now = now
    }

    /// Writes one exchange. A disk that is full costs the line, never the run.
    public func record(
        _ provider: ProviderID, _ request: HTTPRequest, _ result: Result<HTTPResponse, HTTPFault>, elapsed: Duration?
    ) {
        let line = Self.line(provider, request, result, elapsed: elapsed, time: now())
        file.withLock { file in try? file.write(line.text(pretty: false) + [0x0A]) }
    }

    static func line(
        _ provider: ProviderID, _ request: HTTPRequest, _ result: Result<HTTPResponse, HTTPFault>, elapsed: Duration?,
        time: String
    ) -> JSONValue {
        var redaction = TraceRedaction()
        // The request first, whole: what it is found to hold is then cut from everything else.
        let headers = redaction.headers(request.headers, learning: true)
        let body = redaction.body(request.body, type: request.header("Content-Type"), learning: true)
        let url = redaction.url(request.url)
        var line: [String: JSONValue] = [
            "time": .string(time), "provider": .string(provider.rawValue), "method": .string(request.method.rawValue),
            "url": .string(redaction.scrubbed(url)),
            "request": .object(["headers": headers, "body": body]),
        ]
        if let elapsed { line["ms"] = .int(Int(max(.zero, elapsed) / .milliseconds(1))) }
        switch result {
        case .success(let response):
            line["status"] = .int(response.status)
            line["request_id"] = .optional(response.requestID)
            line["response"] = .object([
                "headers": redaction.headers(response.headers, learning: false),
                "body": redaction.body(response.body, type: response.header("Content-Type"), learning: false),
            ])
        case .failure(let fault):
            line["fault"] = .object([
                "code": .string(fault.code), "not_sent": .bool(fault.kind == .notSent),
                "message": .string(redaction.scrubbed(fault.description)),
            ])
        }
        return .object(line)
    }
}

extension HTTPRequest {
    /// The first value of a header field, its name compared without case.
    public func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}
