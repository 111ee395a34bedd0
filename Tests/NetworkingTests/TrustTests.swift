import Networking
import Providers
import TestServers
import Testing

/// Which servers are believed.
@Suite struct TrustTests {
    private static func status(_ server: TestServer, _ environment: [String: String]) async throws -> Int {
        let transport = ClientTransport { environment[$0] }
        return try await transport.send(HTTPRequest(.get, "\(server.base)/_berth/nothing")).status
    }

    private static func fault(_ server: TestServer, _ environment: [String: String]) async -> HTTPFault? {
        await #expect(throws: HTTPFault.self) { try await status(server, environment) }
    }

    @Test func believesTheAuthoritiesNamed() async throws {
        let certificate = try TestCertificate()
        let server = try await TestServer.start("example", tls: certificate)
        #expect(try await Self.status(server, ["SSL_CERT_FILE": certificate.authority]) == 404)
        #expect(try await Self.status(server, ["SSL_CERT_DIR": certificate.authorities]) == 404)
        #expect(try await Self.status(server, ["SSL_CERT_DIR": "/nonexistent:\(certificate.authorities)"]) == 404)
    }

    @Test func believesNobodyElse() async throws {
        let certificate = try TestCertificate()
        let server = try await TestServer.start("example", tls: certificate)
        let other = try TestCertificate()
        for environment in [[:], ["SSL_CERT_FILE": other.authority], ["SSL_CERT_FILE": ""]] {
            let fault = await Self.fault(server, environment)
            #expect(fault?.kind == .notSent)
            #expect(fault?.code == "certificate")
        }
    }

    @Test(arguments: ["DNS:example.test", "IP:127.0.0.2"])
    func wantsTheRightName(_ name: String) async throws {
        let certificate = try TestCertificate(for: name)
        let server = try await TestServer.start("example", tls: certificate)
        let fault = await Self.fault(server, ["SSL_CERT_FILE": certificate.authority])
        #expect(fault?.kind == .notSent)
        #expect(fault?.code == "certificate")
    }

    @Test(arguments: ["SSL_CERT_FILE", "SSL_CERT_DIR"])
    func saysWhichVariableIsWrong(_ variable: String) async throws {
        let server = try await TestServer.shared("example")
        for path in ["/nonexistent/roots", "/dev/null"] {
            let fault = await Self.fault(server, [variable: path])
            #expect(fault?.kind == .notSent)
            #expect(fault?.code == "certificate")
            #expect(fault?.description.contains(variable) == true)
        }
    }

    @Test func plainTextIsNoTLS() async throws {
        let server = try await TestServer.shared("example")
        let url = "https://127.0.0.1:\(server.port)/"
        let fault = await #expect(throws: HTTPFault.self) { try await ClientTransport().send(HTTPRequest(.get, url)) }
        #expect(fault?.kind == .notSent)
        #expect(fault?.code == "tls")
    }
}
