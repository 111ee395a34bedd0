/// An instance as the cloud tells it.
struct LambdaInstance: Hashable, Sendable {
    var id: String
    var name: String?
    var status: String
    var ip: String?
    var region: String?
    var machineType: String?
    var keys: [String]
    var rulesets: [String]
    var tags: [String: String]

    /// Whether it is gone, or so far gone that nothing brings it back. Such ones stay in lists for a while.
    var isGone: Bool { status == "terminated" || status == "preempted" }
}

/// A registered SSH key.
struct LambdaKey: Hashable, Sendable {
    var id: String
    var name: String
    var publicKey: String?
}

/// A firewall ruleset.
struct LambdaRuleset: Hashable, Sendable {
    var id: String
    var name: String
    var region: String?
}

/// An image in one region.
struct LambdaImage: Hashable, Sendable {
    var id: String
    var name: String?
    var family: String?
    var architecture: String?
    var region: String?
}

/// A machine type with the regions that say they have some.
struct LambdaType: Hashable, Sendable {
    var name: String
    var description: String
    var gpuDescription: String
    var centsPerHour: Int?
    var cpu: Int
    var ramGB: Int
    var diskGB: Int?
    var gpus: Int
    var regions: [String]
}
