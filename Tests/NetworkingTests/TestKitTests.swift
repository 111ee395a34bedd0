import JSON
import Networking
import Providers
import TestServers
import Testing

/// The kit that the clouds' test servers are made with, on its example server.
@Suite struct TestKitTests {
    private static let jar: JSONValue = .object(["name": .string("a"), "size": .int(3)])

    static func request(
        _ world: TestWorld, _ method: HTTPRequest.Method, _ path: String, _ body: JSONValue? = nil,
        type: String = "application/json", key: String = "letmein"
    ) -> HTTPRequest {
        var request = HTTPRequest(method, world.base + path, headers: [.init("X-Key", key)])
        if let body {
            request.headers.append(.init("Content-Type", type))
            request.body = body.text(pretty: false)
        }
        return request
    }

    @Test func keepsWorldsApart() async throws {
        let transport = ClientTransport()
        let (one, two) = try await (TestServer.world("example"), TestServer.world("example"))
        #expect(one.id != two.id)
        let before = try await two.digest()
        #expect(try await one.digest() == before)
        #expect(try await transport.send(Self.request(one, .post, "/v1/jars", Self.jar)).status == 201)
        #expect(try await one.digest() != before)
        #expect(try await two.digest() == before)
        #expect(try await two.log().isEmpty)
        try await one.remove()
        #expect(try await transport.send(Self.request(one, .get, "/v1/jars")).status == 404)
    }

    @Test(
        arguments: [
            ("no_route", HTTPRequest.Method.get, "/v1/lids", nil, 404), ("no_route", .put, "/v1/jars", nil, 405),
            ("unknown_query", .get, "/v1/jars?color=red", nil, 400), ("bad_query", .get, "/v1/jars?size=big", nil, 400),
            ("bad_query", .get, "/v1/jars?size=1&size=2", nil, 400),
            ("missing_body", .post, "/v1/jars", nil, 400), ("unexpected_body", .get, "/v1/jars", "{}", 400),
            ("missing_field", .post, "/v1/jars", #"{"name":"a"}"#, 400),
            ("unknown_field", .post, "/v1/jars", #"{"name":"a","size":1,"lid":true}"#, 400),
            ("wrong_type", .post, "/v1/jars", #"{"name":"a","size":"1"}"#, 400),
            ("wrong_type", .post, "/v1/jars", #"{"name":"a","size":true}"#, 400),
            ("wrong_type", .post, "/v1/jars", #"{"name":"a","size":1,"labels":{"a":1}}"#, 400),
            ("bad_value", .post, "/v1/jars", #"{"name":"A","size":1}"#, 400),
            ("bad_value", .post, "/v1/jars", #"{"name":"a","size":10}"#, 400),
            ("duplicate_field", .post, "/v1/jars", #"{"name":"a","size":1,"size":2}"#, 400),
            ("bad_json", .post, "/v1/jars", #"{"name":"#, 400),
        ] as [(String, HTTPRequest.Method, String, String?, Int)])
    func refuses(_ why: String, method: HTTPRequest.Method, path: String, body: String?, status: Int) async throws {
        let world = try await TestServer.world("example")
        let before = try await world.digest()
        var request = Self.request(world, method, path)
        if let body {
            request.headers.append(.init("Content-Type", "application/json; charset=utf-8"))
            request.body = Array(body.utf8)
        }
        #expect(try await ClientTransport().send(request).status == status)
        let entry = try #require(try await world.log().first)
        #expect(entry.refused.count == 1 && entry.refused.allSatisfy { $0.hasPrefix("\(why): ") }, "\(entry.refused)")
        #expect(entry.status == status)
        #expect(try await world.digest() == before)
    }

    @Test func refusesWrongContentTypes() async throws {
        let world = try await TestServer.world("example")
        let request = Self.request(world, .post, "/v1/jars", Self.jar, type: "text/plain")
        #expect(try await ClientTransport().send(request).status == 400)
        #expect(try await world.refusals().count == 1)
    }

    @Test func asksForCredentialsBeforeAllElse() async throws {
        let world = try await TestServer.world("example")
        let response = try await ClientTransport().send(Self.request(world, .get, "/v1/jars?color=red", key: "wrong"))
        #expect(response.status == 401)
        #expect(try await world.refusals().isEmpty)
    }

    @Test func logsWithoutSecrets() async throws {
        let world = try await TestServer.world("example", ["key": .string("canary-key")])
        let body: JSONValue = .object([
            "name": .string("a"), "size": .int(1), "api_key": .string("canary-member"),
        ])
        let request = Self.request(world, .post, "/v1/jars", body, key: "canary-key")
        #expect(try await ClientTransport().send(request).status == 201)
        let log = try await world.server.call(.get, "/_berth/worlds/\(world.id)/log")
        #expect(!log.compact.contains("canary"))
        let entry = try #require(try await world.log().first)
        #expect(entry.body["name"] == .string("a"))
        #expect(entry.body["api_key"]?.stringValue?.hasPrefix("cut:sha256:") == true)
        #expect(entry.mutates && entry.changed && entry.status == 201)
    }

    @Test func workEndsByLooks() async throws {
        let world = try await TestServer.world("example", ["looks": .int(3)])
        let transport = ClientTransport()
        _ = try await transport.send(Self.request(world, .post, "/v1/jars", Self.jar))
        var seen: [Bool?] = []
        for _ in 0..<4 {
            let response = try await transport.send(Self.request(world, .get, "/v1/jars/a"))
            seen.append(try JSONDocument(parsing: response.body).root["full"]?.bool)
        }
        #expect(seen == [false, false, true, true])
    }

    @Test func pokesChangeTheCloud() async throws {
        let world = try await TestServer.world("example")
        _ = try await ClientTransport().send(Self.request(world, .post, "/v1/jars", Self.jar))
        let before = try await world.digest()
        try await world.poke(["smash": .string("a")])
        #expect(try await world.digest() != before)
        await #expect(throws: TestServer.Failure.self) { try await world.poke(["fill": .string("a")]) }
        await #expect(throws: TestServer.Failure.self) { try await TestServer.world("example", ["color": .null]) }
    }

    @Test func faultsBefallWhomTheyMatch() async throws {
        let world = try await TestServer.world("example")
        let transport = ClientTransport()
        try await world.fail(
            .init(.status, method: .get, path: "/v1/*", times: 2, after: 1, status: 503, body: .string("down")))
        var seen: [Int] = []
        for method in [HTTPRequest.Method.get, .post, .get, .get, .get] {
            let body = method == .post ? Self.jar : nil
            seen.append(try await transport.send(Self.request(world, method, "/v1/jars", body)).status)
        }
        #expect(seen == [200, 201, 503, 503, 200])
        #expect(try await world.log().map(\.fault) == [nil, nil, "status", "status", nil])
    }
}
