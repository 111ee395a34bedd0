import Hosts
import Testing

@testable import Providers

/// What an account's interface makes of answers and faults.
@Suite struct CloudAPITests {
    private typealias Answers = ScriptedTransport

    private static let create = CallKind.write(.create)

    private static func api(
        _ transport: any HTTPTransport, clock: any Clock<Duration> = ManualClock(skipping: true),
        meter: RequestMeter = .init(), limits: RateGate.Limits = .init(inFlight: 4),
        authorizer: any CloudAuthorizer = KeyAuthorizer(field: "X-Key", key: { "k" }),
        notice: @escaping @Sendable (RetryNotice) -> Void = { _ in }
    ) -> CloudAPI {
        let context = ProviderContext(
            stateFolder: "/nonexistent", clock: clock, meter: meter, random: { 0 }, transport: transport, notice: notice
        )
        return CloudAPI(provider: .lambda, context: context, limits: limits, authorizer: authorizer) { _, response in
            // 420 stands for the limit that only a cloud's own words tell.
            let kind: ProviderError.Kind =
                switch response.status {
                case 429: .rateLimited(retryAfter: response.retryAfter)
                case 420: .rateLimited(retryAfter: .seconds(40))
                case 401: .auth
                case 500...: .transient
                default: .invalid
                }
            return ProviderError(kind, provider: .lambda, code: "S\(response.status)", message: "no")
        }
    }

    private static func failure(
        _ api: CloudAPI, _ kind: CallKind
    ) async -> ProviderError? {
        await #expect(throws: ProviderError.self) { try await api.send(HTTPRequest(.get, "http://x/"), kind) }
    }

    @Test(
        arguments: [
            // What comes first, what it comes to for a read (which is repeated) and for a write, and how often each is sent.
            (Answers.status(503), nil, "S503", 2, 1), (Answers.status(429), nil, "S429", 2, 1),
            (Answers.status(404), "S404", "S404", 1, 1),
            (Answers.fault(.outcomeUnknown, "lost"), nil, "NoAnswer", 2, 1),
            (Answers.fault(.outcomeUnknown, "redirect"), nil, "NoAnswer", 2, 1),
            (Answers.fault(.notSent, "connect"), nil, nil, 2, 2), (Answers.fault(.notSent, "resolve"), nil, nil, 2, 2),
            (Answers.fault(.notSent, "tls"), nil, nil, 2, 2),
            (Answers.fault(.notSent, "redirect"), "Redirected", "Redirected", 1, 1),
            (Answers.fault(.notSent, "certificate"), "NotTrusted", "NotTrusted", 1, 1),
            (Answers.fault(.notSent, "proxy"), "ProxyRefused", "ProxyRefused", 1, 1),
            (Answers.fault(.notSent, "url"), "BadURL", "BadURL", 1, 1),
        ] as [(Result<HTTPResponse, HTTPFault>, String?, String?, Int, Int)])
    func sendsAgainWhatIsSafe(
        first: Result<HTTPResponse, HTTPFault>, read: String?, write: String?, reads: Int, writes: Int
    ) async throws {
        // A restart is the verb that must never be made twice.
        for (kind, code, count) in [(CallKind.read, read, reads), (.write(.restart), write, writes)] {
            let transport = ScriptedTransport(first, Answers.status(200))
            let meter = RequestMeter()
            let api = Self.api(transport, meter: meter)
            if let code {
                #expect(await Self.failure(api, kind)?.code == code)
            } else {
                #expect(try await api.send(HTTPRequest(.get, "http://x/"), kind).status == 200)
            }
            #expect(transport.sent.count == count)
            #expect((meter.reads, meter.writes) == (kind == .read ? (count, 0) : (0, count)))
        }
    }

    @Test func aWriteThatNeverLeavesIsTriedAFewTimes() async {
        let transport = ScriptedTransport(Answers.fault(.notSent, "connect"))
        let error = await Self.failure(Self.api(transport), Self.create)
        #expect(error?.code == "NotSent")
        #expect(error?.kind == .transient)
        #expect(transport.sent.count == 3)
    }

    @Test(
        arguments: [
            (Answers.status(429, ["Retry-After": "7"]), Duration.seconds(7)),
            (Answers.status(429), .milliseconds(500)), (Answers.status(420), .seconds(40)),
            (Answers.status(429, ["Retry-After": "900"]), .zero),
            (Answers.status(503, ["Retry-After": "7"]), .zero),
        ] as [(Result<HTTPResponse, HTTPFault>, Duration)])
    func aRateLimitHoldsEveryCallBack(first: Result<HTTPResponse, HTTPFault>, pause: Duration) async throws {
        let clock = ManualClock(skipping: true)
        let api = Self.api(ScriptedTransport(first, Answers.status(200)), clock: clock)
        _ = await Self.failure(api, Self.create)
        #expect(clock.now.offset == .zero)
        _ = try await api.send(HTTPRequest(.get, "http://x/"), .write(.delete))
        #expect(clock.now.offset == pause)
    }

    @Test func tellsOfItsWaits() async throws {
        let notes = Notebook<String>()
        let transport = ScriptedTransport(Answers.status(429, ["Retry-After": "7"]), Answers.status(200))
        let clock = ManualClock(skipping: true)
        let api = Self.api(transport, clock: clock, notice: { notes.note($0.text) })
        _ = try await api.send(HTTPRequest(.get, "http://x/"), .read)
        #expect(notes.notes == ["waiting 7s for lambda's rate limit"])
        #expect(clock.now.offset == .seconds(7), "all waits are on the clock that was handed in")
    }

    /// A cloud that repeats the key, or the script, in its message.
    @Test func errorsHoldNoSecretOfTheRequest() async {
        let context = ProviderContext(
            stateFolder: "/nonexistent", clock: ManualClock(skipping: true),
            transport: ScriptedTransport(Answers.status(400)))
        let api = CloudAPI(
            provider: .lambda, context: context, limits: .init(inFlight: 1),
            authorizer: KeyAuthorizer(field: "Authorization", key: { "Bearer canary-key" })
        ) { request, _ in
            let text = request.header("Authorization") ?? "canary-key"
            return ProviderError(
                .invalid, provider: .lambda, code: "Bad",
                message: "\(text) and canary-script in \(request.url) of research")
        }
        let body = Array(#"{"user_data":"canary-script"}"#.utf8)
        let error = await #expect(throws: ProviderError.self) {
            try await api.send(
                HTTPRequest(.post, "http://x/", headers: [.init("X-Project", "research")], body: body), Self.create)
        }
        #expect(error?.message == "(cut) and (cut) in http://x/ of research")
    }

    /// A refusal that comes as a success, with the key at the very place where a long message ends.
    @Test func scrubsBeforeItShortens() async {
        let key = "canary-key-of-forty-characters-in-length"
        let transport = ScriptedTransport(Answers.status(200))
        let api = CloudAPI(
            provider: .hyperstack, context: ProviderContext(stateFolder: "/nonexistent", transport: transport),
            limits: .init(inFlight: 1), authorizer: KeyAuthorizer(field: "api_key", key: { key }),
            isSuccess: { _ in false }
        ) { _, _ in
            ProviderError(
                .invalid, provider: .hyperstack, code: key,
                message: String(repeating: "a", count: 580) + key + "\n" + String(repeating: "b", count: 580))
        }
        let error = await Self.failure(api, .read)
        #expect(error?.code == "(cut)")
        #expect(
            error?.message == String(repeating: "a", count: 580) + "(cut) " + String(repeating: "b", count: 14) + "…")
    }

    @Test func putsRequestIDsIntoErrors() async {
        let api = Self.api(ScriptedTransport(Answers.status(404, ["X-Request-Id": "req-17"])))
        #expect(await Self.failure(api, .read)?.requestID == "req-17")
    }

    /// An authorizer with two keys, the first of which is refused.
    private struct Renewing: CloudAuthorizer {
        let canRenew = true
        let asked = Notebook<Bool>()

        func authorize(_ request: HTTPRequest, renewing: Bool) async throws(ProviderError) -> HTTPRequest {
            asked.note(renewing)
            return request
        }
    }

    @Test func renewsRefusedCredentialsOnce() async throws {
        let authorizer = Renewing()
        let transport = ScriptedTransport(Answers.status(401), Answers.status(200))
        _ = try await Self.api(transport, authorizer: authorizer).send(HTTPRequest(.get, "http://x/"), Self.create)
        #expect(authorizer.asked.notes == [false, true])
        let never = ScriptedTransport(Answers.status(401))
        #expect(await Self.failure(Self.api(never, authorizer: Renewing()), .read)?.kind == .auth)
        #expect(never.sent.count == 2)
        let key = ScriptedTransport(Answers.status(401))
        #expect(await Self.failure(Self.api(key), .read)?.kind == .auth)
        #expect(key.sent.count == 1)
    }

    @Test func withoutCredentialsNothingIsSent() async {
        let transport = ScriptedTransport()
        let meter = RequestMeter()
        let authorizer = KeyAuthorizer(field: "X-Key") { () throws(ProviderError) in
            throw ProviderError(.auth, provider: .lambda, code: "NoKey", message: "set LAMBDA_API_KEY")
        }
        let api = Self.api(transport, meter: meter, limits: .init(inFlight: 1), authorizer: authorizer)
        for _ in 0..<3 { #expect(await Self.failure(api, .read)?.kind == .auth) }
        #expect(transport.sent.isEmpty)
        #expect(meter.reads == 0)
    }

    @Test func cancelledBeforeItsTurnNothingIsSent() async throws {
        let clock = ManualClock()
        let transport = ScriptedTransport(Answers.status(429, ["Retry-After": "60"]))
        let api = Self.api(transport, clock: clock)
        _ = await Self.failure(api, Self.create)
        let task = Task { try await api.send(HTTPRequest(.post, "http://x/"), .write(.delete)) }
        try await clock.settle(sleeping: 1)
        task.cancel()
        let error = await #expect(throws: ProviderError.self) { try await task.value }
        #expect(error?.code == "Cancelled")
        #expect(error?.leavesOutcomeUnknown == false)
        #expect(transport.sent.count == 1)
    }

    /// Lambda's: one request a second, one launch in twelve, for the whole process.
    @Test func launchesHaveABucketOfTheirOwn() async throws {
        let clock = ManualClock(skipping: true)
        let limits = RateGate.Limits(
            inFlight: 4, reads: nil, writes: nil, all: .init(every: .seconds(1)), single: .seconds(12))
        let api = Self.api(ScriptedTransport(), clock: clock, limits: limits)
        var at: [Duration] = []
        for bucket in [RateGate.Bucket.single, .usual, .single, .usual, .usual, .single] {
            _ = try await api.send(HTTPRequest(.post, "http://x/"), Self.create, bucket: bucket)
            at.append(clock.now.offset)
        }
        #expect(at == [0, 1, 12, 13, 14, 24].map { .seconds($0) })
    }

    @Test(
        arguments: [
            (ProviderError.Kind.auth, ProviderError.Kind.transient), (.rateLimited(retryAfter: nil), .transient),
            (.transient, .transient), (.capacity, .capacity), (.quota, .quota), (.notFound, .notFound),
            (.operationFailed, .operationFailed), (.invalid, .invalid), (.conflict, .conflict),
        ])
    func aFailedLookSaysNothingOfTheWrite(kind: ProviderError.Kind, after: ProviderError.Kind) {
        let error = ProviderError(kind, provider: .gcp, code: "C", message: "m", requestID: "r")
        #expect(error.afterAcceptance == ProviderError(after, provider: .gcp, code: "C", message: "m", requestID: "r"))
    }
}
