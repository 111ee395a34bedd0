import CryptoExtras
import Files
import Foundation
import Hosts
import JSON
import TestServers
import Testing

@testable import Providers

/// Who we say we are: the ways to a token, and what is said when there is none.
@Suite struct GCPLoginTests {
    static func key() throws -> String { try _RSA.Signing.PrivateKey(keySize: .bits2048).pemRepresentation }

    static func account(_ pem: String, tokenAddress: String?) -> String {
        var members: [String: JSONValue] = [
            "type": .string("service_account"), "project_id": .string("proj"), "private_key": .string(pem),
            "private_key_id": .string("k1"), "client_email": .string("berth@proj.iam.gserviceaccount.com"),
        ]
        if let tokenAddress { members["token_uri"] = .string(tokenAddress) }
        return JSONValue.object(members).compact
    }

    private func worldAccount(_ pem: String) -> JSONValue {
        .object([
            "client_email": .string("berth@proj.iam.gserviceaccount.com"), "private_key": .string(pem),
            "private_key_id": .string("k1"),
        ])
    }

    /// The server checks the claim and its signature with arithmetic of its own.
    @Test(arguments: [true, false])
    func serviceAccount(namesAddress: Bool) async throws {
        let pem = try Self.key()
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/key.json"
        let bench = try await GCPBench.make(
            ["account": worldAccount(pem)], settings: ["project": .null],
            environment: { world in
                // Written here because the address is not known before.
                try? TemporaryFolder.write(
                    Self.account(pem, tokenAddress: namesAddress ? "\(world.base)/token" : nil), to: path)
                return ["GOOGLE_APPLICATION_CREDENTIALS": path]
            })
        _ = try await bench.provider.listHosts(fleet: "lab")
        _ = try await bench.provider.listHosts(fleet: "lab")
        let log = try await bench.world.log()
        #expect(log.count { $0.path == "/token" } == 1)
        #expect(log.allSatisfy { $0.status == 200 })
    }

    /// The exchange for a token is not signed, and all the same a secret.
    @Test func grantsCrossTheInternetByHTTPSOnly() async throws {
        let folder = try TemporaryFolder()
        let text = """
            {"type":"authorized_user","client_id":"gcloud","client_secret":"shh","refresh_token":"again",
            "token_uri":"http://login.public.com/token"}
            """
        try TemporaryFolder.write(text, to: "\(folder.path)/application_default_credentials.json")
        let bench = try await GCPBench.make(environment: { _ in ["CLOUDSDK_CONFIG": folder.path] })
        do throws(ProviderError) {
            _ = try await bench.provider.listHosts(fleet: "lab")
            Issue.record("the grant was sent")
        } catch {
            #expect(error.kind == .invalid && error.code == "PlainHTTP")
            #expect(!error.message.contains("again") && !error.message.contains("shh"))
        }
        #expect(try await bench.world.log().isEmpty)
    }

    @Test func authorizedUser() async throws {
        let folder = try TemporaryFolder()
        let text = """
            {"type":"authorized_user","client_id":"gcloud","client_secret":"shh","refresh_token":"again",
            "quota_project_id":"payer"}
            """
        try TemporaryFolder.write(text, to: "\(folder.path)/application_default_credentials.json")
        let bench = try await GCPBench.make(environment: { _ in ["CLOUDSDK_CONFIG": folder.path] })
        _ = try await bench.provider.listHosts(fleet: "lab")
        #expect(try await bench.world.log().allSatisfy { $0.status == 200 })
        #expect(try await bench.world.log().last?.headers["x-goog-user-project"] != nil)
    }

    @Test func metadataServerTellsTheProjectToo() async throws {
        let bench = try await GCPBench.make(
            settings: ["project": .null],
            environment: { world in
                ["GCE_METADATA_HOST": String(world.base.dropFirst("http://".count))]
            })
        _ = try await bench.provider.listHosts(fleet: "lab")
        #expect(try await bench.world.log().allSatisfy { $0.status == 200 })
    }

    /// Each token is good for three requests, and nobody notices.
    @Test func tokensThatEndAreRenewed() async throws {
        let folder = try TemporaryFolder()
        let text = """
            {"type":"authorized_user","client_id":"gcloud","client_secret":"shh","refresh_token":"again"}
            """
        try TemporaryFolder.write(text, to: "\(folder.path)/c.json")
        let bench = try await GCPBench.make(
            ["tokens": .int(3)],
            environment: { _ in ["GOOGLE_APPLICATION_CREDENTIALS": "\(folder.path)/c.json"] })
        let runtime = try await bench.provider.createHost(GCPBench.request("hub"), userData: nil)
        try await bench.provider.stopHost(runtime)
        try await bench.provider.deleteHost(runtime, keepData: false)
        #expect(try await bench.left() == [])
        #expect(try await bench.world.log().contains { $0.status == 401 })
    }

    @Test func tokenAddressThatFailsIsAskedAgain() async throws {
        let folder = try TemporaryFolder()
        let text = #"{"type":"authorized_user","client_id":"gcloud","client_secret":"shh","refresh_token":"again"}"#
        try TemporaryFolder.write(text, to: "\(folder.path)/c.json")
        let bench = try await GCPBench.make(
            environment: { _ in ["GOOGLE_APPLICATION_CREDENTIALS": "\(folder.path)/c.json"] })
        try await bench.world.fail(.init(.status, path: "/token", times: 2, status: 503))
        _ = try await bench.provider.listHosts(fleet: "lab")
        #expect(bench.clock.slept == [.seconds(1), .seconds(2)])
    }

    struct Bad: Sendable, CustomTestStringConvertible {
        var name: String
        var text: String?
        var says: String
        var code = "BadCredentials"
        var testDescription: String { name }
    }

    @Test(
        arguments: [
            Bad(name: "none", says: "GOOGLE_APPLICATION_CREDENTIALS", code: "NoCredentials"),
            Bad(name: "no JSON", text: "canary-secret", says: "no credentials file"),
            Bad(name: "a list", text: "[\"canary-secret\"]", says: "no credentials file"),
            Bad(name: "no type", text: #"{"private_key":"canary-secret"}"#, says: "not known to this version"),
            Bad(
                name: "another type", text: #"{"type":"external_account","x":"canary-secret"}"#,
                says: "`external_account` are not known"),
            Bad(
                name: "no e-mail", text: #"{"type":"service_account","private_key":"canary-secret"}"#,
                says: "`client_email` is missing"),
            Bad(
                name: "no key", text: #"{"type":"service_account","client_email":"a@b","private_key":"canary-secret"}"#,
                says: "no RSA key"),
            Bad(
                name: "a refused login",
                text:
                    #"{"type":"authorized_user","client_id":"gcloud","client_secret":"canary-secret","refresh_token":"r"}"#,
                says: "expired or revoked", code: "invalid_grant"),
        ])
    func withoutCredentials(_ bad: Bad) async throws {
        let folder = try TemporaryFolder()
        if let text = bad.text { try TemporaryFolder.write(text, to: "\(folder.path)/c.json") }
        let bench = try await GCPBench.make(
            environment: { _ in
                bad.text == nil
                    ? ["HOME": folder.path] : ["GOOGLE_APPLICATION_CREDENTIALS": "\(folder.path)/c.json"]
            })
        do throws(ProviderError) {
            _ = try await bench.provider.listHosts(fleet: "lab")
            Issue.record("did not fail")
        } catch {
            #expect(error.kind == .auth)
            #expect(error.code == bad.code)
            #expect(error.message.contains(bad.says), "\(error)")
            #expect(!"\(error)".contains("canary"))
        }
        #expect(try await bench.world.log().allSatisfy { $0.path == "/token" })
    }

    @Test func projectThatIsNotThereIsNoAbsence() async throws {
        let bench = try await GCPBench.make(settings: ["project": .string("other")])
        let runtime = HostRuntime(instanceID: "1", cloudName: "hub", zone: "us-central1-a")
        await #expect(throws: ProviderError.self) { try await bench.provider.getHost(runtime) }
        await #expect(throws: ProviderError.self) { try await bench.provider.listHosts(fleet: "lab") }
    }

    @Test(arguments: [
        ("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("\u{FB}\u{FF}", "w7vDvw"), ("???>>>", "Pz8_Pj4-"),
    ])
    func base64ForURLs(text: String, encoded: String) { #expect(GCPCredentials.base64URL(Array(text.utf8)) == encoded) }

    @Test func claimIsSignedByTheKey() throws {
        let key = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        let account = GCPCredentials.ServiceAccount(
            email: "a@b", keyID: "k", key: key, tokenAddress: nil, project: nil)
        let parts = try GCPCredentials.assertion(account, audience: "https://t/", now: 1_000_000).split(separator: ".")
        #expect(parts.count == 3)
        func decoded(_ part: Substring) -> Data? {
            let text = part.replacingOccurrences(of: "-", with: "+").replacingOccurrences(of: "_", with: "/")
            return Data(base64Encoded: text + String(repeating: "=", count: (4 - text.count % 4) % 4))
        }
        let claims = try JSONDocument(parsing: Array(#require(decoded(parts[1])))).root
        #expect(
            claims["iat"]?.int == 999_970 && claims["exp"]?.int == 1_003_570 && claims["aud"]?.string == "https://t/")
        let signature = _RSA.Signing.RSASignature(rawRepresentation: try #require(decoded(parts[2])))
        let text = Data((parts[0] + "." + parts[1]).utf8)
        #expect(key.publicKey.isValidSignature(signature, for: text, padding: .insecurePKCS1v1_5))
    }
}
