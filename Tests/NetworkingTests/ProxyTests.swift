import JSON
import Providers
import TestServers
import Testing

@testable import Networking

/// Requests through a proxy, and around it.
@Suite struct ProxyTests {
    private static func log(_ proxy: TestServer) async throws -> [String] {
        try await proxy.call(.get, "/_proxy/log")["log"]?.arrayValue?.compactMap(\.stringValue) ?? []
    }

    @Test(arguments: ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"])
    func tunnelsPlainRequests(_ variable: String) async throws {
        let proxy = try await TestServer.start("proxy")
        let world = try await TestServer.world("example")
        let transport = ClientTransport { $0 == variable ? "http://127.0.0.1:\(proxy.port)" : nil }
        let request = TestKitTests.request(world, .get, "/v1/jars?size=1")
        #expect(try await transport.send(request).status == 200)
        #expect(try await Self.log(proxy) == ["CONNECT 127.0.0.1:\(world.server.port)"])
    }

    @Test(arguments: ["https_proxy", "HTTPS_PROXY", "ALL_PROXY"])
    func tunnelsTLS(_ variable: String) async throws {
        let certificate = try TestCertificate()
        let server = try await TestServer.start("example", tls: certificate)
        let proxy = try await TestServer.start("proxy", arguments: ["--credentials", "me:p@ss"])
        let values = [variable: "http://me:p%40ss@127.0.0.1:\(proxy.port)/", "SSL_CERT_FILE": certificate.authority]
        let transport = ClientTransport { values[$0] }
        let request = HTTPRequest(.get, "\(server.base)/_berth/nothing?key=hush")
        #expect(try await transport.send(request).status == 404)
        let log = try await Self.log(proxy)
        #expect(log.last == "CONNECT 127.0.0.1:\(server.port)")
    }

    @Test(arguments: [
        ("http", ["--credentials", "me:canary"]), ("https", ["--credentials", "me:canary"]),
        ("https", ["--status", "502"]),
    ])
    func aRefusingProxyIsNoAnswerOfTheCloud(_ scheme: String, arguments: [String]) async throws {
        let proxy = try await TestServer.start("proxy", arguments: arguments)
        let transport = ClientTransport { $0 == "ALL_PROXY" ? "http://me:hush@127.0.0.1:\(proxy.port)" : nil }
        let fault = await #expect(throws: HTTPFault.self) {
            try await transport.send(HTTPRequest(.post, "\(scheme)://127.0.0.1:1/x"))
        }
        #expect(fault?.kind == .notSent)
        #expect(fault?.code == "proxy")
        #expect(fault?.description.contains("hush") == false)
        #expect(fault?.description.contains("127.0.0.1:\(proxy.port)") == true)
    }

    @Test func goesAroundForHostsThatAreExempt() async throws {
        let world = try await TestServer.world("example")
        let values = ["http_proxy": "127.0.0.1:1", "no_proxy": "example.com,127.0.0.0/8"]
        let transport = ClientTransport { values[$0] }
        #expect(try await transport.send(TestKitTests.request(world, .get, "/v1/jars")).status == 200)
        let other = ClientTransport { $0 == "http_proxy" ? "127.0.0.1:1" : nil }
        let fault = await #expect(throws: HTTPFault.self) {
            try await other.send(TestKitTests.request(world, .get, "/v1/jars"))
        }
        #expect(fault?.kind == .notSent)
        #expect(try await world.log().count == 1)
    }

    /// A metadata server at an address that a variable names is asked without the proxy, too.
    @Test func goesAroundForMetadata() async throws {
        let world = try await TestServer.world("example")
        let transport = ClientTransport { $0 == "http_proxy" ? "127.0.0.1:1" : nil }
        var request = TestKitTests.request(world, .get, "/v1/jars")
        request.headers.append(.init("Metadata-Flavor", "Google"))
        #expect(try await transport.send(request).status == 200)
    }

    @Test(arguments: [
        "https://127.0.0.1:1", "ftp://x:1", "http://", "http://me:hush@", "http://me:%zz@h:1", "h:0", "h:x",
    ])
    func refusesWhatIsNoProxy(_ value: String) async throws {
        let transport = ClientTransport { $0 == "HTTP_PROXY" ? value : nil }
        let fault = await #expect(throws: HTTPFault.self) {
            try await transport.send(HTTPRequest(.get, "http://127.0.0.1:1/"))
        }
        #expect(fault?.kind == .notSent)
        #expect(fault?.code == "proxy")
        #expect(fault?.description.contains("HTTP_PROXY") == true)
        #expect(fault?.description.contains("hush") == false)
    }

    @Test(
        arguments: [
            ("", "http://a.com/", false), ("*", "http://a.com/", true), ("*,b.com", "http://a.com/", false),
            ("a.com", "http://a.com/", true), ("A.com", "https://a.COM/", true), ("a.com", "http://x.a.com/", true),
            (".a.com", "http://x.a.com/", true), (".a.com", "http://a.com/", true), ("a.com", "http://xa.com/", false),
            ("*.a.com", "http://x.a.com/", true), ("*.a.com", "http://xa.com/", false), ("*.", "http://a.com/", false),
            ("a.com.", "http://a.com/", true), ("a.com", "http://a.com./", true),
            ("b.com a.com", "http://a.com/", true),
            ("b.com, a.com", "http://a.com/", true), ("a.com:8080", "http://a.com:8080/", true),
            ("a.com:8080", "http://a.com/", false), ("a.com:443", "https://a.com/", true),
            ("localhost", "http://localhost:1/", true), ("10.0.0.0/8", "http://10.9.8.7/", true),
            ("10.0.0.0/8", "http://11.0.0.1/", false), ("10.0.0.0/9", "http://10.128.0.1/", false),
            ("10.0.0.0/0", "http://99.0.0.1/", true), ("10.0.0.0/33", "http://10.0.0.1/", false),
            ("10.0.0.1", "http://10.0.0.1/", true), ("0.0.1", "http://10.0.0.1/", false),
            ("10.0.0.1:81", "http://10.0.0.1:82/", false), ("2001:db8::/32", "http://[2001:db8::1]/", true),
            ("2001:db8::/32", "http://[2001:db9::1]/", false), ("[::1]", "http://[::1]:80/", true),
            ("::1", "http://[0:0:0:0:0:0:0:1]/", true), ("::ffff:10.0.0.1", "http://[::ffff:a00:1]/", true),
            (",, ,", "http://a.com/", false), (":80", "http://a.com/", false),
            ("169.254.169.254", "http://169.254.169.254/", true),
        ])
    func readsExemptions(_ list: String, url: String, exempt: Bool) throws {
        let target = try #require(RequestTarget(url: url))
        #expect(ProxyExemptions(list).cover(target) == exempt)
    }

    @Test(
        arguments: [
            (["https_proxy": "a:1", "HTTPS_PROXY": "b:1", "ALL_PROXY": "c:1"], "https://h/", "a:1"),
            (["HTTPS_PROXY": "b:1", "ALL_PROXY": "c:1"], "https://h/", "b:1"),
            (["HTTPS_PROXY": "b:1", "ALL_PROXY": "c:1"], "http://h/", "c:1"),
            (["https_proxy": "", "ALL_PROXY": "c:1"], "https://h/", nil),
            (["HTTPS_PROXY": "b"], "https://h/", "b:1080"),
            (["HTTPS_PROXY": "b:1", "NO_PROXY": "x", "no_proxy": "h"], "https://h/", nil),
            (["ALL_PROXY": "socks5://[::1]:9"], "https://h/", "[::1]:9"), ([:], "https://h/", nil),
            (["ALL_PROXY": "a:1"], "http://169.254.169.254/latest", nil),
            (["ALL_PROXY": "a:1"], "http://metadata.google.internal/x", nil),
            (["ALL_PROXY": "a:1"], "http://metadata/", nil),
            (["ALL_PROXY": "a:1"], "http://[fd20:ce::254]/", nil),
            (["ALL_PROXY": "a:1"], "http://[fd00:ec2::254]/", nil),
            (["ALL_PROXY": "a:1"], "http://metadata.google.internal.evil.test/", "a:1"),
        ] as [([String: String], String, String?)])
    func choosesTheProxy(_ values: [String: String], url: String, proxy: String?) throws {
        let target = try #require(RequestTarget(url: url))
        #expect(try ProxyRoutes { values[$0] }.proxy(for: target)?.shown == proxy)
    }
}
