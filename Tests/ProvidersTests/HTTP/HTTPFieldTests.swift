import Testing

@testable import Providers

@Suite struct HTTPFieldTests {
    private static func response(_ fields: [(String, String)]) -> HTTPResponse {
        HTTPResponse(status: 429, headers: fields.map { HTTPRequest.Header($0.0, $0.1) })
    }

    @Test(
        arguments: [
            ("0", Duration.zero), ("7", .seconds(7)), ("99999999", .seconds(86_400)), ("-1", nil), ("", nil),
            ("soon", nil), ("1.5", nil), ("99999999999999999999", nil),
            ("Wed, 21 Oct 2015 07:28:30 GMT", .seconds(30)), ("Wed, 21 Oct 2015 07:27:00 GMT", .zero),
            ("Thu, 22 Oct 2015 08:28:00 GMT", .seconds(86_400)), ("Wed, 21 Oct 2015 07:28:30 CET", nil),
            ("Wed, 31 Sep 2015 07:28:30 GMT", nil), ("2015-10-21T07:28:30Z", nil),
        ] as [(String, Duration?)])
    func readsRetryAfter(_ text: String, wait: Duration?) {
        let response = Self.response([("retry-after", text), ("Date", "Wed, 21 Oct 2015 07:28:00 GMT")])
        #expect(response.retryAfter == wait)
    }

    @Test func withoutTheAnswersDateOurClockCounts() {
        #expect(Self.response([("Retry-After", "Wed, 21 Oct 2015 07:28:30 GMT")]).retryAfter == .zero)
        #expect(Self.response([("Retry-After", "Fri, 01 Jan 9999 00:00:00 GMT")]).retryAfter == .seconds(86_400))
    }

    @Test(
        arguments: [
            ("Thu, 01 Jan 1970 00:00:00 GMT", 0), ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777),
            ("Thu, 29 Feb 2024 23:59:60 GMT", 1_709_251_200), ("Sun, 01 Mar 2026 00:00:00 GMT", 1_772_323_200),
            ("Fri, 31 Dec 9999 23:59:59 GMT", 253_402_300_799), ("Sun, 06 Nov 1994 24:00:00 GMT", nil),
            ("Sun,  06 Nov 1994 08:49:37 GMT", nil), ("Sun, 6 Nov 1994 08:49:37 GMT", nil), ("", nil),
        ] as [(String, Int?)])
    func readsDates(_ text: String, seconds: Int?) { #expect(HTTPDate.seconds(text) == seconds) }

    @Test(
        arguments: [
            ([("X-Amzn-RequestId", "a-1")], "a-1"), ([("request-id", "b"), ("x-request-id", "c")], "c"),
            ([("X-Request-Id", ""), ("X-Correlation-Id", "d")], "d"), ([("X-Request-Id", "a b")], nil), ([], nil),
        ] as [([(String, String)], String?)])
    func findsRequestIDs(_ fields: [(String, String)], id: String?) {
        #expect(Self.response(fields).requestID == id)
    }
}
