public import Hosts

/// Makes calls to one account through its gate, and again where the policy says so.
public struct Retrier: Sendable {
    /// The cloud.
    public var provider: ProviderID
    /// When a call is made again.
    public var policy: RetryPolicy
    private let gate: RateGate
    private let timeline: Timeline
    private let random: @Sendable () -> UInt64

    /// Makes a retrier. All calls to one account must share one gate.
    public init(
        provider: ProviderID, policy: RetryPolicy = .init(), gate: RateGate, clock: any Clock<Duration> = .continuous,
        random: @escaping @Sendable () -> UInt64 = { .random(in: 0 ... .max) }
    ) {
        self.provider = provider
        self.policy = policy
        self.gate = gate
        timeline = Timeline(clock)
        self.random = random
    }

    /// Makes a call until it succeeds or the policy gives up.
    ///
    /// The error that stands is the last one, with one exception: once an attempt ended with its outcome unknown, a later
    /// refusal at the door (rate limit, credentials) says nothing of that attempt, so the error stays `transient`.
    /// A cancelled wait ends the call likewise; if nothing was sent yet the error is a `rateLimited` refusal of code
    /// `Cancelled`, which leaves no outcome unknown.
    /// - Parameters:
    ///   - host: the host it is about, for notices.
    ///   - notice: told of each wait before it begins.
    public func run<Answer: Sendable>(
        _ call: CallKind, host: String? = nil, notice: (RetryNotice) -> Void = { _ in },
        _ body: () async throws(ProviderError) -> Answer
    ) async throws(ProviderError) -> Answer {
        var attempt = 1
        var waited: Duration = .zero
        var unknown: ProviderError?
        while true {
            do { try await gate.enter(call) } catch { throw unknown ?? cancelled(call) }
            let failure: ProviderError
            do throws(ProviderError) {
                let answer = try await body()
                await gate.leave()
                return answer
            } catch {
                await gate.leave()
                failure = error
            }
            if failure.leavesOutcomeUnknown { unknown = failure }
            let decision = policy.decide(
                after: failure.kind, attempt: attempt, waited: waited, idempotent: call.isIdempotent, random: random())
            guard case .retry(let wait) = decision, !Task.isCancelled else { throw standing(failure, unknown) }
            if case .rateLimited(let retryAfter?) = failure.kind { await gate.pause(for: retryAfter) }
            notice(
                RetryNotice(
                    provider: provider, call: call, host: host, attempt: attempt, wait: wait, error: failure))
            do { try await timeline.sleep(for: wait) } catch { throw standing(failure, unknown) }
            waited += wait
            attempt += 1
        }
    }

    /// Waits on the retrier's clock.
    /// - Throws: `CancellationError`.
    public func sleep(for duration: Duration) async throws { try await timeline.sleep(for: duration) }

    private func standing(_ failure: ProviderError, _ unknown: ProviderError?) -> ProviderError {
        guard var unknown else { return failure }
        switch failure.kind {
        case .rateLimited, .auth:
            unknown.message += "; then \(failure.code): \(failure.message)"
            return unknown
        case .capacity, .quota, .notFound, .conflict, .invalid, .transient, .operationFailed: return failure
        }
    }

    private func cancelled(_ call: CallKind) -> ProviderError {
        ProviderError(
            .rateLimited(retryAfter: nil), provider: provider, code: "Cancelled",
            message: "given up while waiting to send the \(call.name) call; it was not sent")
    }
}
