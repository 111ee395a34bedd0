/// Keeps the calls to one account within its limits: so many in flight, so many in a time, none while it is paused.
///
/// Reads and writes have a bucket of tokens each; some clouds count all calls together, and some count single calls,
/// such as launches, once more. Calls are let in first come, first served. A pause holds back calls that are not in yet,
/// all of them: a cloud that refused one call for the rate would refuse the next.
public actor RateGate {
    /// A bucket of tokens.
    public struct Pace: Hashable, Sendable {
        /// Time in which one token comes.
        public var every: Duration
        /// Calls that may come at once after a quiet time, at least 1.
        public var burst: Int

        /// One call in a time, and so many at once after a quiet time.
        public init(every: Duration, burst: Int = 1) {
            self.every = every
            self.burst = burst
        }
    }

    /// Which buckets a call takes from.
    public enum Bucket: Hashable, Sendable {
        /// That of reads or writes, and the common one.
        case usual
        /// That of single calls, and the usual ones.
        case single
    }

    /// Limits of an account.
    public struct Limits: Hashable, Sendable {
        /// Calls in flight at once, at least 1.
        public var inFlight: Int
        /// Reading calls; nil for no limit.
        public var reads: Pace?
        /// Writing calls; nil for no limit.
        public var writes: Pace?
        /// All calls together; nil for no limit.
        public var all: Pace?
        /// Single calls that the cloud counts by themselves; one at a time, whatever the burst. Nil for no limit.
        public var single: Duration?

        /// Makes limits of whole calls a second.
        /// - Parameters:
        ///   - inFlight: calls in flight at once, at least 1.
        ///   - readsPerSecond: reading calls a second; nil for no limit.
        ///   - writesPerSecond: writing calls a second; nil for no limit.
        ///   - burst: calls of each sort that may come at once after a quiet time, at least 1.
        public init(inFlight: Int, readsPerSecond: Int? = nil, writesPerSecond: Int? = nil, burst: Int = 10) {
            func pace(_ rate: Int?) -> Pace? {
                rate.flatMap { $0 > 0 ? Pace(every: .seconds(1) / $0, burst: burst) : nil }
            }
            self.init(inFlight: inFlight, reads: pace(readsPerSecond), writes: pace(writesPerSecond))
        }

        /// Makes limits of any pace.
        /// - Parameters:
        ///   - reads: reading calls; nil for no limit.
        ///   - writes: writing calls; nil for no limit.
        ///   - all: all calls together; nil for no limit.
        ///   - single: time between calls of the bucket `single`; nil for no limit.
        public init(inFlight: Int, reads: Pace?, writes: Pace?, all: Pace? = nil, single: Duration? = nil) {
            self.inFlight = inFlight
            self.reads = reads
            self.writes = writes
            self.all = all
            self.single = single
        }
    }

    /// When the next token of a bucket is due, were no burst allowed.
    private struct Due {
        /// Long past at first, so a bucket starts full.
        var next: Duration = .seconds(-1_000_000_000)
    }

    private let limits: Limits
    private let timeline: Timeline
    private let slots: Turnstile
    private let singles = Turnstile(places: 1)
    private var pausedUntil: Duration = .zero
    private var reads = Due()
    private var writes = Due()
    private var all = Due()
    private var nextSingle: Duration = .zero

    /// Makes a gate.
    public init(limits: Limits, clock: any Clock<Duration> = .continuous) {
        self.limits = limits
        timeline = Timeline(clock)
        slots = Turnstile(places: limits.inFlight)
    }

    /// Waits until a call may be made. Whoever was let in calls `leave` afterwards.
    /// - Throws: `CancellationError` if the task was cancelled; it was not let in then.
    public func enter(_ call: CallKind, _ bucket: Bucket = .usual) async throws {
        guard bucket == .single, let every = limits.single else { return try await enterUsual(call) }
        // The next single call waits outside, where it holds no place, until this one is through: only then is it
        // known when this one was made.
        try await singles.enter()
        do {
            try await timeline.sleep(for: nextSingle - timeline.now)
            try await enterUsual(call)
            nextSingle = timeline.now + every
        } catch {
            await singles.leave()
            throw error
        }
        await singles.leave()
    }

    /// Ends a call that was let in.
    public func leave() async { await slots.leave() }

    /// Lets nobody in for a while, from now; a longer pause that runs already stays.
    public func pause(for duration: Duration) { pausedUntil = max(pausedUntil, timeline.now + duration) }

    /// Calls in flight or about to be.
    public var occupied: Int { get async { await slots.occupied } }
    /// Calls that wait for a slot.
    public var queued: Int { get async { await slots.queued } }

    private func enterUsual(_ call: CallKind) async throws {
        try await slots.enter()
        do {
            try await timeline.sleep(
                for: call.writes ? reserve(limits.writes, &writes) : reserve(limits.reads, &reads))
            try await timeline.sleep(for: reserve(limits.all, &all))
            while pausedUntil > timeline.now { try await timeline.sleep(for: pausedUntil - timeline.now) }
            try Task.checkCancellation()
        } catch {
            await slots.leave()
            throw error
        }
    }

    /// Takes the next token and says how long until it is due. A bucket is a due date that each call moves on by one
    /// interval, and that lags behind now by at most the burst.
    private func reserve(_ pace: Pace?, _ bucket: inout Due) -> Duration {
        guard let pace, pace.every > .zero else { return .zero }
        let now = timeline.now
        let due = max(bucket.next, now - pace.every * (max(1, pace.burst) - 1))
        bucket.next = due + pace.every
        return due - now
    }
}
