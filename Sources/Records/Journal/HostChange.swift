public import Hosts

/// How one host's record reads after a journal line: replaying lines in order gives the state exactly.
public struct HostChange: Hashable, Sendable {
    /// The host's name.
    public var host: String
    /// The whole new record; nil removes the host.
    public var record: HostRecord?

    /// The host's record becomes this one.
    public static func put(_ host: String, _ record: HostRecord) -> Self { Self(host: host, record: record) }

    /// The host leaves the state.
    public static func remove(_ host: String) -> Self { Self(host: host, record: nil) }
}
