/// A clock reduced to what waiting needs: how long since it was made, and sleeping.
///
/// Instants of `any Clock` cannot be compared; durations since one start can.
public struct Timeline: Sendable {
    private let elapsed: @Sendable () -> Duration
    private let wait: @Sendable (Duration) async throws -> Void

    /// Starts now, by a clock.
    public init(_ clock: any Clock<Duration>) { self = Self.start(clock) }

    private init(elapsed: @escaping @Sendable () -> Duration, wait: @escaping @Sendable (Duration) async throws -> Void)
    {
        self.elapsed = elapsed
        self.wait = wait
    }

    private static func start<C: Clock>(_ clock: C) -> Timeline where C.Duration == Duration {
        let start = clock.now
        return Timeline(
            elapsed: { start.duration(to: clock.now) },
            wait: { try await clock.sleep(until: clock.now.advanced(by: $0), tolerance: .zero) })
    }

    /// Time since the start.
    public var now: Duration { elapsed() }

    /// Waits; returns at once for zero and less.
    /// - Throws: `CancellationError`.
    public func sleep(for duration: Duration) async throws {
        if duration > .zero { try await wait(duration) }
    }
}
