public import Hosts

/// What sort of call is made, as far as retries and rates care.
public enum CallKind: Hashable, Sendable {
    /// A call that changes nothing.
    case read
    /// A call that may change something.
    case write(CloudVerb)

    /// Whether doing it twice is doing it once. A restart is not: the second interrupts what the first began.
    public var isIdempotent: Bool {
        switch self {
        case .write(.restart), .write(.hardRestart): false
        case .read, .write: true
        }
    }

    /// Whether it may change something.
    public var writes: Bool { self != .read }

    /// `read`, or the verb.
    public var name: String {
        switch self {
        case .read: "read"
        case .write(let verb): verb.rawValue
        }
    }
}
