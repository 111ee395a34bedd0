import AsyncHTTPClient
import Hosts
import NIOCore
import NIOHTTP1
public import Providers
import Synchronization

/// The way to the clouds over sockets: HTTP/1.1 or 2, through a proxy where the environment says so.
///
/// Nothing is opened and no thread is started before the first request, so a run that talks to no cloud pays nothing.
/// Connections are kept for the next request. One transport serves a whole process, and is closed at its end.
public final class ClientTransport: HTTPTransport {
    /// Largest body of an answer that is taken, in bytes.
    public static let bodyLimit = 64 << 20

    private let limit: Int
    private let routes: ProxyRoutes
    private let roots: TrustRoots
    private let clients = Mutex<[ProxyAddress?: Result<HTTPClient, HTTPFault>]>([:])

    /// Makes a transport; reads the environment, and no file yet.
    /// - Parameter environment: looks up a variable: `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`, `NO_PROXY` (each in
    ///   small letters, too), `SSL_CERT_FILE` and `SSL_CERT_DIR`.
    public convenience init(environment: (String) -> String? = { _ in nil }) {
        self.init(environment: environment, bodyLimit: Self.bodyLimit)
    }

    init(environment: (String) -> String?, bodyLimit: Int) {
        limit = bodyLimit
        routes = ProxyRoutes(environment: environment)
        roots = TrustRoots(environment: environment)
    }

    deinit {
        for client in clients.withLock({ $0.values.compactMap { try? $0.get() } }) { client.shutdown { _ in } }
    }

    /// Sends a request. Cancelling the task ends it.
    /// - Throws: a fault of the kinds and codes of `HTTPFault`. A redirect is a fault, too: a request that carries
    ///   credentials is for the address it was made for.
    public func send(_ request: HTTPRequest) async throws(HTTPFault) -> HTTPResponse {
        guard let target = RequestTarget(url: request.url) else {
            throw HTTPFault(.notSent, code: "url", description: "`\(request.url.prefix { $0 != "?" })` is no http URL")
        }
        // A metadata server at an address of its own is known by the field that it wants.
        let isMetadata = request.header("Metadata-Flavor") != nil
        let proxy = isMetadata ? nil : try routes.proxy(for: target)
        let client = try client(by: proxy)
        let outgoing = Self.outgoing(request)
        let limit = limit
        let result = await Deadline.race(request.deadline) { () -> Result<HTTPResponse, FaultOrigin> in
            do {
                let answer = try await client.execute(outgoing, deadline: .distantFuture)
                let body = try await answer.body.collect(upTo: limit)
                return .success(
                    HTTPResponse(
                        status: Int(answer.status.code),
                        headers: answer.headers.map { HTTPRequest.Header($0.name, $0.value) },
                        body: Array(body.readableBytesView)))
            } catch {
                return .failure(FaultOrigin(error, to: target, by: proxy))
            }
        }
        switch result {
        case .success(let response): return try Self.accepted(response, from: target)
        case .failure(let origin): throw origin.fault(deadline: request.deadline, of: target)
        }
    }

    /// Closes all connections; a later request would open new ones.
    public func close() async {
        let open = clients.withLock { clients in
            let open = clients.values.compactMap { try? $0.get() }
            clients = [:]
            return open
        }
        for client in open { try? await client.shutdown() }
    }

    /// How many clients are open; none before the first request.
    var openClients: Int { clients.withLock { $0.count } }

    private static func outgoing(_ request: HTTPRequest) -> HTTPClientRequest {
        var outgoing = HTTPClientRequest(url: request.url)
        outgoing.method = HTTPMethod(rawValue: request.method.rawValue)
        for header in request.headers { outgoing.headers.add(name: header.name, value: header.value) }
        if !outgoing.headers.contains(name: "User-Agent") {
            outgoing.headers.add(name: "User-Agent", value: "berth/\(Version.current)")
        }
        // Without the field a server may choose any coding; bodies are taken as they come.
        if !outgoing.headers.contains(name: "Accept-Encoding") {
            outgoing.headers.add(name: "Accept-Encoding", value: "identity")
        }
        if !request.body.isEmpty { outgoing.body = .bytes(ByteBuffer(bytes: request.body)) }
        return outgoing
    }

    private static func accepted(
        _ response: HTTPResponse, from target: RequestTarget
    ) throws(HTTPFault) -> HTTPResponse {
        if let coding = response.header("Content-Encoding"), !coding.isEmpty, coding.lowercased() != "identity" {
            throw HTTPFault(
                .outcomeUnknown, code: "coding",
                description:
                    "\(target.shown) sent its answer in the coding `\(coding.prefix(40))`, which was not asked for")
        }
        guard (300..<400).contains(response.status), let place = response.header("Location") else { return response }
        // 303 means that the work was done and its result is elsewhere.
        throw HTTPFault(
            response.status == 303 ? .outcomeUnknown : .notSent, code: "redirect",
            description: "\(target.shown) redirects to \(place.prefix { $0 != "?" }) (status \(response.status)); "
                + "redirects are not followed: set `endpoint` to the right address")
    }

    private func client(by proxy: ProxyAddress?) throws(HTTPFault) -> HTTPClient {
        let result = clients.withLock { clients in
            if let known = clients[proxy] { return known }
            let made = make(by: proxy)
            clients[proxy] = made
            return made
        }
        return try result.get()
    }

    private func make(by proxy: ProxyAddress?) -> Result<HTTPClient, HTTPFault> {
        var configuration = HTTPClient.Configuration()
        do throws(HTTPFault) { configuration.tlsConfiguration = try roots.configuration() } catch {
            return .failure(error)
        }
        configuration.redirectConfiguration = .disallow
        configuration.timeout = .init(connect: .seconds(10))
        configuration.decompression = .disabled
        configuration.connectionPool.idleTimeout = .seconds(60)
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 32
        // Whether to try again is decided above, where it is counted and told.
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.proxy = proxy?.clientProxy
        return .success(HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration))
    }
}
