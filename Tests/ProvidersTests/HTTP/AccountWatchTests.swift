import Hosts
import Synchronization
import Testing

@testable import Providers

/// One poll for all who wait on an account.
@Suite struct AccountWatchTests {
    /// Looks that are numbered; one may be held up, and some fail.
    private final class Looks: Sendable {
        private struct State {
            var begun = 0
            var held: CheckedContinuation<Void, Never>?
            var cancelled = false
        }

        private let state = Mutex(State())
        private let holding: Int?
        private let failures: [Int: ProviderError]

        init(holding: Int? = nil, failures: [Int: ProviderError] = [:]) {
            self.holding = holding
            self.failures = failures
        }

        var begun: Int { state.withLock { $0.begun } }
        var isHeld: Bool { state.withLock { $0.held != nil } }
        var wasCancelled: Bool { state.withLock { $0.cancelled } }

        func release() { state.withLock { $0.held.take() }?.resume() }

        func look() async throws(ProviderError) -> Int {
            let number = state.withLock { state in
                state.begun += 1
                return state.begun
            }
            if number == holding {
                await withTaskCancellationHandler {
                    await withCheckedContinuation { held in state.withLock { $0.held = held } }
                } onCancel: {
                    state.withLock { $0.cancelled = true }
                    release()
                }
            }
            if let failure = failures[number] { throw failure }
            return number
        }
    }

    private static func watch(_ looks: Looks, _ clock: any Clock<Duration>) -> AccountWatch<Int> {
        AccountWatch(every: .seconds(4), atMost: .seconds(9), clock: clock) { () throws(ProviderError) in
            try await looks.look()
        }
    }

    private static func error(_ kind: ProviderError.Kind, _ code: String = "C") -> ProviderError {
        ProviderError(kind, provider: .lambda, code: code, message: "m")
    }

    /// Waits until a look of at least this number is shown.
    private static func wait(
        _ watch: AccountWatch<Int>, for number: Int, limit: Duration = .seconds(100)
    ) -> Task<Int, any Error> {
        Task {
            try await watch.wait(limit: limit, provider: .lambda, for: "it") { (look) throws(ProviderError) -> Int? in
                look >= number ? look : nil
            }
        }
    }

    @Test func manyWaitersCostOneLookATurn() async throws {
        let clock = ManualClock()
        let looks = Looks()
        let watch = Self.watch(looks, clock)
        var tasks: [Task<Int, any Error>] = []
        // Fifty waiters that begin at different times, all before the first look.
        for _ in 0..<50 {
            tasks.append(Self.wait(watch, for: 3))
            try await clock.settle { await watch.waiting == tasks.count }
            clock.advance(by: .milliseconds(10))
        }
        // Pauses of 4, 6 and 9 seconds: three looks.
        for (turn, pause) in [Duration.seconds(4), .seconds(6), .seconds(9)].enumerated() {
            #expect(looks.begun == turn)
            clock.advance(by: pause)
            try await clock.settle { looks.begun == turn + 1 }
            if turn < 2 { try await clock.settle { await watch.waiting == 50 && clock.sleeping == 1 } }
        }
        for task in tasks { #expect(try await task.value == 3) }
        #expect(looks.begun == 3)
        #expect(clock.sleeping == 0)
    }

    @Test func aLookBegunBeforeTheWaitIsNotShown() async throws {
        let clock = ManualClock()
        let looks = Looks(holding: 1)
        let watch = Self.watch(looks, clock)
        let early = Self.wait(watch, for: 1)
        try await clock.settle(sleeping: 1)
        clock.advance(by: .seconds(4))
        try await clock.settle { looks.isHeld }
        let late = Self.wait(watch, for: 1)
        try await clock.settle { await watch.waiting == 2 }
        looks.release()
        #expect(try await early.value == 1)
        try await clock.settle(sleeping: 1)
        clock.advance(by: .seconds(4))
        #expect(try await late.value == 2)
        #expect(looks.begun == 2)
    }

    @Test func aNewWaiterMakesTheNextLookSooner() async throws {
        let clock = ManualClock()
        let looks = Looks()
        let watch = Self.watch(looks, clock)
        let old = Self.wait(watch, for: 4)
        for (turn, pause) in [Duration.seconds(4), .seconds(6)].enumerated() {
            try await clock.settle(sleeping: 1)
            clock.advance(by: pause)
            try await clock.settle { looks.begun == turn + 1 }
        }
        try await clock.settle(sleeping: 1)
        clock.advance(by: .seconds(1))
        let new = Self.wait(watch, for: 1)
        try await clock.settle { await watch.waiting == 2 && clock.sleeping == 1 }
        clock.advance(by: .seconds(4))
        #expect(try await new.value == 3)
        try await clock.settle { await watch.waiting == 1 && clock.sleeping == 1 }
        clock.advance(by: .seconds(9))
        #expect(try await old.value == 4)
    }

    @Test func cancellingEndsOneWaitAndNoOther() async throws {
        let clock = ManualClock()
        let looks = Looks(holding: 1)
        let watch = Self.watch(looks, clock)
        let (one, two) = (Self.wait(watch, for: 1), Self.wait(watch, for: 1))
        try await clock.settle { await watch.waiting == 2 && clock.sleeping == 1 }
        clock.advance(by: .seconds(4))
        try await clock.settle { looks.isHeld }
        one.cancel()
        let gone = await #expect(throws: ProviderError.self) { try await one.value }
        #expect(gone?.code == "Cancelled")
        #expect(gone?.kind == .transient)
        #expect(!looks.wasCancelled)
        looks.release()
        #expect(try await two.value == 1)
    }

    @Test func theLastOneToGoEndsTheLook() async throws {
        let clock = ManualClock()
        let looks = Looks(holding: 1)
        let watch = Self.watch(looks, clock)
        let task = Self.wait(watch, for: 1)
        try await clock.settle(sleeping: 1)
        clock.advance(by: .seconds(4))
        try await clock.settle { looks.isHeld }
        task.cancel()
        await #expect(throws: ProviderError.self) { try await task.value }
        try await clock.settle { looks.wasCancelled }
        // The watch is as good as new.
        let next = Self.wait(watch, for: 2)
        try await clock.settle(sleeping: 1)
        clock.advance(by: .seconds(4))
        #expect(try await next.value == 2)
        // And a wait that is cancelled in its pause leaves nothing running.
        let last = Self.wait(watch, for: 9)
        try await clock.settle(sleeping: 1)
        last.cancel()
        await #expect(throws: ProviderError.self) { try await last.value }
        try await clock.settle(sleeping: 0)
        #expect(looks.begun == 2)
    }

    @Test(arguments: [ProviderError.Kind.transient, .rateLimited(retryAfter: .seconds(1))])
    func aLookThatFailsInPassingIsOneTurnLost(_ kind: ProviderError.Kind) async throws {
        let clock = ManualClock(skipping: true)
        let looks = Looks(failures: [1: Self.error(kind), 2: Self.error(kind)])
        let watch = Self.watch(looks, clock)
        #expect(try await Self.wait(watch, for: 1).value == 3)
        #expect(clock.now.offset == .seconds(4 + 6 + 9))
    }

    @Test func lookingFailsAtTheLimit() async throws {
        let clock = ManualClock(skipping: true)
        let all = Dictionary(
            uniqueKeysWithValues: (1...99).map { ($0, Self.error(.rateLimited(retryAfter: nil), "SLOW")) })
        let watch = Self.watch(Looks(failures: all), clock)
        let error = await #expect(throws: ProviderError.self) {
            try await Self.wait(watch, for: 1, limit: .seconds(30)).value
        }
        #expect(error?.code == "SLOW")
        #expect(error?.kind == .transient)
        #expect(clock.now.offset == .seconds(30))
    }

    @Test func waitingEndsAtTheLimit() async throws {
        let clock = ManualClock(skipping: true)
        let looks = Looks()
        let error = await #expect(throws: ProviderError.self) {
            try await Self.wait(Self.watch(looks, clock), for: 99, limit: .seconds(11)).value
        }
        #expect(error?.code == "StillPending")
        #expect(error?.kind == .transient)
        #expect(clock.slept == [.seconds(4), .seconds(6), .seconds(1)])
        #expect(looks.begun == 3)
    }

    /// And it says nothing of what is waited for: a create whose look is redirected is not refused.
    @Test(arguments: [ProviderError.Kind.auth, .invalid, .notFound, .conflict, .capacity, .operationFailed])
    func aLookThatCannotWorkEndsTheWait(kind: ProviderError.Kind) async throws {
        let clock = ManualClock(skipping: true)
        let watch = Self.watch(Looks(failures: [1: Self.error(kind)]), clock)
        let error = await #expect(throws: ProviderError.self) { try await Self.wait(watch, for: 1).value }
        #expect(error == Self.error(.transient))
    }

    @Test func whatTheAnswerThrowsIsThrownAsItIs() async throws {
        let watch = Self.watch(Looks(), ManualClock(skipping: true))
        let error = await #expect(throws: ProviderError.self) {
            try await watch.wait(limit: .seconds(9), provider: .lambda, for: "it") {
                (_) throws(ProviderError) -> Int? in
                throw Self.error(.capacity)
            }
        }
        #expect(error == Self.error(.capacity))
    }
}
