import Foundation
public import JSON
import Networking
public import Providers
import Synchronization

/// A test server that is running: one of the clouds in `Tests/Servers`, or another program of that folder.
///
/// It ends when this process does, because its standard input ends then.
public final class TestServer: Sendable {
    /// Why a server could not be used.
    public struct Failure: Error, CustomStringConvertible {
        /// What happened.
        public var description: String
    }

    /// The port it listens to, on 127.0.0.1.
    public let port: Int
    /// `http://127.0.0.1:PORT`, or with https.
    public let base: String
    private let process: Process
    private let input: Pipe
    private let transport: ClientTransport

    private static let running = Running()

    /// The server of a cloud: started when it is first asked for, and shared by all tests of the process.
    /// - Parameter cloud: name of a folder in `Tests/Servers`.
    public static func shared(_ cloud: String) async throws -> TestServer { try await running.server(of: cloud) }

    /// A new world in the shared server of a cloud.
    public static func world(_ cloud: String, _ options: [String: JSONValue] = [:]) async throws -> TestWorld {
        try await shared(cloud).world(options)
    }

    /// Starts a server of its own, which ends with the value.
    /// - Parameter tls: the server's certificate with its key, and the authority to believe; nil for plain HTTP.
    public static func start(
        _ name: String, arguments: [String] = [], tls: TestCertificate? = nil
    ) async throws -> TestServer {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().path
        var words = ["\(root)/Servers/\(name)/server.py"] + arguments
        if let tls { words += ["--tls-certificate", tls.certificate, "--tls-key", tls.key] }
        let (process, input, output) = (Process(), Pipe(), Pipe())
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-B"] + words
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        let line = await firstLine(output)
        guard let port = line.split(separator: " ").last.flatMap({ Int($0) }), line.hasPrefix("ready ") else {
            process.terminate()
            throw Failure(description: "\(name) did not start; it said `\(line)`")
        }
        return TestServer(port: port, tls: tls, process: process, input: input)
    }

    private init(port: Int, tls: TestCertificate?, process: Process, input: Pipe) {
        self.port = port
        base = "\(tls == nil ? "http" : "https")://127.0.0.1:\(port)"
        self.process = process
        self.input = input
        transport = ClientTransport { $0 == "SSL_CERT_FILE" ? tls?.authority : nil }
    }

    deinit { try? input.fileHandleForWriting.close() }

    /// A new world, with options in the cloud's own words.
    public func world(_ options: [String: JSONValue] = [:]) async throws -> TestWorld {
        let answer = try await call(.post, "/_berth/worlds", .object(options))
        guard let id = answer["world"]?.stringValue else { throw Failure(description: "no world: \(answer)") }
        return TestWorld(server: self, id: id)
    }

    /// A call of the kit's own, not of the cloud's.
    @discardableResult
    public func call(
        _ method: HTTPRequest.Method, _ path: String, _ body: JSONValue? = nil
    ) async throws -> JSONValue {
        let request = HTTPRequest(method, base + path, body: body?.text(pretty: false) ?? [])
        let response = try await transport.send(request)
        let text = String(decoding: response.body, as: UTF8.self)
        guard response.isSuccess else {
            throw Failure(description: "\(method.rawValue) \(path): \(response.status) \(text)")
        }
        return try JSONDocument(parsing: response.body).root.tree
    }

    /// The first line a program writes, read on a thread that may block.
    private static func firstLine(_ output: Pipe) async -> String {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                var line = Data()
                while !line.contains(0x0A) {
                    let more = output.fileHandleForReading.availableData
                    if more.isEmpty { break }
                    line += more
                }
                continuation.resume(returning: String(decoding: line.prefix { $0 != 0x0A }, as: UTF8.self))
            }
        }
    }

    /// The servers of this process, by cloud.
    private actor Running {
        private var servers: [String: Task<TestServer, any Error>] = [:]

        func server(of cloud: String) async throws -> TestServer {
            if let known = servers[cloud] { return try await known.value }
            let task = Task { try await TestServer.start(cloud) }
            servers[cloud] = task
            return try await task.value
        }
    }
}
