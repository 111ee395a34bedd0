import Hosts
import JSON
import Testing

@testable import Providers

/// The cloud's errors and our classes.
@Suite struct GCPErrorsTests {
    struct Door: Sendable, CustomTestStringConvertible {
        var status: Int
        var body: String
        var headers: [HTTPRequest.Header] = []
        var kind: ProviderError.Kind
        var code: String
        var testDescription: String { "\(status) \(code)" }
    }

    private static func body(_ reason: String, _ message: String = "m") -> String {
        #"{"error":{"code":0,"message":"\#(message)","errors":[{"domain":"global","reason":"\#(reason)","message":"m"}]}}"#
    }

    private static func newer(_ status: String, reason: String? = nil) -> String {
        let details = reason.map { #","details":[{"@type":"t","reason":"\#($0)"}]"# } ?? ""
        return #"{"error":{"code":0,"message":"m","status":"\#(status)"\#(details)}}"#
    }

    private static let date = HTTPRequest.Header("Date", "Mon, 23 Nov 2026 03:08:26 GMT")

    @Test(
        arguments: [
            Door(status: 404, body: body("notFound"), kind: .notFound, code: "notFound"),
            Door(status: 409, body: body("alreadyExists"), kind: .conflict, code: "alreadyExists"),
            Door(
                status: 400, body: body("resourceInUseByAnotherResource"), kind: .conflict,
                code: "resourceInUseByAnotherResource"),
            Door(status: 400, body: body("resourceNotReady"), kind: .conflict, code: "resourceNotReady"),
            Door(status: 400, body: body("invalid"), kind: .invalid, code: "invalid"),
            Door(status: 400, body: body("required"), kind: .invalid, code: "required"),
            Door(status: 401, body: body("required"), kind: .auth, code: "required"),
            Door(status: 412, body: body("conditionNotMet"), kind: .conflict, code: "conditionNotMet"),
            Door(status: 403, body: body("forbidden"), kind: .auth, code: "forbidden"),
            Door(status: 403, body: body("accessNotConfigured"), kind: .auth, code: "accessNotConfigured"),
            Door(status: 403, body: body("quotaExceeded"), kind: .quota, code: "quotaExceeded"),
            Door(
                status: 403, body: body("rateLimitExceeded"), kind: .rateLimited(retryAfter: nil),
                code: "rateLimitExceeded"),
            // To the next minute, which is when the count begins anew.
            Door(
                status: 403, body: body("rateLimitExceeded"), headers: [date],
                kind: .rateLimited(retryAfter: .seconds(34)), code: "rateLimitExceeded"),
            Door(
                status: 403, body: body("userRateLimitExceeded"), headers: [date, .init("retry-after", "7")],
                kind: .rateLimited(retryAfter: .seconds(7)), code: "userRateLimitExceeded"),
            Door(status: 429, body: "", headers: [date], kind: .rateLimited(retryAfter: nil), code: "HTTP 429"),
            Door(
                status: 429, body: newer("RESOURCE_EXHAUSTED"), headers: [.init("Retry-After", "3")],
                kind: .rateLimited(retryAfter: .seconds(3)), code: "RESOURCE_EXHAUSTED"),
            Door(
                status: 403, body: newer("PERMISSION_DENIED", reason: "SERVICE_DISABLED"), kind: .auth,
                code: "SERVICE_DISABLED"),
            Door(status: 401, body: newer("UNAUTHENTICATED"), kind: .auth, code: "UNAUTHENTICATED"),
            Door(status: 503, body: body("backendError"), kind: .transient, code: "backendError"),
            Door(status: 500, body: "", kind: .transient, code: "HTTP 500"),
            Door(status: 502, body: "<html>bad gateway</html>", kind: .transient, code: "HTTP 502"),
            Door(status: 400, body: "[]", kind: .invalid, code: "HTTP 400"),
            Door(status: 418, body: #"{"error":null}"#, kind: .invalid, code: "HTTP 418"),
            Door(status: 403, body: "", kind: .auth, code: "HTTP 403"),
            // Only the cloud itself can say that it has no such thing.
            Door(status: 404, body: "", kind: .invalid, code: "HTTP 404"),
            Door(status: 404, body: "<html>not found</html>", kind: .invalid, code: "HTTP 404"),
            Door(status: 404, body: #"{"detail":"Not Found"}"#, kind: .invalid, code: "HTTP 404"),
            Door(
                status: 404, body: #"{"error":{"code":404,"message":"m"}}"#, kind: .notFound, code: "HTTP 404"),
            Door(status: 404, body: body("not_found"), kind: .notFound, code: "not_found"),
            // The status word is more general than the reason beside it.
            Door(
                status: 403,
                body: #"{"error":{"message":"m","status":"RESOURCE_EXHAUSTED","errors":[{"reason":"quotaExceeded"}]}}"#,
                kind: .quota, code: "quotaExceeded"),
            Door(
                status: 429,
                body:
                    #"{"error":{"message":"Quota 'CPUS' exceeded.  Limit: 8.0 in region r.","status":"RESOURCE_EXHAUSTED"}}"#,
                kind: .quota, code: "RESOURCE_EXHAUSTED"),
            Door(
                status: 429,
                body: newer("RESOURCE_EXHAUSTED", reason: "RATE_LIMIT_EXCEEDED"), kind: .rateLimited(retryAfter: nil),
                code: "RATE_LIMIT_EXCEEDED"),
            // A stock-out, by its code or by its sentence only.
            Door(
                status: 503, body: body("ZONE_RESOURCE_POOL_EXHAUSTED"), kind: .capacity,
                code: "ZONE_RESOURCE_POOL_EXHAUSTED"),
            Door(status: 503, body: newer("UNAVAILABLE", reason: "stockout"), kind: .capacity, code: "stockout"),
            Door(
                status: 503,
                body: body(
                    "backendError", "The zone 'z' does not have enough resources available to fulfill the request."),
                kind: .capacity, code: "backendError"),
            Door(
                status: 400,
                body: body(
                    "badRequest", "A n1-standard-1 VM instance is currently unavailable in the us-central1-a zone."),
                kind: .capacity, code: "badRequest"),
            // A rate limit beside a general word is a rate limit.
            Door(
                status: 403, body: newer("PERMISSION_DENIED", reason: "RATE_LIMIT_EXCEEDED"),
                kind: .rateLimited(retryAfter: nil), code: "RATE_LIMIT_EXCEEDED"),
        ])
    func atTheDoor(_ door: Door) {
        let error = GCPErrors.decode(
            HTTPRequest(.get, "x"),
            HTTPResponse(status: door.status, headers: door.headers, body: Array(door.body.utf8)))
        #expect(error.kind == door.kind)
        #expect(error.code == door.code)
    }

    static func operation(_ errors: String, status: Int = 400) throws -> GCPOperation {
        let text = """
            {"name":"operation-1","status":"DONE","zone":"…/zones/z","httpErrorStatusCode":\(status),
            "httpErrorMessage":"X","error":{"errors":\(errors)}}
            """
        return try #require(GCPOperation(JSONDocument(parsing: Array(text.utf8)).root))
    }

    @Test(
        arguments: [
            (#"[{"code":"RESOURCE_ALREADY_EXISTS","message":"m"}]"#, "conflict"),
            (#"[{"code":"RESOURCE_NOT_READY","message":"m"}]"#, "conflict"),
            (#"[{"code":"RESOURCE_NOT_FOUND","message":"m"}]"#, "not_found"),
            (#"[{"code":"QUOTA_EXCEEDED","message":"m"}]"#, "quota"),
            (#"[{"code":"ZONE_RESOURCE_POOL_EXHAUSTED","message":"m"}]"#, "capacity"),
            (#"[{"code":"ZONE_RESOURCE_POOL_EXHAUSTED_WITH_DETAILS","message":"m"}]"#, "capacity"),
            (#"[{"code":"OTHER","message":"m","errorDetails":[{"errorInfo":{"reason":"stockout"}}]}]"#, "capacity"),
            (#"[{"code":"VM_MIN_COUNT_NOT_REACHED"},{"code":"ZONE_RESOURCE_POOL_EXHAUSTED"}]"#, "capacity"),
            (
                #"[{"code":"RESOURCE_EXHAUSTED","errorDetails":[{"errorInfo":{"reason":"resource_availability"}}]}]"#,
                "capacity"
            ),
            (
                #"[{"code":"UNSUPPORTED_OPERATION","message":"The zone z does not have enough resources available."}]"#,
                "capacity"
            ),
            (#"[{"code":"PERMISSIONS_ERROR","message":"m"}]"#, "auth"),
            (#"[{"code":"RESOURCE_OPERATION_RATE_EXCEEDED","message":"m"}]"#, "rate_limited"),
            (#"[{"code":"INTERNAL_ERROR","message":"m"}]"#, "operation_failed"),
            (#"[{"code":"NEVER_SEEN","message":"m"}]"#, "operation_failed"),
            ("[{}]", "operation_failed"), ("[]", "operation_failed"), ("null", "operation_failed"),
        ])
    func late(errors: String, kind: String) throws {
        let error = try #require(GCPErrors.error(of: Self.operation(errors)))
        #expect(error.kindName == kind)
        #expect(error.requestID == "operation-1")
        #expect(!error.code.isEmpty)
    }

    @Test func zonesWithStockAndLimitsAreTold() throws {
        let stock = try #require(
            GCPErrors.error(
                of: Self.operation(
                    """
                    [{"code":"ZONE_RESOURCE_POOL_EXHAUSTED_WITH_DETAILS","message":"The zone is out.","errorDetails":[
                    {"errorInfo":{"reason":"resource_availability","domain":"compute.googleapis.com","metadatas":{
                    "vmType":"n1-standard-1","attachment":"nvidia-tesla-t4:1","zone":"us-central1-c",
                    "zonesAvailable":"us-central1-a,us-central1-f"}}},{"help":{"links":[]}},
                    {"localizedMessage":{"locale":"en-US","message":"again"}}]}]
                    """, status: 503)))
        #expect(stock.message.contains("zones that have it: us-central1-a, us-central1-f"))
        let quota = try #require(
            GCPErrors.error(
                of: Self.operation(
                    """
                    [{"code":"QUOTA_EXCEEDED","message":"Quota 'CPUS' exceeded.","errorDetails":[{"quotaInfo":{
                    "metricName":"compute.googleapis.com/cpus","limitName":"CPUS-per-project-region",
                    "dimensions":{"region":"us-central1"},"limit":8.0}}]}]
                    """, status: 403)))
        #expect(quota.message.contains("compute.googleapis.com/cpus, limit 8.0"))
    }

    @Test func successHasNoError() throws {
        for text in [#"{"name":"o","status":"DONE"}"#, #"{"name":"o","status":"DONE","error":null,"warnings":[{}]}"#] {
            #expect(
                GCPErrors.error(of: try #require(GCPOperation(JSONDocument(parsing: Array(text.utf8)).root))) == nil)
        }
    }

    @Test func scriptsAreCutOutOfErrors() {
        let script = "#!/bin/sh\nexport TOKEN=canary-1234\nok"
        let error = GCPErrors.refusal(.invalid, "invalid", "Invalid value: '#!/bin/sh export TOKEN=canary-1234'")
        #expect(!GCPErrors.cut(script, from: error).message.contains("canary"))
    }
}
