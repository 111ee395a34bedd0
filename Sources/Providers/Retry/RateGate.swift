/// Keeps the calls to one account within its limits: so many in flight, so many a second, none while it is paused.
///
/// Reads and writes have a bucket of tokens each. Calls are let in first come, first served. A pause holds back calls
/// that are not in yet, all of them: a cloud that refused one call for the rate would refuse the next.
public actor RateGate {
    /// Limits of an account.
    public struct Limits: Hashable, Sendable {
        /// Calls in flight at once, at least 1.
        public var inFlight: Int
        /// Reading calls a second; nil for no limit.
        public var readsPerSecond: Int?
        /// Writing calls a second; nil for no limit.
        public var writesPerSecond: Int?
        /// Calls that may come at once after a quiet time, at least 1.
        public var burst: Int

        /// Makes limits.
        public init(inFlight: Int, readsPerSecond: Int? = nil, writesPerSecond: Int? = nil, burst: Int = 10) {
            self.inFlight = inFlight
            self.readsPerSecond = readsPerSecond
            self.writesPerSecond = writesPerSecond
            self.burst = burst
        }
    }

    private let limits: Limits
    private let timeline: Timeline
    private var inFlight = 0
    private var waiting: [(id: Int, resume: CheckedContinuation<Bool, Never>)] = []
    private var lastID = 0
    private var pausedUntil: Duration = .zero
    /// When the next token of each bucket is due, were no burst allowed; long past at first, so a bucket starts full.
    private var nextRead: Duration = .seconds(-1_000_000_000)
    private var nextWrite: Duration = .seconds(-1_000_000_000)

    /// Makes a gate.
    public init(limits: Limits, clock: any Clock<Duration> = .continuous) {
        self.limits = limits
        timeline = Timeline(clock)
    }

    /// Waits until a call may be made. Whoever was let in calls `leave` afterwards.
    /// - Throws: `CancellationError` if the task was cancelled; it was not let in then.
    public func enter(_ call: CallKind) async throws {
        try await takeSlot()
        do {
            try await timeline.sleep(for: reserve(writes: call.writes))
            while pausedUntil > timeline.now { try await timeline.sleep(for: pausedUntil - timeline.now) }
            try Task.checkCancellation()
        } catch {
            leave()
            throw error
        }
    }

    /// Ends a call that was let in.
    public func leave() {
        if waiting.isEmpty {
            inFlight -= 1
        } else {
            // The slot goes straight to the next in line.
            waiting.removeFirst().resume.resume(returning: true)
        }
    }

    /// Lets nobody in for a while, from now; a longer pause that runs already stays.
    public func pause(for duration: Duration) { pausedUntil = max(pausedUntil, timeline.now + duration) }

    /// Calls in flight or about to be.
    public var occupied: Int { inFlight }
    /// Calls that wait for a slot.
    public var queued: Int { waiting.count }

    private func takeSlot() async throws {
        try Task.checkCancellation()
        if inFlight < max(1, limits.inFlight) {
            inFlight += 1
            return
        }
        lastID += 1
        let id = lastID
        let admitted = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                if Task.isCancelled {
                    continuation.resume(returning: false)
                } else {
                    waiting.append((id, continuation))
                }
            }
        } onCancel: {
            Task { await self.abandon(id) }
        }
        if !admitted { throw CancellationError() }
    }

    private func abandon(_ id: Int) {
        guard let place = waiting.firstIndex(where: { $0.id == id }) else { return }
        waiting.remove(at: place).resume.resume(returning: false)
    }

    /// Takes the next token and says how long until it is due. A bucket is a due date that each call moves on by one
    /// interval, and that lags behind now by at most the burst.
    private func reserve(writes: Bool) -> Duration {
        guard let rate = writes ? limits.writesPerSecond : limits.readsPerSecond, rate > 0 else { return .zero }
        let interval = Duration.seconds(1) / rate
        let now = timeline.now
        let due = max(writes ? nextWrite : nextRead, now - interval * (max(1, limits.burst) - 1))
        if writes { nextWrite = due + interval } else { nextRead = due + interval }
        return due - now
    }
}
