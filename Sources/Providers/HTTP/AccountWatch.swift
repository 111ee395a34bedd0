public import Hosts

/// One poll for everybody who waits on an account: while anyone waits, the account is looked at in turns, and every
/// waiter is shown each look. N pending hosts cost one call a turn, not N, whenever each of them began to wait.
///
/// A look is due when the first waiter's is; as it is shown to all, all of them wait on from there together.
///
/// It is for waits on what a write has set going, of which a look that failed says nothing. So whatever it failed of comes
/// out as `transient`, also what would be final elsewhere: a redirect, a certificate, a list that is not found. What a
/// look found out is for `answer` to say.
public actor AccountWatch<Look: Sendable> {
    /// Somebody who waits for the next look.
    private struct Waiter {
        /// Looks begun when the wait began; only later ones are shown.
        var born: Int
        /// When a look is due, by `timeline`.
        var due: Duration
        /// Takes the look, or nil if the wait was cancelled.
        var resume: CheckedContinuation<Result<Look, ProviderError>?, Never>
    }

    private let look: @Sendable () async throws(ProviderError) -> Look
    private let timeline: Timeline
    private let interval: Duration
    private let longest: Duration
    private var waiters: [Int: Waiter] = [:]
    private var lastID = 0
    /// Sleeps until the next look is due.
    private var timer: (due: Duration, task: Task<Void, Never>)?
    /// The look in flight.
    private var looking: Task<Void, Never>?
    /// Looks begun so far.
    private var turns = 0

    /// Makes a watch.
    /// - Parameters:
    ///   - interval: wait before the first look; it grows by half each turn that a waiter waits.
    ///   - longest: the wait never passes this.
    ///   - look: one look at the whole account, such as a list call with all its pages.
    public init(
        every interval: Duration, atMost longest: Duration, clock: any Clock<Duration>,
        look: @escaping @Sendable () async throws(ProviderError) -> Look
    ) {
        self.interval = interval
        self.longest = longest
        timeline = Timeline(clock)
        self.look = look
    }

    /// How many wait now.
    public var waiting: Int { waiters.count }

    /// Waits until a look answers a question. A look that fails in passing is one turn lost, for as long as the limit
    /// has not passed.
    /// - Parameters:
    ///   - limit: how long to wait in all.
    ///   - what: what is waited for, for the message: `train-01 to be running`.
    ///   - answer: nil to go on waiting; throws to give up. Looks begun before the wait are not shown.
    /// - Throws: what `answer` throws, as it is; `transient` with code `StillPending` when the limit has passed, or with
    ///   the last look's own code if that look failed, or `Cancelled`; at once, a look's failure that no later look mends, as `transient`.
    public func wait<Answer: Sendable>(
        limit: Duration, provider: ProviderID, for what: String,
        _ answer: @Sendable (Look) throws(ProviderError) -> Answer?
    ) async throws(ProviderError) -> Answer {
        let start = timeline.now
        var pause = interval
        while true {
            let next = min(timeline.now + pause, start + limit)
            guard let seen = await nextLook(due: next), !Task.isCancelled else {
                throw ProviderError(
                    .transient, provider: provider, code: "Cancelled", message: "gave up waiting for \(what)")
            }
            var failure: ProviderError?
            switch seen {
            case .success(let look): if let found = try answer(look) { return found }
            case .failure(let error):
                var passing = error
                passing.kind = .transient
                guard Self.passes(error) else { throw passing }
                failure = passing
            }
            guard timeline.now - start < limit else {
                throw failure
                    ?? ProviderError(
                        .transient, provider: provider, code: "StillPending",
                        message: "waited \(limit.spoken) for \(what)")
            }
            pause = min(longest, pause + pause / 2)
        }
    }

    /// The next look that begins from now on; nil if the task was cancelled.
    /// - Parameter due: when it is to begin at the latest.
    private func nextLook(due: Duration) async -> Result<Look, ProviderError>? {
        lastID += 1
        let id = lastID
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                if Task.isCancelled {
                    continuation.resume(returning: nil)
                } else {
                    waiters[id] = Waiter(born: turns, due: due, resume: continuation)
                    arm()
                }
            }
        } onCancel: {
            Task { await self.abandon(id) }
        }
    }

    /// Sees to it that the next look begins when the first is due.
    private func arm() {
        guard looking == nil, let due = waiters.values.map(\.due).min() else { return }
        if let timer, timer.due <= due { return }
        timer?.task.cancel()
        let timeline = timeline
        timer = (
            due,
            Task {
                do { try await timeline.sleep(for: due - timeline.now) } catch { return }
                if !Task.isCancelled { begin() }
            }
        )
    }

    private func begin() {
        timer = nil
        turns += 1
        let turn = turns
        let look = look
        looking = Task {
            let result: Result<Look, ProviderError>
            do throws(ProviderError) { result = .success(try await look()) } catch { result = .failure(error) }
            show(result, turn)
        }
    }

    /// Shows a look to all who waited when it began.
    private func show(_ result: Result<Look, ProviderError>, _ turn: Int) {
        looking = nil
        for (id, waiter) in waiters where waiter.born < turn {
            waiters[id] = nil
            waiter.resume.resume(returning: result)
        }
        arm()
    }

    /// Ends a wait that was cancelled, and with the last one what runs for nobody.
    private func abandon(_ id: Int) {
        guard let waiter = waiters.removeValue(forKey: id) else { return }
        waiter.resume.resume(returning: nil)
        guard waiters.isEmpty else { return }
        timer?.task.cancel()
        timer = nil
        looking?.cancel()
    }

    private static func passes(_ error: ProviderError) -> Bool {
        switch error.kind {
        case .transient, .rateLimited: true
        case .auth, .capacity, .quota, .notFound, .conflict, .invalid, .operationFailed: false
        }
    }
}
