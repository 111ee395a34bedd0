import Catalog
import Hosts
import Providers
import Testing

@Suite struct RetryPolicyTests {
    private static let most = UInt64.max

    static let table: [(ProviderError.Kind, Int, Bool, UInt64, Double?)] = [
        // The limit doubles up to the cap; full jitter takes a share of it.
        (.transient, 1, true, most, 0.5), (.transient, 2, true, most, 1), (.transient, 5, true, most, 8),
        (.transient, 7, true, most, 30), (.transient, 7, true, 0, 0), (.transient, 3, true, UInt64(1) << 63, 1),
        // An unknown outcome is not risked twice.
        (.transient, 1, false, most, nil),
        // What the cloud says is waited at least.
        (.rateLimited(retryAfter: .seconds(7)), 1, true, 0, 7),
        (.rateLimited(retryAfter: .seconds(7)), 1, true, most, 7.5),
        (.rateLimited(retryAfter: .seconds(-7)), 1, true, 0, 0),
        (.rateLimited(retryAfter: nil), 2, true, most, 1), (.rateLimited(retryAfter: nil), 1, false, most, 0.5),
        (.rateLimited(retryAfter: .seconds(121)), 1, true, 0, nil),
        // The last attempt is the last.
        (.transient, 8, true, 0, nil), (.transient, Int.max, true, 0, nil),
        (.capacity, 1, true, 0, nil), (.quota, 1, true, 0, nil), (.auth, 1, true, 0, nil), (.notFound, 1, true, 0, nil),
        (.conflict, 1, true, 0, nil), (.invalid, 1, true, 0, nil), (.operationFailed, 1, true, 0, nil),
    ]

    @Test(arguments: table)
    func decides(kind: ProviderError.Kind, attempt: Int, idempotent: Bool, random: UInt64, seconds: Double?) {
        let decision = RetryPolicy().decide(after: kind, attempt: attempt, idempotent: idempotent, random: random)
        guard let seconds else {
            #expect(decision == .giveUp)
            return
        }
        guard case .retry(let wait) = decision else {
            Issue.record("gave up")
            return
        }
        #expect(abs(wait / .seconds(1) - seconds) < 0.001)
    }

    @Test func keepsItsBudget() {
        var policy = RetryPolicy()
        policy.budget = .seconds(10)
        let kind = ProviderError.Kind.rateLimited(retryAfter: .seconds(4))
        func decide(_ waited: Duration) -> RetryPolicy.Decision {
            policy.decide(after: kind, attempt: 1, waited: waited, idempotent: true, random: 0)
        }
        #expect(decide(.seconds(6)) == .retry(after: .seconds(4)))
        #expect(decide(.seconds(7)) == .giveUp)
    }
}

@Suite struct RetrierTests {
    private static func failure(_ kind: ProviderError.Kind, _ code: String = "C") -> ProviderError {
        ProviderError(kind, provider: .local, code: code, message: "m")
    }

    /// Runs a call that fails as scripted and then answers; gives the outcome, the attempts and the waits.
    private func run(
        _ call: CallKind, _ script: [ProviderError]
    ) async -> (result: Result<Int, ProviderError>, attempts: Int, notices: [RetryNotice], slept: [Duration]) {
        let clock = ManualClock(skipping: true)
        let gate = RateGate(limits: .init(inFlight: 2), clock: clock)
        let retrier = Retrier(provider: .local, gate: gate, clock: clock, random: { .max })
        var attempts = 0
        var notices: [RetryNotice] = []
        let result: Result<Int, ProviderError>
        do throws(ProviderError) {
            result = .success(
                try await retrier.run(call, host: "hub", notice: { notices.append($0) }) {
                    () async throws(ProviderError) in
                    attempts += 1
                    if attempts <= script.count { throw script[attempts - 1] }
                    return attempts
                })
        } catch {
            result = .failure(error)
        }
        #expect(await gate.occupied == 0)
        return (result, attempts, notices, clock.slept)
    }

    @Test func triesAgainUntilItWorks() async {
        let limited = Self.failure(.rateLimited(retryAfter: .seconds(8)), "RATE_LIMITED")
        let run = await run(.write(.create), [Self.failure(.transient, "UNAVAILABLE"), limited])
        #expect(run.result == .success(3))
        #expect(
            run.notices.map(\.text) == [
                "waiting 499ms after UNAVAILABLE from local (attempt 1)", "waiting 8s for local's rate limit",
            ])
        #expect(run.notices.map(\.host) == ["hub", "hub"])
    }

    @Test(arguments: [
        (ProviderError.Kind.capacity, CallKind.write(.create), 1), (.auth, .read, 1), (.conflict, .write(.delete), 1),
        (.transient, .write(.restart), 1), (.transient, .write(.hardRestart), 1), (.transient, .write(.delete), 8),
        (.transient, .read, 8), (.rateLimited(retryAfter: nil), .write(.restart), 8),
    ])
    func knowsWhenToStop(kind: ProviderError.Kind, call: CallKind, attempts: Int) async {
        let run = await run(call, Array(repeating: Self.failure(kind), count: 50))
        #expect(run.attempts == attempts)
        #expect(run.result == .failure(Self.failure(kind)))
    }

    /// A refusal at the door says nothing of an attempt before it.
    @Test(arguments: [
        (ProviderError.Kind.auth, true), (.rateLimited(retryAfter: .seconds(999)), true), (.capacity, false),
        (.conflict, false),
    ])
    func remembersAnUnknownOutcome(last: ProviderError.Kind, unknown: Bool) async throws {
        let run = await run(.write(.create), [Self.failure(.transient), Self.failure(last)])
        guard case .failure(let error) = run.result else {
            Issue.record("did not fail")
            return
        }
        #expect(run.attempts == 2)
        #expect(error.leavesOutcomeUnknown == unknown)
    }

    @Test func aCancelledWaitEndsTheCall() async throws {
        let clock = ManualClock()
        let gate = RateGate(limits: .init(inFlight: 1), clock: clock)
        let retrier = Retrier(provider: .local, gate: gate, clock: clock, random: { .max })
        let calls = Notebook<Bool>()
        let task = Task {
            try await retrier.run(.write(.create)) { () async throws(ProviderError) -> Int in
                calls.note(true)
                throw Self.failure(.transient, "LOST")
            }
        }
        try await clock.settle(sleeping: 1)
        task.cancel()
        let result = await task.result
        guard case .failure(let error as ProviderError) = result else {
            Issue.record("did not fail")
            return
        }
        #expect(error == Self.failure(.transient, "LOST"))
        #expect(calls.notes.count == 1)
    }

    @Test func aCallThatWasNeverSentIsNoUnknownOutcome() async throws {
        let clock = ManualClock()
        let gate = RateGate(limits: .init(inFlight: 1), clock: clock)
        try await gate.enter(.read)
        let retrier = Retrier(provider: .local, gate: gate, clock: clock)
        let task = Task {
            try await retrier.run(.write(.create)) { () async throws(ProviderError) -> Int in 1 }
        }
        try await clock.settle { await gate.queued == 1 }
        task.cancel()
        guard case .failure(let error as ProviderError) = await task.result else {
            Issue.record("did not fail")
            return
        }
        #expect(error.code == "Cancelled")
        #expect(!error.leavesOutcomeUnknown)
        await gate.leave()
        #expect(await gate.occupied == 0)
    }
}

@Suite struct RateGateTests {
    @Test func letsInSoManyAtOnceFirstComeFirstServed() async throws {
        let gate = RateGate(limits: .init(inFlight: 2), clock: ManualClock())
        let order = Notebook<Int>()
        var tasks: [Task<Void, any Error>] = []
        for index in 0..<5 {
            tasks.append(
                Task {
                    try await gate.enter(.read)
                    order.note(index)
                })
            let inside = min(index + 1, 2)
            try await ManualClock().settle {
                let (occupied, queued) = (await gate.occupied, await gate.queued)
                return occupied == inside && queued == index + 1 - inside
            }
        }
        for left in 0..<3 {
            try await ManualClock().settle { order.notes.count == 2 + left }
            await gate.leave()
        }
        for task in tasks { try await task.value }
        #expect(Array(order.notes.dropFirst(2)) == [2, 3, 4])
        #expect(await gate.occupied == 2)
    }

    @Test func spacesCallsByTheirBucket() async throws {
        let clock = ManualClock(skipping: true)
        let limits = RateGate.Limits(inFlight: 9, readsPerSecond: 10, writesPerSecond: 2, burst: 3)
        let gate = RateGate(limits: limits, clock: clock)
        var at: [Duration] = []
        for _ in 0..<5 {
            try await gate.enter(.write(.create))
            at.append(clock.now.offset)
            await gate.leave()
        }
        #expect(at == [.zero, .zero, .zero, .milliseconds(500), .seconds(1)])
        // Reads have a bucket of their own, full after a quiet time and never fuller than the burst.
        clock.advance(by: .seconds(100))
        let start = clock.now.offset
        at = []
        for _ in 0..<5 {
            try await gate.enter(.read)
            at.append(clock.now.offset - start)
            await gate.leave()
        }
        #expect(at == [.zero, .zero, .zero, .milliseconds(100), .milliseconds(200)])
    }

    @Test func holdsEverybodyBackInAPause() async throws {
        let clock = ManualClock()
        let gate = RateGate(limits: .init(inFlight: 8), clock: clock)
        await gate.pause(for: .seconds(5))
        await gate.pause(for: .seconds(2))
        let inside = Notebook<Bool>()
        let tasks = (0..<3).map { _ in
            Task {
                try await gate.enter(.read)
                inside.note(true)
            }
        }
        try await clock.settle(sleeping: 3)
        // A pause made longer while they wait holds them too.
        await gate.pause(for: .seconds(6))
        clock.advance(by: .seconds(5))
        try await clock.settle(sleeping: 3)
        #expect(inside.notes.count == 0)
        clock.advance(by: .seconds(1))
        for task in tasks { try await task.value }
        #expect(inside.notes.count == 3)
    }

    /// Ten launches that wait, each its twelve seconds, hold up nobody else.
    @Test func singleCallsWaitOutside() async throws {
        let clock = ManualClock()
        let limits = RateGate.Limits(inFlight: 2, reads: nil, writes: nil, single: .seconds(12))
        let gate = RateGate(limits: limits, clock: clock)
        let inside = Notebook<Duration>()
        let launches = (0..<10).map { _ in
            Task {
                try await gate.enter(.write(.create), .single)
                inside.note(clock.now.offset)
                await gate.leave()
            }
        }
        try await clock.settle { inside.notes.count == 1 }
        try await clock.settle(sleeping: 1)
        #expect(await gate.occupied == 0)
        for _ in 0..<3 {
            try await gate.enter(.read)
            await gate.leave()
        }
        // One that gives up lets the next one through, and no sooner.
        launches[9].cancel()
        for turn in 1..<9 {
            try await clock.settle(sleeping: 1)
            clock.advance(by: .seconds(12))
            try await clock.settle { inside.notes.count == turn + 1 }
        }
        #expect(inside.notes == (0..<9).map { .seconds(12 * $0) })
        _ = await launches[9].result
        #expect(await gate.occupied == 0)
    }
}

@Suite struct RetryingReaderTests {
    @Test(arguments: [true, false])
    func wrapsOnlyWhatDoesNotRepeatItself(_ own: Bool) async {
        let counts = Notebook<Bool>()
        let reader = RetryingReader.around(
            Failing(retriesReads: own, asked: counts), policy: RetryPolicy(), clock: ManualClock(skipping: true),
            notice: { _ in })
        await #expect(throws: ProviderError.self) { try await reader.listHosts(fleet: "f") }
        #expect(counts.notes.count == (own ? 1 : 8))
        #expect(reader.retriesReads)
    }

    private struct Failing: HostReader {
        let id = ProviderID.gcp
        let capabilities = Capabilities()
        let retriesReads: Bool
        let asked: Notebook<Bool>

        private func fail() -> ProviderError {
            asked.note(true)
            return ProviderError(.transient, provider: .gcp, code: "X", message: "x")
        }

        func listHosts(fleet: String) async throws(ProviderError) -> FleetListing { throw fail() }
        func getHost(_ runtime: HostRuntime) async throws(ProviderError) -> HostObservation? { throw fail() }
        func findHosts(mark: HostMark) async throws(ProviderError) -> [HostObservation] { throw fail() }
        func fetchCatalog() async throws(ProviderError) -> [CatalogEntry] { throw fail() }
    }
}
