import Hosts
import Providers
import Testing

/// A fault that a target's cloud is scripted with.
struct ScriptedFault: Sendable {
    enum Kind: String, Sendable {
        case stockOut = "stock-out"
        case quota
        case rateLimit = "rate-limit"
        case auth
        case transient
        case answerLost = "answer-lost"
        case acceptedThenFailed = "accepted-then-failed"
        case listLag = "list-lag"
    }

    var verb: String
    var kind: Kind
    var retryAfter: Int?
    var after = 0
}

/// One adapter under test: what it says of itself, names that its cloud knows, and a fresh cloud for each rule.
struct ConformanceTarget: Sendable, CustomTestStringConvertible {
    /// A fresh, empty cloud with a provider on it.
    struct Bench: Sendable {
        var provider: any HostProvider
        var meter: RequestMeter
        /// Changes exactly when something in the cloud changes.
        var digest: @Sendable () async throws -> Digest
        /// Lets the faults of reading calls begin, where a create reads, too.
        var arm: @Sendable () async throws -> Void = {}
        /// What the cloud's own strictness refused so far.
        var refusals: @Sendable () async throws -> [String] = { [] }
    }

    var name: String
    /// Two machine types that one host can be resized between, and a size for its data disk.
    var machineTypes = ("standard-2", "standard-4")
    var region: String?
    var zone: String? = "local-a"
    var sshKeys: [String] = []
    /// Nil for a cloud without data disks.
    var dataDisk: DataDisk? = DataDisk(sizeGB: 50, type: .balanced)
    var tags = ["web"]
    /// Mutating requests that the first create of an account takes, its data disk included.
    var createWrites = 1
    /// Hosts that make more than one page.
    var manyHosts = 501
    /// Requests that a list of 20 hosts may take.
    var listCost = 1...3
    /// Whether a create that has returned may still be missing in lists. Not so where the create itself waits by listing.
    var lagOutlivesCreate = true
    var image = "ubuntu-24.04-lts"
    var make: @Sendable ([ScriptedFault]) async throws -> Bench

    var testDescription: String { name }

    /// The same cloud behind an adapter that does something wrong.
    func tampered(_ name: String, _ tamper: @escaping @Sendable (inout Tampered) -> Void) -> ConformanceTarget {
        var target = self
        let make = make
        target.name = name
        target.make = { faults in
            var bench = try await make(faults)
            var adapter = Tampered(bench.provider)
            tamper(&adapter)
            bench.provider = adapter
            return bench
        }
        return target
    }
}

extension ConformanceTarget {
    func create(_ host: String, token: String? = nil, lineage: String = Sample.lineage) -> CreateRequest {
        var configuration = HostConfiguration(
            region: region, zone: zone, machineType: machineTypes.0, image: image, bootDiskGB: 20)
        configuration.dataDisk = dataDisk
        configuration.labels = ["team": "math"]
        configuration.tags = tags
        configuration.sshKeys = sshKeys
        return CreateRequest(
            token: token ?? "t-\(host)", mark: Sample.mark(host, lineage: lineage), configuration: configuration)
    }
}
