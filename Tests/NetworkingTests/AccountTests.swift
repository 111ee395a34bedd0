import Files
import Foundation
import Hosts
import JSON
import Networking
import Providers
import TestServers
import Testing

/// An account's whole stack over a socket: pace, credentials, retries, errors, trace.
@Suite struct AccountTests {
    private static func api(_ transport: ClientTransport, key: String, trace: FileTrace? = nil) -> CloudAPI {
        let context = ProviderContext(
            stateFolder: "/nonexistent", clock: InstantClock(), random: { 0 }, transport: transport, trace: trace)
        return CloudAPI(
            provider: .hyperstack, context: context, limits: .init(inFlight: 4),
            authorizer: KeyAuthorizer(field: "X-Key", key: { key })
        ) { _, response in
            let text = String(decoding: response.body, as: UTF8.self)
            let kind: ProviderError.Kind =
                switch response.status {
                case 401: .auth
                case 429: .rateLimited(retryAfter: response.retryAfter)
                case 500...: .transient
                default: .invalid
                }
            return ProviderError(kind, provider: .hyperstack, code: "S\(response.status)", message: text)
        }
    }

    private static func create(_ world: TestWorld, _ name: String, secret: String) -> HTTPRequest {
        let body: JSONValue = .object(["name": .string(name), "size": .int(1), "api_key": .string(secret)])
        return HTTPRequest(
            .post, "\(world.base)/v1/jars", headers: [.init("Content-Type", "application/json")],
            body: body.text(pretty: false))
    }

    @Test(arguments: [ScriptedFault.Kind.dropBefore, .dropAfter, .truncate])
    func aLostWriteIsSentOnceAndALostReadAgain(_ fault: ScriptedFault.Kind) async throws {
        let world = try await TestServer.world("example")
        let api = Self.api(ClientTransport(), key: "letmein")
        try await world.fail(.init(fault, method: .post), .init(fault, method: .get, times: 2))
        let error = await #expect(throws: ProviderError.self) {
            try await api.send(Self.create(world, "a", secret: "x"), .write(.create))
        }
        #expect(error?.code == "NoAnswer")
        #expect(error?.leavesOutcomeUnknown == true)
        #expect(try await api.send(HTTPRequest(.get, "\(world.base)/v1/jars"), .read).status == 200)
        #expect(try await world.log().map(\.method) == ["POST", "GET", "GET", "GET"])
        #expect(try await world.writes().map(\.changed) == [fault != .dropBefore])
    }

    @Test func wrongCredentialsAreNamedAndNotShown() async throws {
        let world = try await TestServer.world("example")
        let api = Self.api(ClientTransport(), key: "canary-key")
        let error = await #expect(throws: ProviderError.self) {
            try await api.send(HTTPRequest(.get, "\(world.base)/v1/jars"), .read)
        }
        #expect(error?.kind == .auth)
        #expect(error?.requestID == "r-401")
        #expect(try await world.log().count == 1)
    }

    @Test func aTraceOfARunHoldsNoSecret() async throws {
        let world = try await TestServer.world("example", ["key": .string("canary-key")])
        let path = "/tmp/berth-trace-\(UInt64.random(in: 0 ... .max)).jsonl"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let api = Self.api(ClientTransport(), key: "canary-key", trace: try FileTrace(path: path, now: { "now" }))
        // The example answers with all it was given; the last answer repeats the key in words.
        try await world.fail(
            .init(.status, method: .delete, status: 400, body: .string("no: canary-key may not do that")))
        for name in ["a", "b"] {
            _ = try await api.send(Self.create(world, name, secret: "canary-script"), .write(.create))
        }
        _ = try await api.send(HTTPRequest(.get, "\(world.base)/v1/jars"), .read)
        let error = await #expect(throws: ProviderError.self) {
            try await api.send(HTTPRequest(.delete, "\(world.base)/v1/jars/a"), .write(.delete))
        }
        #expect(error?.message == "no: (cut) may not do that")
        let text = String(decoding: try FileSystem.read(path), as: UTF8.self)
        #expect(!text.contains("canary"))
        let lines = try text.split(separator: "\n").map { try JSONDocument(parsing: Array($0.utf8)).root.tree }
        #expect(lines.map { $0["status"]?.intValue } == [201, 201, 200, 400])
        #expect(lines.map { $0["method"]?.stringValue } == ["POST", "POST", "GET", "DELETE"])
        #expect(lines.first?["request"]?["body"]?["api_key"] == .string("(cut)"))
        #expect(lines.first?["request"]?["body"]?["name"] == .string("a"))
        #expect(try await world.state()["a"]?["api_key"] == .string("canary-script"), "it was sent all the same")
    }
}
