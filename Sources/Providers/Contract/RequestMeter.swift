import Synchronization

/// Counts the requests made to one account, for the plan's "Observed 2 hosts in 3 requests".
public final class RequestMeter: Sendable {
    private let counts = Mutex((reads: 0, writes: 0))

    /// Starts at zero.
    public init() {}

    /// Notes a request that changes nothing.
    public func countRead() { counts.withLock { $0.reads += 1 } }
    /// Notes a request that may change something.
    public func countWrite() { counts.withLock { $0.writes += 1 } }

    /// Requests that change nothing, so far.
    public var reads: Int { counts.withLock { $0.reads } }
    /// Requests that may change something, so far.
    public var writes: Int { counts.withLock { $0.writes } }
}
