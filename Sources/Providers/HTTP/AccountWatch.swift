public import Hosts

/// One poll for everybody who waits on an account: while anyone waits, the account is looked at in turns, and every
/// waiter is shown each look. N pending hosts cost one call a turn, not N.
public actor AccountWatch<Look: Sendable> {
    private let look: @Sendable () async throws(ProviderError) -> Look
    private let timeline: Timeline
    private let interval: Duration
    private let longest: Duration
    private var current: (turn: Int, task: Task<Result<Look, ProviderError>, Never>)?
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

    /// Waits until a look answers a question.
    /// - Parameters:
    ///   - limit: how long to wait in all.
    ///   - what: what is waited for, for the message: `train-01 to be running`.
    ///   - answer: nil to go on waiting; throws to give up. Looks begun before the wait are not shown.
    /// - Throws: what `answer` or the look throws; `transient` with code `StillPending` when the limit has passed.
    public func wait<Answer: Sendable>(
        limit: Duration, provider: ProviderID, for what: String,
        _ answer: @Sendable (Look) throws(ProviderError) -> Answer?
    ) async throws(ProviderError) -> Answer {
        let start = timeline.now
        let turn = turns
        var pause = interval
        while true {
            do { try await timeline.sleep(for: pause) } catch {
                throw ProviderError(
                    .transient, provider: provider, code: "Cancelled", message: "gave up waiting for \(what)")
            }
            let seen = try await nextLook(after: turn).get()
            if let found = try answer(seen) { return found }
            guard timeline.now - start < limit else {
                throw ProviderError(
                    .transient, provider: provider, code: "StillPending",
                    message: "waited \(limit.spoken) for \(what)")
            }
            pause = min(longest, pause + pause / 2)
        }
    }

    /// A look begun after a turn: the one in flight if it is younger, else a new one. A look that began before the
    /// waiter's own call ended may show the world as it was before that call.
    private func nextLook(after turn: Int) async -> Result<Look, ProviderError> {
        while let current {
            let result = await current.task.value
            if current.turn > turn { return result }
            if self.current?.turn == current.turn { self.current = nil }
        }
        turns += 1
        let mine = turns
        let look = look
        let task = Task { () -> Result<Look, ProviderError> in
            do throws(ProviderError) { return .success(try await look()) } catch { return .failure(error) }
        }
        current = (mine, task)
        let result = await task.value
        if current?.turn == mine { current = nil }
        return result
    }
}
