import Hosts
import Networking
import Providers
import TestServers
import Testing

/// An adapter that speaks HTTP, in front of worlds of its cloud's test server.
struct WireTarget: Sendable, CustomTestStringConvertible {
    /// A fresh world with a provider on it.
    struct Bench: Sendable {
        var provider: any HostProvider
        var world: TestWorld
        var meter: RequestMeter
        var clock: InstantClock
    }

    /// What the suite knows of the cloud.
    var names: ConformanceTarget
    var facts: WireFacts
    var make: @Sendable (Wiring) async throws -> Bench

    var testDescription: String { names.name }

    /// Every cloud that speaks HTTP.
    static let all = [GCPBench.wireTarget, HyperstackBench.wireTarget, LambdaBench.wireTarget]

    func create(_ host: String) -> CreateRequest { names.create(host) }

    /// A world with hosts `h-0` to `h-N`.
    func make(_ wiring: Wiring, hosts: Int) async throws -> Bench {
        let bench = try await make(wiring)
        for index in 0..<hosts { _ = try await bench.provider.createHost(create("h-\(index)"), userData: nil) }
        return bench
    }

    /// The same cloud, reached by an adapter or on a way that does something wrong.
    func broken(
        wiring rewire: @escaping @Sendable (inout Wiring) -> Void = { _ in },
        adapter tamper: (@Sendable (inout Tampered) -> Void)? = nil
    ) -> WireTarget {
        var target = self
        let make = make
        target.make = { wiring in
            var wiring = wiring
            rewire(&wiring)
            var bench = try await make(wiring)
            if let tamper {
                var adapter = Tampered(bench.provider)
                tamper(&adapter)
                bench.provider = adapter
            }
            return bench
        }
        return target
    }
}

/// What a list shows, and what is said of it when it is not what it should be.
extension FleetListing {
    var counts: String { "\(hosts.count) hosts and \(disks.count) disks" }
}
