public import JSON
public import Providers

/// A fault that a test server is to commit.
public struct ScriptedFault: Sendable {
    /// What befalls the request.
    public enum Kind: String, Sendable {
        /// Answers with the status, headers and body given; no work is done.
        case status
        /// Does the work, then answers so.
        case statusAfter = "status_after"
        /// Closes the connection before any work.
        case dropBefore = "drop_before"
        /// Does the work, then closes the connection without an answer.
        case dropAfter = "drop_after"
        /// Does the work, then sends half of the answer.
        case truncate
        /// Does the work, sends half of the answer, and then nothing.
        case stall
        /// Never answers; no work is done.
        case hang
        /// Does the work and never answers.
        case hangAfter = "hang_after"
        /// Waits so many milliseconds first.
        case slow = "slow_ms"
    }

    private var members: [String: JSONValue]
    private var match: [String: JSONValue] = [:]

    /// A fault that befalls the next request that matches.
    /// - Parameters:
    ///   - method: nil for any.
    ///   - path: a glob over the path in the world, query left out; nil for any.
    ///   - times: how many requests it befalls.
    ///   - after: how many matching requests pass before.
    public init(
        _ kind: Kind, method: HTTPRequest.Method? = nil, path: String? = nil, times: Int = 1, after: Int = 0,
        status: Int? = nil, headers: [String: String] = [:], body: JSONValue? = nil, milliseconds: Int? = nil
    ) {
        members = ["kind": .string(kind.rawValue)]
        match = ["times": .int(times), "after": .int(after)]
        if let method { match["method"] = .string(method.rawValue) }
        if let path { match["path"] = .string(path) }
        if let status { members["status"] = .int(status) }
        if !headers.isEmpty { members["headers"] = .object(headers.mapValues { .string($0) }) }
        if let body { members["body"] = body }
        if let milliseconds { members["ms"] = .int(milliseconds) }
    }

    /// As the server reads it.
    public var json: JSONValue { .object(members.merging(["match": .object(match)]) { $1 }) }
}
