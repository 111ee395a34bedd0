import Hosts

/// A host's name, which must leave room for the uid and what else the cloud's names carry.
enum NameCheck {
    /// What is wrong.
    static func run(_ spec: HostSpec, _ cloud: String, _ limits: SpecLimits) -> Fault? {
        guard spec.name.utf8.count > limits.hostName else { return nil }
        var short = spec.name.prefix(limits.hostName)
        while short.last == "-" { short = short.dropLast() }
        return Fault(
            .nameTooLong, "",
            "the host name `\(spec.name)` is too long for \(cloud), which takes \(limits.hostName) characters",
            candidates: [String(short)],
            proof: ["capabilities of \(cloud): host names of at most \(limits.hostName) characters"])
    }
}
