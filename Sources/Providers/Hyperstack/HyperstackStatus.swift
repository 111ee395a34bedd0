import Hosts

/// Hyperstack's words for what a VM does, and ours.
enum HyperstackStatus {
    /// Every word seen or documented; any other is `unknown`.
    static let table: [String: HostStatus] = [
        "CREATING": .starting, "BUILD": .starting, "STARTING": .starting, "RESTORING": .starting,
        "REBOOT": .starting, "REBOOTING": .starting, "HARD_REBOOT": .starting,
        "ACTIVE": .running,
        "STOPPING": .stopping, "HIBERNATING": .stopping, "DELETING": .stopping,
        "SHUTOFF": .stopped, "HIBERNATED": .stopped,
        "ERROR": .error,
        "DELETED": .absent,
    ]

    /// Our word for theirs.
    static func map(_ raw: String) -> HostStatus { table[raw.uppercased()] ?? .unknown }
}
