import Hosts
import JSON

/// Requests of one project, one at a time: addresses, pages, absences, operations. No verb of ours.
struct GCPCalls: Sendable {
    let api: CloudAPI
    let account: GCPAccount
    let endpoints: GCPEndpoints
    let timeline: Timeline
    /// What was looked up once and does not change in a run.
    let notes = GCPNotes()

    /// Query parameters, in the order they are sent.
    typealias Query = [(name: String, value: String)]

    /// Longest wait for an operation or a state.
    static let patience: Duration = .seconds(1800)

    // MARK: Reading

    /// What is at a path under the project.
    func get(_ path: String, _ query: Query = []) async throws(ProviderError) -> JSONNode {
        try await read(compute(try await inProject(path), query))
    }

    /// What is at a path under the project; nil if the cloud says it has no such thing.
    func find(_ path: String) async throws(ProviderError) -> JSONNode? {
        try await find(path: try await inProject(path))
    }

    /// What is at a path from `projects/` on; nil if the cloud says it has no such thing.
    func find(path: String) async throws(ProviderError) -> JSONNode? {
        do throws(ProviderError) {
            return try await read(compute(path, []))
        } catch {
            guard error.kind == .notFound else { throw error }
            // Where the project itself is missing nothing is known of what is in it.
            if let missing = Self.quoted(error.message), GCPNames.last(missing) != GCPNames.last(path) {
                var told = error
                told.kind = .invalid
                throw told
            }
            return nil
        }
    }

    /// Every page of a list under the project.
    func pages(
        _ path: String, _ query: Query = [], each: (JSONNode) throws(ProviderError) -> Void
    ) async throws(ProviderError) {
        try await pages(base: endpoints.compute, path: try await inProject(path), [("maxResults", "500")] + query, each)
    }

    /// Every page of a list by its whole path.
    func pages(
        base: String, path: String, _ query: Query, _ each: (JSONNode) throws(ProviderError) -> Void
    ) async throws(ProviderError) {
        var token: String?
        var seen: Set<String> = []
        while true {
            let address = base + "/" + URLText.encode(path: path)
            let page = try await read(HTTPRequest(.get, address + URLText.query(query + Self.page(token))))
            try each(page)
            guard let next = page["nextPageToken"]?.string, !next.isEmpty else { return }
            // A token that came before would lead round for ever, whichever page it is of.
            guard seen.insert(next).inserted, seen.count < Self.mostPages else {
                throw GCPErrors.refusal(.transient, "RepeatedPage", "a list repeats its pages: \(path)")
            }
            token = next
        }
    }

    /// One page of a list by its whole path, for whether it may be read.
    func firstPage(base: String, path: String, _ query: Query) async throws(ProviderError) {
        _ = try await read(HTTPRequest(.get, base + "/" + URLText.encode(path: path) + URLText.query(query)))
    }

    /// No list of ours has more; a server that never ends its pages is not followed for ever.
    private static let mostPages = 20_000

    private static func page(_ token: String?) -> Query { token.map { [("pageToken", $0)] } ?? [] }

    // MARK: Writing

    /// A call that changes something, waited for until its operation is over.
    /// - Parameter body: nil for none.
    func change(
        _ method: HTTPRequest.Method, _ path: String, _ query: Query = [], _ body: JSONValue? = nil, verb: CloudVerb,
        host: String
    ) async throws(ProviderError) {
        try await finish(try await begin(method, path, query, body, verb: verb, host: host), of: host)
    }

    /// A call that changes something, not waited for.
    func begin(
        _ method: HTTPRequest.Method, _ path: String, _ query: Query = [], _ body: JSONValue? = nil, verb: CloudVerb,
        host: String
    ) async throws(ProviderError) -> GCPOperation {
        var request = compute(try await inProject(path), query)
        request.method = method
        if let body {
            request.headers.append(.init("Content-Type", "application/json"))
            request.body = body.text(pretty: false)
        }
        let answer = try Self.parse(try await api.send(request, .write(verb), host: host))
        guard var operation = GCPOperation(answer) else {
            throw GCPErrors.refusal(.transient, "BadAnswer", "the answer to \(path) is no operation")
        }
        // Where it does not say its place, it is in that of what it changes.
        operation.zone = operation.zone ?? GCPNames.segment(after: "zones", in: path)
        return operation
    }

    /// Waits until an operation is over.
    /// - Throws: what it says went wrong; `transient` when patience ends.
    func finish(_ operation: GCPOperation, of host: String) async throws(ProviderError) {
        var now = operation
        let start = timeline.now
        var pause: Duration = .milliseconds(200)
        while !now.isDone {
            guard timeline.now - start < Self.patience else {
                throw GCPErrors.refusal(
                    .transient, "StillPending",
                    "waited \(Self.patience.spoken) for the operation \(now.name) of \(host)")
            }
            now = try await looked(now, host)
            if now.isDone { break }
            do { try await timeline.sleep(for: pause) } catch {
                throw GCPErrors.refusal(.transient, "Cancelled", "gave up waiting for the operation \(now.name)")
            }
            pause = min(.seconds(5), pause + pause / 2)
        }
        if let error = GCPErrors.error(of: now) { throw error }
    }

    /// One look at an operation. The change was accepted before: whatever goes wrong with the look says nothing of it, and
    /// least of all that what was to be changed is gone.
    private func looked(_ operation: GCPOperation, _ host: String) async throws(ProviderError) -> GCPOperation {
        do throws(ProviderError) {
            do throws(ProviderError) {
                return try await look(operation, host, waiting: true)
            } catch {
                switch error.kind {
                // Who may not wait may still look, and not every server that speaks this interface has the wait.
                case .notFound, .invalid, .auth, .conflict: return try await look(operation, host, waiting: false)
                case .capacity, .quota, .rateLimited, .transient, .operationFailed: throw error
                }
            }
        } catch {
            var told = error
            told.kind = .transient
            told.message += " (what became of the operation \(operation.name) of \(host) is not known)"
            throw told
        }
    }

    /// Asks for an operation.
    /// - Parameter waiting: whether the answer is to come when it is over, or after two minutes, or earlier.
    private func look(
        _ operation: GCPOperation, _ host: String, waiting: Bool
    ) async throws(ProviderError) -> GCPOperation {
        let place = operation.zone.map { "zones/\($0)" } ?? "global"
        let path = try await inProject("\(place)/operations/\(operation.name)")
        var request = compute(waiting ? path + "/wait" : path, [])
        if waiting {
            request.method = .post
            request.deadline = .seconds(180)
        }
        // Nothing is changed by waiting, so it is sent again like any read.
        let answer = try Self.parse(try await api.send(request, .read, host: host))
        guard var seen = GCPOperation(answer) else {
            throw GCPErrors.refusal(.transient, "BadAnswer", "the answer to a wait is no operation")
        }
        seen.zone = seen.zone ?? operation.zone
        return seen
    }

    // MARK: Parts

    /// A path under the project, from `projects/` on.
    func inProject(_ path: String) async throws(ProviderError) -> String {
        "projects/\(try await account.project())/\(path)"
    }

    private func compute(_ path: String, _ query: Query) -> HTTPRequest {
        HTTPRequest(.get, endpoints.compute + "/" + URLText.encode(path: path) + URLText.query(query))
    }

    private func read(_ request: HTTPRequest) async throws(ProviderError) -> JSONNode {
        try Self.parse(try await api.send(request, .read))
    }

    private static func parse(_ response: HTTPResponse) throws(ProviderError) -> JSONNode {
        guard let root = (try? JSONDocument(parsing: response.body))?.root, root.kind == .object else {
            throw GCPErrors.refusal(.transient, "BadAnswer", "the answer is no JSON object")
        }
        return root
    }

    /// The path in `The resource 'projects/…' was not found`.
    private static func quoted(_ message: String) -> String? {
        let parts = message.split(separator: "'", omittingEmptySubsequences: false)
        return parts.count >= 3 && parts[1].hasPrefix("projects/") ? String(parts[1]) : nil
    }
}
