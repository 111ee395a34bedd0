public import Hosts

/// One account's HTTP interface: every request of an adapter goes through here, so that pace, credentials, retries,
/// counting and traces are done once and alike.
///
/// Retries. A read (`.read`) is sent again after passing faults. A write is sent once: the caller above has the journal
/// and the token, and repeats the whole verb. A request that never left (`notSent`) is tried again whatever it is, a write
/// a few times; then it is a transient error of code `NotSent`, and `NoAnswer` is one that may have arrived. What will not
/// mend by itself (a redirect, a certificate that is not trusted, a proxy that refuses, credentials that would cross the
/// internet unencrypted) is `invalid`. A 401 with an authorizer that can renew is sent once more with new credentials.
///
/// A secret of the request (a credential, a start-up script) that the cloud's message repeats is cut out of the error.
/// A cloud's rate limit, however its answer says so, holds back every call of the account until it has passed.
public struct CloudAPI: Sendable {
    /// Turns an answer that is no success into an error of our classes.
    public typealias Decoder = @Sendable (HTTPRequest, HTTPResponse) -> ProviderError

    /// The cloud.
    public let provider: ProviderID
    private let transport: any HTTPTransport
    private let gate: RateGate
    private let meter: RequestMeter
    private let authorizer: any CloudAuthorizer
    private let trace: (any HTTPTrace)?
    private let timeline: Timeline
    private let policy: RetryPolicy
    private let retrier: Retrier
    private let notice: @Sendable (RetryNotice) -> Void
    private let isSuccess: @Sendable (HTTPResponse) -> Bool
    private let decode: Decoder

    /// Makes the interface of one account.
    /// - Parameters:
    ///   - context: transport, meter, clock, randomness and trace of the run.
    ///   - limits: the account's rates, shared by reads and writes of every adapter instance of it.
    ///   - authorizer: signs requests, when their turn has come.
    ///   - policy: when reads are sent again, unless the context says otherwise.
    ///   - isSuccess: whether an answer is one; some clouds refuse with a status of 200.
    ///   - decode: turns an answer that is no success into an error of our classes. A request id in the usual header
    ///     fields is put in, and secrets of the request are cut out, afterwards.
    public init(
        provider: ProviderID, context: ProviderContext, limits: RateGate.Limits, authorizer: any CloudAuthorizer,
        policy: RetryPolicy = .init(),
        isSuccess: @escaping @Sendable (HTTPResponse) -> Bool = { $0.isSuccess }, decode: @escaping Decoder
    ) {
        self.provider = provider
        transport = context.transport
        gate = RateGate(limits: limits, clock: context.clock)
        meter = context.meter
        self.authorizer = authorizer
        trace = context.trace
        timeline = Timeline(context.clock)
        let policy = context.readPolicy ?? policy
        self.policy = policy
        // The gate that paces is ours; the retrier's own lets everything pass.
        retrier = Retrier(
            provider: provider, policy: policy, gate: RateGate(limits: .init(inFlight: .max), clock: context.clock),
            clock: context.clock, random: context.random)
        notice = context.notice
        self.isSuccess = isSuccess
        self.decode = decode
    }

    /// Sends a request and returns its answer, which is a success.
    /// - Parameters:
    ///   - kind: `.read`, or the verb it is part of.
    ///   - host: name of the host it is about, for messages.
    ///   - bucket: `.single` for a call that the cloud counts by itself, such as a launch.
    /// - Throws: the decoded error; `transient` if no answer came.
    public func send(
        _ request: HTTPRequest, _ kind: CallKind, host: String? = nil, bucket: RateGate.Bucket = .usual
    ) async throws(ProviderError) -> HTTPResponse {
        if kind == .read {
            return try await retrier.run(kind, host: host, notice: notice) { () throws(ProviderError) in
                try await once(request, kind, bucket)
            }
        }
        // Whatever the verb, what never left may be sent. Every other outcome is the verb's own and leaves the loop.
        var unsent = retrier
        unsent.policy.attempts = min(policy.attempts, 3)
        let outcome = try await unsent.run(.read, host: host, notice: notice) {
            () throws(ProviderError) -> Result<HTTPResponse, ProviderError> in
            do throws(ProviderError) { return .success(try await once(request, kind, bucket)) } catch {
                if error.code == Self.notSent { throw error }
                return .failure(error)
            }
        }
        return try outcome.get()
    }

    private static let notSent = "NotSent"
    /// The code of credentials that would cross the internet unencrypted.
    static let plainHTTP = "PlainHTTP"
    /// Codes of failures on the way to the cloud. They tell nothing of what is asked about.
    static let codesOfTheWay: Set = ["Redirected", "NotTrusted", "ProxyRefused", "BadURL", plainHTTP]

    private func once(
        _ request: HTTPRequest, _ kind: CallKind, _ bucket: RateGate.Bucket
    ) async throws(ProviderError) -> HTTPResponse {
        var (signed, response) = try await exchange(request, kind, bucket, renewing: false)
        if response.status == 401, authorizer.canRenew {
            (signed, response) = try await exchange(request, kind, bucket, renewing: true)
        }
        if isSuccess(response) { return response }
        var error = decode(request, response)
        error.requestID = error.requestID ?? response.requestID
        let secrets = TraceRedaction(of: signed, signedFrom: request)
        error.code = secrets.scrubbed(error.code)
        error.message = Self.short(secrets.scrubbed(error.message))
        if case .rateLimited(let said) = error.kind {
            let wait = said ?? response.retryAfter ?? policy.base
            // A wait that no call would sit out is no reason to hold calls back: each is told at once.
            if wait <= policy.longestRetryAfter { await gate.pause(for: wait) }
        }
        throw error
    }

    /// One request, as it was sent, and its answer, whatever its status.
    private func exchange(
        _ request: HTTPRequest, _ kind: CallKind, _ bucket: RateGate.Bucket, renewing: Bool
    ) async throws(ProviderError) -> (HTTPRequest, HTTPResponse) {
        do { try await gate.enter(kind, bucket) } catch {
            throw ProviderError(
                .rateLimited(retryAfter: nil), provider: provider, code: "Cancelled",
                message: "given up while waiting to send the \(kind.name) call; it was not sent")
        }
        // Signed in its turn and not before: a signature or a token may not outlive a long wait.
        let signed: HTTPRequest
        do throws(ProviderError) { signed = try await authorizer.authorize(request, renewing: renewing) } catch {
            await gate.leave()
            throw error
        }
        if signed.headers.count > request.headers.count, PlainHTTP.exposes(signed.url) {
            await gate.leave()
            throw ProviderError(
                .invalid, provider: provider, code: Self.plainHTTP,
                message:
                    "\(request.url.prefix { $0 != "?" }) is plain http, which shows the credentials to everybody on "
                    + "the way; set `endpoint` to an https address (nothing was sent)")
        }
        if kind.writes { meter.countWrite() } else { meter.countRead() }
        let start = timeline.now
        let result: Result<HTTPResponse, HTTPFault>
        do throws(HTTPFault) { result = .success(try await transport.send(signed)) } catch { result = .failure(error) }
        await gate.leave()
        trace?.record(provider, signed, result, elapsed: timeline.now - start)
        switch result {
        case .success(let response): return (signed, response)
        case .failure(let fault): throw error(fault)
        }
    }

    /// A message of a length that a line can hold; shortened here and not before, lest half a secret be left.
    private static func short(_ message: String) -> String {
        let line = message.split(whereSeparator: \.isNewline).joined(separator: " ")
        return line.count > 600 ? line.prefix(600) + "…" : line
    }

    private func error(_ fault: HTTPFault) -> ProviderError {
        let (kind, code): (ProviderError.Kind, String) =
            switch (fault.kind, fault.code) {
            case (.notSent, "redirect"): (.invalid, "Redirected")
            case (.notSent, "certificate"): (.invalid, "NotTrusted")
            case (.notSent, "proxy"): (.invalid, "ProxyRefused")
            case (.notSent, "url"): (.invalid, "BadURL")
            case (.notSent, _): (.transient, Self.notSent)
            case (.outcomeUnknown, _): (.transient, "NoAnswer")
            }
        return ProviderError(kind, provider: provider, code: code, message: fault.description)
    }
}

extension ProviderError {
    /// This error as one that came *after* the cloud had accepted a write, from a look at what became of it.
    ///
    /// Refused credentials, a rate limit, a passing fault or a fault on the way (a redirect, an untrusted certificate) of
    /// such a look say nothing of the write, so they become `transient`: the outcome is unknown, and the caller neither takes the write for refused nor repeats a restart.
    /// What the look did find out (capacity, quota, failed, gone …) stays as it is.
    public var afterAcceptance: ProviderError {
        var error = self
        switch kind {
        case .auth, .rateLimited, .transient: error.kind = .transient
        case .invalid where CloudAPI.codesOfTheWay.contains(code): error.kind = .transient
        case .capacity, .quota, .notFound, .conflict, .invalid, .operationFailed: break
        }
        return error
    }
}
