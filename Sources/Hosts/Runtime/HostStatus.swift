/// The one vocabulary for what a VM is doing; every adapter has a table from its cloud's raw words to these.
public enum HostStatus: String, Hashable, Sendable, CaseIterable {
    /// Being made or booted.
    case starting
    /// On.
    case running
    /// On its way to off, or to being deleted.
    case stopping
    /// Off; its disks exist.
    case stopped
    /// The cloud says it failed.
    case error
    /// The cloud says there is none. An observation, not an error.
    case absent
    /// The cloud used a word we do not know.
    case unknown
}
