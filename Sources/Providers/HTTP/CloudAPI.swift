public import Hosts

/// One account's HTTP interface: every request of an adapter goes through here, so that pace, credentials, retries,
/// counting and traces are done once and alike.
///
/// Retries. A read (`.read`) is sent again after passing faults. A write is sent once: the caller above has the journal
/// and the token, and repeats the whole verb. A request that never left (`notSent`) is a transient error, too; for a
/// write its code is `NotSent`. A 401 with an authorizer that can renew is sent once more with new credentials.
public struct CloudAPI: Sendable {
    /// Where requests are written down.
    public typealias Decoder = @Sendable (HTTPRequest, HTTPResponse) -> ProviderError

    /// The cloud.
    public let provider: ProviderID
    private let transport: any HTTPTransport
    private let gate: RateGate
    private let meter: RequestMeter
    private let authorizer: any CloudAuthorizer
    private let trace: (any HTTPTrace)?
    private let retrier: Retrier
    private let decode: Decoder

    /// Makes the interface of one account.
    /// - Parameters:
    ///   - context: transport, meter, clock, randomness and trace of the run.
    ///   - limits: the account's rates, shared by reads and writes of every adapter instance of it.
    ///   - authorizer: signs requests.
    ///   - policy: when reads are sent again.
    ///   - decode: turns an answer that is no success into an error of our classes; never sees a 2xx.
    public init(
        provider: ProviderID, context: ProviderContext, limits: RateGate.Limits, authorizer: any CloudAuthorizer,
        policy: RetryPolicy = .init(), decode: @escaping Decoder
    ) {
        self.provider = provider
        transport = context.transport
        gate = RateGate(limits: limits, clock: context.clock)
        meter = context.meter
        self.authorizer = authorizer
        trace = context.trace
        // The gate that paces is ours; the retrier's own lets everything pass.
        retrier = Retrier(
            provider: provider, policy: policy, gate: RateGate(limits: .init(inFlight: .max)), clock: context.clock,
            random: context.random)
        self.decode = decode
    }

    /// Sends a request and returns its answer, which is a success.
    /// - Parameters:
    ///   - kind: `.read`, or the verb it is part of.
    ///   - host: name of the host it is about, for messages.
    /// - Throws: the decoded error; `transient` if no answer came.
    public func send(
        _ request: HTTPRequest, _ kind: CallKind, host: String? = nil
    ) async throws(ProviderError) -> HTTPResponse {
        guard kind == .read else { return try await once(request, kind) }
        return try await retrier.run(kind, host: host) { () throws(ProviderError) in
            try await once(request, kind)
        }
    }

    private func once(_ request: HTTPRequest, _ kind: CallKind) async throws(ProviderError) -> HTTPResponse {
        let first = try await exchange(request, kind, renewing: false)
        guard first.status == 401, authorizer.canRenew else { return try success(request, first) }
        return try success(request, try await exchange(request, kind, renewing: true))
    }

    private func success(_ request: HTTPRequest, _ response: HTTPResponse) throws(ProviderError) -> HTTPResponse {
        if response.isSuccess { return response }
        throw decode(request, response)
    }

    private func exchange(
        _ request: HTTPRequest, _ kind: CallKind, renewing: Bool
    ) async throws(ProviderError) -> HTTPResponse {
        let signed = try await authorizer.authorize(request, renewing: renewing)
        do { try await gate.enter(kind) } catch {
            throw ProviderError(
                .rateLimited(retryAfter: nil), provider: provider, code: "Cancelled",
                message: "given up while waiting to send the \(kind.name) call; it was not sent")
        }
        if kind.writes { meter.countWrite() } else { meter.countRead() }
        let result: Result<HTTPResponse, HTTPFault>
        do throws(HTTPFault) { result = .success(try await transport.send(signed)) } catch { result = .failure(error) }
        await gate.leave()
        trace?.record(provider, signed, result)
        switch result {
        case .success(let response):
            if response.status == 429, let wait = response.retryAfter { await gate.pause(for: wait) }
            return response
        case .failure(let fault):
            throw ProviderError(
                .transient, provider: provider, code: fault.kind == .notSent ? "NotSent" : "NoAnswer",
                message: fault.description)
        }
    }
}

extension HTTPResponse {
    /// `Retry-After` in seconds, if the field is there and a number.
    public var retryAfter: Duration? {
        guard let text = header("Retry-After"), let seconds = Int(text), seconds >= 0 else { return nil }
        return .seconds(min(seconds, 86_400))
    }
}
