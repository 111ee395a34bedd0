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
    }

    var name: String
    /// Two machine types that one host can be resized between, and a size for its data disk.
    var machineTypes = ("standard-2", "standard-4")
    var zone: String? = "local-a"
    var image = "ubuntu-24.04-lts"
    var make: @Sendable ([ScriptedFault]) throws -> Bench

    var testDescription: String { name }

    /// The same cloud behind an adapter that does something wrong.
    func tampered(_ name: String, _ tamper: @escaping @Sendable (inout Tampered) -> Void) -> ConformanceTarget {
        var target = self
        let make = make
        target.name = name
        target.make = { faults in
            var bench = try make(faults)
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
            region: nil, zone: zone, machineType: machineTypes.0, image: image, bootDiskGB: 20)
        configuration.dataDisk = DataDisk(sizeGB: 50, type: .balanced)
        configuration.labels = ["team": "math"]
        configuration.tags = ["web"]
        return CreateRequest(
            token: token ?? "t-\(host)", mark: Sample.mark(host, lineage: lineage), configuration: configuration)
    }
}
