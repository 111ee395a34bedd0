import Files
import Hosts
import JSON

/// Who we are and which project we work in: read at the first request, tokens renewed when they are about to end.
actor GCPAccount {
    /// Where credentials are looked for, for the message when there are none.
    private static let advice =
        "no credentials: set GOOGLE_APPLICATION_CREDENTIALS to a service account's key file, or run "
        + "`gcloud auth application-default login`"

    private let context: ProviderContext
    private let settings: GCPSettings
    private let endpoints: GCPEndpoints
    private let timeline: Timeline
    private let now: @Sendable () -> Int
    private var known: GCPCredentials?
    private var foundIn = ""
    /// Whether the credentials were named by a variable.
    private var isNamed = true
    private var projectID: String?
    private var token: (value: String, until: Duration)?
    /// The exchange in flight: everybody who needs a token waits for the same one.
    private var exchange: Task<Result<GCPToken, ProviderError>, Never>?

    init(
        _ context: ProviderContext, _ settings: GCPSettings, _ endpoints: GCPEndpoints,
        now: @escaping @Sendable () -> Int = { CurrentProcess.wallSeconds }
    ) {
        self.context = context
        self.settings = settings
        self.endpoints = endpoints
        timeline = Timeline(context.clock)
        self.now = now
    }

    /// The project: the setting, else the environment, else the credentials', else the machine's.
    func project() async throws(ProviderError) -> String {
        if let projectID { return projectID }
        let variables = ["GOOGLE_CLOUD_PROJECT", "GCLOUD_PROJECT", "CLOUDSDK_CORE_PROJECT"]
        let told = settings.project ?? variables.lazy.compactMap { self.variable($0) }.first
        let found: String?
        if let told { found = told } else { found = try await ownProject() }
        guard let found else {
            throw GCPErrors.refusal(
                .invalid, "NoProject",
                "no project: set `providers.gcp.project` in the specs, or GOOGLE_CLOUD_PROJECT")
        }
        projectID = found
        return found
    }

    /// A token that is good for some time yet.
    /// - Parameter renewing: whether the last one was refused.
    func accessToken(renewing: Bool) async throws(ProviderError) -> String {
        let credentials = try credentials()
        if case .token(let value) = credentials { return value }
        if !renewing, let token, token.until > timeline.now { return token.value }
        if let exchange { return try await exchange.value.get().value }
        let task = Task { () -> Result<GCPToken, ProviderError> in
            do throws(ProviderError) { return .success(try await self.fetch(credentials)) } catch {
                return .failure(error)
            }
        }
        exchange = task
        let result = await task.value
        exchange = nil
        let fresh = try result.get()
        // A request takes its time: a token that ends in a minute is not used.
        token = (fresh.value, timeline.now + max(fresh.lifetime - .seconds(60), .seconds(5)))
        return fresh.value
    }

    /// The project that requests are charged to, if a login names one.
    func quotaProject() throws(ProviderError) -> String? { try credentials().quotaProject }

    private func variable(_ name: String) -> String? { context.environment(name).flatMap { $0.isEmpty ? nil : $0 } }

    private var metadataHost: String { variable("GCE_METADATA_HOST") ?? "metadata.google.internal" }

    // MARK: Credentials

    private func credentials() throws(ProviderError) -> GCPCredentials {
        if let known { return known }
        let (found, source) = try read()
        known = found
        foundIn = source
        return found
    }

    /// Where the credentials are from: a variable or a file, by name.
    func source() throws(ProviderError) -> String {
        _ = try credentials()
        return foundIn
    }

    /// The credentials, and where they are from: a variable or a file, by name.
    private func read() throws(ProviderError) -> (GCPCredentials, String) {
        for name in ["CLOUDSDK_AUTH_ACCESS_TOKEN", "GOOGLE_OAUTH_ACCESS_TOKEN"] {
            if let token = variable(name) { return (.token(token), name) }
        }
        if let path = variable("GOOGLE_APPLICATION_CREDENTIALS") {
            guard let bytes = try? FileSystem.read(path) else {
                throw GCPErrors.refusal(
                    .auth, "BadCredentials", "GOOGLE_APPLICATION_CREDENTIALS names \(path), which cannot be read")
            }
            return (try GCPCredentials.parse(bytes, path: path), "GOOGLE_APPLICATION_CREDENTIALS (\(path))")
        }
        // A login that was only found, not named, is exchanged nowhere but where it came from.
        isNamed = variable("CLOUDSDK_CONFIG") != nil
        let folder = variable("CLOUDSDK_CONFIG") ?? variable("HOME").map { FileSystem.join($0, ".config/gcloud") }
        if let path = folder.map({ FileSystem.join($0, "application_default_credentials.json") }),
            let bytes = try? FileSystem.read(path)
        {
            return (try GCPCredentials.parse(bytes, path: path), path)
        }
        let isForbidden = variable("NO_GCE_CHECK").map { $0.lowercased() == "true" } ?? false
        // Another's endpoint must not be sent the tokens of this machine, unless both were named.
        let isHostNamed = variable("GCE_METADATA_HOST") != nil
        guard isHostNamed || (!isForbidden && !endpoints.isCustom) else {
            throw GCPErrors.refusal(.auth, "NoCredentials", Self.advice)
        }
        return (.metadata, "the metadata server \(metadataHost)")
    }

    private func ownProject() async throws(ProviderError) -> String? {
        let credentials = try credentials()
        if let project = credentials.project { return project }
        guard case .metadata = credentials else { return nil }
        let request = HTTPRequest(
            .get, "http://\(metadataHost)/computeMetadata/v1/project/project-id",
            headers: [.init("Metadata-Flavor", "Google")], deadline: .seconds(3))
        let response = try await send(request, of: credentials)
        guard response.isSuccess, response.header("Metadata-Flavor") == "Google" else { return nil }
        return String(decoding: response.body, as: UTF8.self)
    }

    // MARK: Tokens

    /// Exchanges credentials for a token, three times at most.
    private func fetch(_ credentials: GCPCredentials) async throws(ProviderError) -> GCPToken {
        var pause: Duration = .seconds(1)
        for attempt in 1... {
            let address = isNamed ? endpoints.token : GCPEndpoints(endpoint: nil).token
            let request = try credentials.grant(address: address, metadataHost: metadataHost, now: now())
            guard let request else { break }
            let failure: ProviderError
            do throws(ProviderError) {
                let response = try await send(request, of: credentials)
                if response.isSuccess { return try accept(response, of: credentials) }
                failure = refusal(response)
            } catch {
                failure = error
            }
            guard attempt < 3, failure.kind == .transient else { throw failure }
            do { try await timeline.sleep(for: pause) } catch { throw failure }
            pause *= 2
        }
        throw GCPErrors.refusal(.auth, "NoCredentials", Self.advice)
    }

    private func accept(_ response: HTTPResponse, of credentials: GCPCredentials) throws(ProviderError) -> GCPToken {
        if case .metadata = credentials, response.header("Metadata-Flavor") != "Google" {
            throw GCPErrors.refusal(.auth, "NoCredentials", "\(Self.advice); what answers as metadata server is none")
        }
        guard let token = GCPToken(response) else {
            throw GCPErrors.refusal(.auth, "BadToken", "the token address answered without a token")
        }
        return token
    }

    private func refusal(_ response: HTTPResponse) -> ProviderError {
        let root = (try? JSONDocument(parsing: response.body))?.root
        let code = root?["error"]?.string ?? root?["error"]?["status"]?.string ?? "HTTP \(response.status)"
        let words = root?["error_description"]?.string ?? root?["error"]?["message"]?.string
        let isPassing = [408, 429, 500, 502, 503, 504].contains(response.status)
        let message = "the credentials were not exchanged for a token" + (words.map { ": \($0)" } ?? "")
        return GCPErrors.refusal(isPassing ? .transient : .auth, code, message)
    }

    /// Sends a request of the exchange. Its bodies are secrets through and through, so the trace gets none.
    private func send(
        _ request: HTTPRequest, of credentials: GCPCredentials
    ) async throws(ProviderError) -> HTTPResponse {
        guard !PlainHTTP.exposes(request.url) else {
            throw GCPErrors.refusal(
                .invalid, CloudAPI.plainHTTP,
                "\(request.url.prefix { $0 != "?" }) is plain http, which shows the credentials to everybody on the way; "
                    + "set an https address (nothing was sent)")
        }
        context.meter.countRead()
        let result: Result<HTTPResponse, HTTPFault>
        do throws(HTTPFault) { result = .success(try await context.transport.send(request)) } catch {
            result = .failure(error)
        }
        var shown = request
        shown.body = []
        context.trace?.record(.gcp, shown, result.map { HTTPResponse(status: $0.status, headers: $0.headers) })
        switch result {
        case .success(let response): return response
        case .failure(let fault):
            if case .metadata = credentials {
                throw GCPErrors.refusal(.auth, "NoCredentials", "\(Self.advice) (and there is no metadata server here)")
            }
            throw GCPErrors.refusal(.transient, "NotSent", "no token: \(fault.description)")
        }
    }
}

/// Puts the account's token on requests.
struct GCPAuthorizer: CloudAuthorizer {
    let account: GCPAccount
    /// A refused token is exchanged for another, once.
    let canRenew = true

    /// The request with its token.
    func authorize(_ request: HTTPRequest, renewing: Bool) async throws(ProviderError) -> HTTPRequest {
        var request = request
        let token = try await account.accessToken(renewing: renewing)
        request.headers.append(.init("Authorization", "Bearer \(token)"))
        if let project = try await account.quotaProject() {
            request.headers.append(.init("x-goog-user-project", project))
        }
        return request
    }
}
