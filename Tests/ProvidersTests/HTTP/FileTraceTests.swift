import Files
import Foundation
import Hosts
import JSON
import Testing

@testable import Providers

/// What a trace shows, and that it shows no secrets.
@Suite struct FileTraceTests {
    private static func line(
        _ request: HTTPRequest, _ result: Result<HTTPResponse, HTTPFault> = .success(HTTPResponse(status: 200))
    ) -> JSONValue {
        FileTrace.line(.gcp, request, result, elapsed: .milliseconds(12), time: "2026-11-23T03:00:00Z")
    }

    private static func answer(_ body: String, _ headers: [HTTPRequest.Header] = []) -> Result<HTTPResponse, HTTPFault>
    {
        .success(HTTPResponse(status: 400, headers: headers, body: Array(body.utf8)))
    }

    @Test func showsWhatIsOfUse() throws {
        let request = HTTPRequest(
            .post, "https://api.test/v1/vms?zone=a&requestId=t-1&pageToken=p-2",
            headers: [.init("Content-Type", "application/json"), .init("Authorization", "Bearer canary-bearer")],
            body: Array(#"{"name":"hub","key":"team","clientToken":"t-1","labels":{"team":"math"}}"#.utf8))
        let line = Self.line(
            request, Self.answer(#"{"id":7}"#, [.init("X-Request-Id", "r-9"), .init("Set-Cookie", "s")]))
        let expected = """
            {"method":"POST","ms":12,"provider":"gcp","request":{"body":{"clientToken":"t-1","key":"team","labels":\
            {"team":"math"},"name":"hub"},"headers":{"authorization":"(cut)","content-type":"application/json"}},\
            "request_id":"r-9","response":{"body":{"id":7},"headers":{"set-cookie":"(cut)","x-request-id":"r-9"}},\
            "status":400,"time":"2026-11-23T03:00:00Z","url":"https://api.test/v1/vms?zone=a&requestId=t-1&pageToken=p-2"}
            """
        #expect(line.compact == expected)
    }

    @Test func showsWhyNoAnswerCame() {
        let fault = HTTPFault(.outcomeUnknown, code: "timeout", description: "no answer")
        let line = Self.line(HTTPRequest(.get, "https://api.test/"), .failure(fault))
        #expect(
            line["fault"]
                == .object(["code": .string("timeout"), "not_sent": .bool(false), "message": .string("no answer")]))
        #expect(line["status"] == nil)
    }

    /// A secret put anywhere comes out nowhere, also when the answer says it again.
    @Test(
        arguments: [
            ("header", "Authorization: Bearer canary-0123"), ("header", "api_key: canary-0123"),
            ("header", "X-Amz-Security-Token: canary-0123"), ("header", "X-Whatever: canary-0123"),
            ("header", "Cookie: canary-0123"), ("url", "?key=canary-0123"),
            ("url", "?a=1&access_token=canary-0123&b=2"),
            ("url", "?X-Amz-Signature=canary-0123"), ("url", "?X-Amz-Credential=canary-0123%2Fus"),
            ("json", #"{"user_data":"canary-0123"}"#), ("json", #"{"a":[{"b":{"userData":"canary-0123"}}]}"#),
            ("json", #"{"items":[{"key":"startup-script","value":"canary-0123"}]}"#),
            ("json", #"{"items":[{"name":"user-data","value":"canary-0123"}]}"#),
            ("json", #"{"privateKey":"canary-0123"}"#), ("json", #"{"token":"canary-0123"}"#),
            ("json", #"{"secret":{"deep":["canary-0123"]}}"#), ("json", #"{"API-Key":"canary-0123"}"#),
            ("json", #"{"cloud_init":"canary-0123"}"#), ("form", "grant_type=x&assertion=canary-0123"),
            ("form", "Action=RunInstances&UserData=canary-0123"), ("form", "client_secret=canary-0123"),
        ])
    func showsNoSecret(place: String, text: String) {
        var request = HTTPRequest(.post, "https://api.test/v1/vms")
        switch place {
        case "header":
            let parts = text.split(separator: ": ", maxSplits: 1)
            request.headers.append(.init(String(parts[0]), String(parts[1])))
        case "url": request.url += text
        case "form":
            request.headers.append(.init("Content-Type", "application/x-www-form-urlencoded"))
            request.body = Array(text.utf8)
        default: request.body = Array(text.utf8)
        }
        let silent = Self.line(request)
        #expect(!silent.compact.contains("canary"), "\(silent.compact)")
        let secret = place == "url" && text.contains("%2F") ? "canary-0123%2Fus" : "canary-0123"
        for body in [
            #"{"error":"bad credential \#(secret)!"}"#, "<e><Message>\(secret)</Message></e>", "plain \(secret)",
            #"["\#(secret)"]"#,
        ] where !text.contains("deep") {
            let echo = Self.line(request, Self.answer(body, [.init("X-Request-Id", secret)]))
            #expect(!echo["response"].map(\.compact, or: "canary").contains("canary"), "\(echo.compact)")
        }
    }

    @Test(
        arguments: [
            #"{"access_token":"canary","expires_in":9}"#, #"{"keys":[{"private_key":"canary"}]}"#,
            "<r><SecretAccessKey>canary</SecretAccessKey><UserId>u</UserId></r>",
            #"{"data":[{"jupyter_token":"canary","jupyter_url":"https://jupyter.test/lab?token=canary"}]}"#,
            #"["https://canary@jupyter.test/?x=1&X-Amz-Signature=canary"]"#, #"{"sessionToken":"canary"}"#,
            #"{"token":"canary","token":"canary"}"#, #" [{"jupyter_token":"canary"}"#,
            "<r><userData xmlns='x'>canary</userData></r>", "<credentials><a>canary</a></credentials>",
        ])
    func showsNoSecretOfAnAnswer(_ body: String) {
        let line = Self.line(HTTPRequest(.get, "https://api.test/"), Self.answer(body))
        #expect(!line.compact.contains("canary"), "\(line.compact)")
    }

    /// A script that is too long to be shown is found again in the answer all the same.
    @Test func knowsTheSecretsOfLongBodies() {
        let script = "canary" + String(repeating: "x", count: 300_000)
        let request = HTTPRequest(.post, "https://api.test/", body: Array(#"{"user_data":"\#(script)"}"#.utf8))
        #expect(Self.line(request)["request"]?["body"] == .string("(\(request.body.count) bytes)"))
        let echo = TraceRedaction(of: request, signedFrom: request).scrubbed("bad script \(script)")
        #expect(echo == "bad script (cut)")
    }

    @Test func showsUsersOfNoURL() {
        let line = Self.line(HTTPRequest(.get, "https://me:canary@api.test/x@y?a=b@c"))
        #expect(line["url"] == .string("https://(cut)@api.test/x@y?a=b@c"))
    }

    @Test func writesLinesForItsOwnerOnly() throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/trace.jsonl"
        for _ in 0..<2 {
            let trace = try FileTrace(path: path, now: { "now" })
            trace.record(.local, HTTPRequest(.get, "https://api.test/"), .success(HTTPResponse(status: 200)))
        }
        let lines = String(decoding: try FileSystem.read(path), as: UTF8.self).split(separator: "\n")
        #expect(lines.count == 2)
        for line in lines { #expect(try JSONDocument(parsing: Array(line.utf8)).root["status"]?.int == 200) }
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        #expect(throws: FileError.self) { try FileTrace(path: "\(folder.path)/none/trace", now: { "" }) }
    }
}

extension Optional where Wrapped == JSONValue {
    fileprivate func map<Value>(_ path: (JSONValue) -> Value, or other: Value) -> Value { self.map(path) ?? other }
}
