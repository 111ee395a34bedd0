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
    /// Whether the cloud would terminate it now, as far as it tells.
    var mayTerminate = true

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
    var version: String?
    var updated: String?

    /// Orders images of one family: by the numbers of the version, then by date.
    var age: Age {
        Age(
            version: (version ?? "").split { !$0.isASCII || !$0.isNumber }.map { Int($0) ?? .max },
            updated: updated ?? "", id: id)
    }

    /// How new an image is.
    struct Age: Comparable {
        var version: [Int]
        var updated: String
        var id: String

        static func < (left: Age, right: Age) -> Bool {
            if left.version != right.version { return left.version.lexicographicallyPrecedes(right.version) }
            return (left.updated, left.id) < (right.updated, right.id)
        }
    }
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
