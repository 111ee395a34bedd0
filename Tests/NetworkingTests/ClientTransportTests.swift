import JSON
import Providers
import TestServers
import Testing

@testable import Networking

/// What a request over a socket comes to, over loopback.
@Suite struct ClientTransportTests {
    private static let jar: JSONValue = .object(["name": .string("a"), "size": .int(3)])

    private static func request(
        _ world: TestWorld, _ method: HTTPRequest.Method = .get, _ body: JSONValue? = nil,
        deadline: Duration = .seconds(60)
    ) -> HTTPRequest {
        var request = TestKitTests.request(world, method, "/v1/jars", body)
        request.deadline = deadline
        return request
    }

    @Test func bringsAnswersBackWhole() async throws {
        let world = try await TestServer.world("example")
        let transport = ClientTransport()
        try await world.fail(
            .init(.status, status: 418, headers: ["X-Request-Id": "r-1", "Retry-After": "7"], body: .string("short")))
        let response = try await transport.send(Self.request(world))
        #expect(response.status == 418)
        #expect(response.header("x-request-id") == "r-1")
        #expect(response.body == Array("short".utf8))
        let sent = try #require(try await world.log().first)
        #expect(sent.headers["user-agent"]?.stringValue?.hasPrefix("berth/") == true)
    }

    @Test func opensNothingBeforeTheFirstRequest() async throws {
        let world = try await TestServer.world("example")
        let transport = ClientTransport()
        #expect(transport.openClients == 0)
        for _ in 0..<3 { _ = try await transport.send(Self.request(world)) }
        #expect(transport.openClients == 1)
        await transport.close()
        #expect(transport.openClients == 0)
    }

    @Test(
        arguments: [
            (.dropBefore, "lost", false), (.dropAfter, "lost", true), (.truncate, "lost", true),
            (.hang, "timeout", false), (.hangAfter, "timeout", true), (.stall, "timeout", true),
        ] as [(ScriptedFault.Kind, String, Bool)])
    func neverTakesSilenceForARefusal(_ kind: ScriptedFault.Kind, code: String, done: Bool) async throws {
        let world = try await TestServer.world("example")
        try await world.fail(.init(kind))
        let limit: Duration = code == "timeout" ? .milliseconds(300) : .seconds(60)
        let request = Self.request(world, .post, Self.jar, deadline: limit)
        let fault = await #expect(throws: HTTPFault.self) { try await ClientTransport().send(request) }
        #expect(fault?.kind == .outcomeUnknown)
        #expect(fault?.code == code)
        #expect(try await world.log().map(\.changed) == [done])
    }

    @Test func waitsForSlowAnswersWithinTheDeadline() async throws {
        let world = try await TestServer.world("example")
        try await world.fail(.init(.slow, milliseconds: 50))
        #expect(try await ClientTransport().send(Self.request(world)).status == 200)
    }

    @Test(
        arguments: [
            ("http://127.0.0.1:1/x?key=hush", "connect"), ("https://127.0.0.1:1/", "connect"),
            ("http://[::1]:1/", "connect"), ("http://nowhere.invalid/", "resolve"), ("ftp://127.0.0.1/", "url"),
            ("127.0.0.1", "url"), ("http://", "url"), ("http://127.0.0.1:0/", "url"), ("http://a b/", "url"),
        ])
    func knowsWhatNeverLeft(_ url: String, code: String) async throws {
        let fault = await #expect(throws: HTTPFault.self) { try await ClientTransport().send(HTTPRequest(.get, url)) }
        #expect(fault?.kind == .notSent)
        #expect(fault?.code == code)
        #expect(fault?.description.contains("hush") == false)
    }

    @Test(
        arguments: [
            (301, HTTPFault.Kind.notSent), (302, .notSent), (307, .notSent), (308, .notSent), (303, .outcomeUnknown),
        ])
    func followsNoRedirects(_ status: Int, kind: HTTPFault.Kind) async throws {
        let world = try await TestServer.world("example")
        try await world.fail(
            .init(.status, status: status, headers: ["Location": "\(world.base)/v1/jars?token=hush"]))
        let fault = await #expect(throws: HTTPFault.self) { try await ClientTransport().send(Self.request(world)) }
        #expect(fault?.kind == kind)
        #expect(fault?.code == "redirect")
        #expect(fault?.description.contains("hush") == false)
        #expect(try await world.log().count == 1)
    }

    /// Berth reads bodies as they come, and says so; a coded one must not be taken for what it looks like.
    @Test(arguments: [("gzip", false), ("br", false), ("identity", true), ("", true)])
    func takesNoCodings(_ coding: String, isTaken: Bool) async throws {
        let world = try await TestServer.world("example")
        try await world.fail(.init(.status, status: 200, headers: ["Content-Encoding": coding], body: .string("x")))
        do throws(HTTPFault) {
            #expect(try await ClientTransport().send(Self.request(world)).status == 200)
            #expect(isTaken)
        } catch {
            #expect(!isTaken)
            #expect(error.code == "coding")
            #expect(error.kind == .outcomeUnknown)
        }
        #expect(try await world.log().first?.headers["accept-encoding"] == .string("identity"))
    }

    @Test func takesAnswersWithoutAPlaceToGo() async throws {
        let world = try await TestServer.world("example")
        try await world.fail(.init(.status, status: 304))
        #expect(try await ClientTransport().send(Self.request(world)).status == 304)
    }

    @Test func cancellingEndsTheRequest() async throws {
        let world = try await TestServer.world("example")
        try await world.fail(.init(.hang))
        let request = Self.request(world)
        let task = Task { try await ClientTransport().send(request) }
        _ = try await world.arrival { $0.path == "/v1/jars" }
        task.cancel()
        let fault = await #expect(throws: HTTPFault.self) { try await task.value }
        #expect(fault?.code == "cancelled")
        #expect(fault?.kind == .outcomeUnknown)
    }

    @Test func boundsTheBody() async throws {
        let world = try await TestServer.world("example")
        let transport = ClientTransport(environment: { _ in nil }, bodyLimit: 1000)
        try await world.fail(.init(.status, status: 200, body: .string(String(repeating: "x", count: 1000))))
        #expect(try await transport.send(Self.request(world)).body.count == 1000)
        try await world.fail(.init(.status, status: 200, body: .string(String(repeating: "x", count: 1001))))
        let fault = await #expect(throws: HTTPFault.self) { try await transport.send(Self.request(world)) }
        #expect(fault?.code == "size")
    }

    @Test func manyRequestsAtOnce() async throws {
        let world = try await TestServer.world("example")
        let transport = ClientTransport()
        let request = Self.request(world)
        let statuses = await withTaskGroup(of: Int?.self) { group in
            for _ in 0..<100 { group.addTask { try? await transport.send(request).status } }
            return await group.reduce(into: [Int?]()) { $0.append($1) }
        }
        #expect(statuses == Array(repeating: 200, count: 100))
        #expect(try await world.log().count == 100)
    }
}
