import Hosts
import Testing

@testable import Providers

@Suite struct LambdaErrorTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var status: Int
        var code: String?
        var kind: String
        var testDescription: String { "\(status) \(code ?? "-")" }
    }

    static let rows: [Row] = [
        Row(status: 400, code: "instance-operations/launch/insufficient-capacity", kind: "capacity"),
        Row(status: 400, code: "global/quota-exceeded", kind: "quota"),
        Row(status: 400, code: "global/invalid-parameters", kind: "invalid"),
        Row(status: 400, code: "instance-operations/launch/file-system-in-wrong-region", kind: "invalid"),
        Row(status: 400, code: "global/duplicate", kind: "conflict"),
        Row(status: 401, code: "global/invalid-api-key", kind: "auth"),
        Row(status: 403, code: "global/account-inactive", kind: "auth"),
        Row(status: 403, code: "global/invalid-address", kind: "auth"),
        Row(status: 403, code: "global/forbidden", kind: "auth"),
        Row(status: 400, code: "global/object-does-not-exist", kind: "not_found"),
        Row(status: 404, code: "global/object-does-not-exist", kind: "not_found"),
        Row(status: 404, code: "global/not-found", kind: "not_found"),
        Row(status: 409, code: "global/conflict", kind: "conflict"),
        Row(status: 400, code: "firewall-rulesets/firewall-ruleset-in-use", kind: "conflict"),
        Row(status: 400, code: "filesystems/filesystem-in-use", kind: "conflict"),
        Row(status: 409, code: "global/internal-error", kind: "transient"),
        Row(status: 400, code: "provider/internal-unavailable", kind: "transient"),
        Row(status: 500, code: "global/internal-error", kind: "transient"),
        Row(status: 502, code: nil, kind: "transient"),
        Row(status: 429, code: nil, kind: "rate_limited"),
        Row(status: 418, code: "global/never-seen", kind: "invalid"),
    ]

    @Test(arguments: rows)
    func hasItsClass(row: Row) {
        let body = row.code.map { "{\"error\":{\"code\":\"\($0)\",\"message\":\"no\",\"suggestion\":\"try\"}}" }
        let answer = HTTPResponse(status: row.status, body: Array((body ?? "<html>").utf8))
        let error = LambdaErrors.decode(answer)
        #expect(error.kindName == row.kind)
        #expect(error.code == row.code ?? "HTTP \(row.status)")
    }

    @Test func tellsTheCloudsWords() {
        let body = "{\"error\":{\"code\":\"global/invalid-api-key\",\"message\":\"bad key\"}}"
        let answer = HTTPResponse(
            status: 401, headers: [.init("X-Request-Id", "r-9")], body: Array(body.utf8))
        let error = LambdaErrors.decode(answer)
        #expect(error.message == "LAMBDA_API_KEY was refused: bad key")
        #expect(error.requestID == "r-9")
    }

    @Test func namesTheVariableToSet() throws {
        let credentials = LambdaCredentials.key { _ in nil }
        let error = try #require(throws: ProviderError.self) { try credentials.key() }
        #expect(error.kind == .auth)
        #expect(error.message.contains("LAMBDA_API_KEY"))
    }
}
