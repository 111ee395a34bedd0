import Synchronization

/// A clock whose sleeps return at once and take the time with them.
public final class InstantClock: Clock, Sendable {
    /// A point in its time.
    public struct Instant: InstantProtocol {
        var offset: Duration

        /// A point so much later.
        public func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        /// Time until another point.
        public func duration(to other: Instant) -> Duration { other.offset - offset }
        /// Whether it is earlier.
        public static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
    }

    private let state = Mutex((now: Instant(offset: .zero), slept: [Duration]()))

    /// A clock at zero.
    public init() {}

    /// Its time.
    public var now: Instant { state.withLock { $0.now } }
    /// Any duration is possible.
    public var minimumResolution: Duration { .zero }
    /// Time since it was made, all of it slept.
    public var elapsed: Duration { now.offset }
    /// Every sleep asked for, in order.
    public var slept: [Duration] { state.withLock { $0.slept } }

    /// Moves time on to the deadline, and lets other tasks run.
    public func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        try Task.checkCancellation()
        state.withLock { state in
            state.slept.append(state.now.duration(to: deadline))
            state.now = max(state.now, deadline)
        }
        await Task.yield()
        try Task.checkCancellation()
    }
}
