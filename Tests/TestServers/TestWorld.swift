public import JSON
import Providers

/// One world of a test server: a cloud of its own, with its log and its faults.
public struct TestWorld: Sendable {
    /// The server.
    public let server: TestServer
    /// `w17`.
    public let id: String

    /// URL under which the cloud's own paths lie, without a final slash; for `endpoint:`, add the vendor's path.
    public var base: String { "\(server.base)/\(id)" }

    /// Every request so far, in order of arrival.
    public func log() async throws -> [LoggedRequest] {
        let answer = try await server.call(.get, "/_berth/worlds/\(id)/log")
        return try (answer["log"]?.arrayValue ?? []).map(LoggedRequest.init)
    }

    /// The requests that may have changed something.
    public func writes() async throws -> [LoggedRequest] { try await log().filter(\.mutates) }

    /// What the cloud's own strictness refused: empty in a right test of an adapter.
    public func refusals() async throws -> [String] {
        try await log().filter { !$0.refused.isEmpty }.map { "\($0.method) \($0.path): \($0.refused)" }
    }

    /// Waits until the log has an entry.
    /// - Throws: `TestServer.Failure` if it has none for a long time.
    public func arrival(_ matches: (LoggedRequest) -> Bool) async throws -> LoggedRequest {
        for _ in 0..<20_000 {
            if let found = try await log().first(where: matches) { return found }
        }
        throw TestServer.Failure(description: "no such request arrived")
    }

    /// Forgets the log.
    public func clearLog() async throws { try await server.call(.delete, "/_berth/worlds/\(id)/log") }

    /// Changes exactly when something in the cloud changes.
    public func digest() async throws -> String {
        try await server.call(.get, "/_berth/worlds/\(id)/digest")["digest"]?.stringValue ?? ""
    }

    /// All that is in the cloud, in the server's own form.
    public func state() async throws -> JSONValue { try await server.call(.get, "/_berth/worlds/\(id)/state") }

    /// Scripts faults, behind those that are left.
    public func fail(_ faults: ScriptedFault...) async throws {
        try await server.call(.post, "/_berth/worlds/\(id)/faults", .array(faults.map(\.json)))
    }

    /// Forgets the faults that are left.
    public func clearFaults() async throws { try await server.call(.delete, "/_berth/worlds/\(id)/faults") }

    /// A change behind the client's back, in the cloud's own words.
    @discardableResult
    public func poke(_ command: [String: JSONValue]) async throws -> JSONValue {
        try await server.call(.post, "/_berth/worlds/\(id)/poke", .object(command))
    }

    /// Ends the world.
    public func remove() async throws { try await server.call(.delete, "/_berth/worlds/\(id)") }
}

/// A request as a test server logged it; credentials are digests.
public struct LoggedRequest: Sendable {
    /// `GET`.
    public var method: String
    /// Path in the world.
    public var path: String
    /// Parameters of the query, as text.
    public var query: [String: JSONValue]
    /// Header fields by name in small letters.
    public var headers: [String: JSONValue]
    /// The body's JSON or form, secrets as `cut:sha256:…`.
    public var body: JSONValue
    /// The answer's status; nil if none was sent.
    public var status: Int?
    /// Whether the call may change something.
    public var mutates: Bool
    /// Why the server's tables refused it.
    public var refused: [String]
    /// The fault that befell it.
    public var fault: String?
    /// Whether the cloud's digest changed by it.
    public var changed: Bool

    init(_ entry: JSONValue) throws {
        guard let method = entry["method"]?.stringValue, let path = entry["path"]?.stringValue,
            let mutates = entry["mutates"]?.boolValue, let refused = entry["refused"]?.arrayValue
        else { throw TestServer.Failure(description: "no log entry: \(entry)") }
        self.method = method
        self.path = path
        self.mutates = mutates
        self.refused = refused.compactMap(\.stringValue)
        query = entry["query"]?.objectValue ?? [:]
        headers = entry["headers"]?.objectValue ?? [:]
        body = entry["body"] ?? .null
        status = entry["status"]?.intValue
        fault = entry["fault"]?.stringValue
        changed = entry["changed"]?.boolValue ?? false
    }
}
