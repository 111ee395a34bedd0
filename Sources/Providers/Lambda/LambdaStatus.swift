import Hosts

/// The cloud's words for what an instance does, in ours.
enum LambdaStatus {
    /// Booting, or up without an address yet, is starting; an address may come late.
    static func status(_ instance: LambdaInstance) -> HostStatus {
        switch instance.status {
        case "booting": .starting
        case "active": instance.ip == nil ? .starting : .running
        case "unhealthy": .error
        case "terminating": .stopping
        case "terminated", "preempted": .absent
        default: .unknown
        }
    }
}
