import Hosts
import JSON
import Networking
import Providers
import TestServers

/// What a test puts between an adapter and its cloud.
struct Wiring: Sendable {
    /// When reads are sent again; nil for as the adapter thinks right.
    var policy: RetryPolicy? = .never
    var transport: any HTTPTransport = Self.sockets
    var trace: (any HTTPTrace)?
    var notice: @Sendable (RetryNotice) -> Void = { _ in }
    /// Options of the world, in the cloud's own words.
    var options: [String: JSONValue] = [:]

    static let sockets = ClientTransport()
    /// Sockets and nothing else.
    static let plain = Wiring(policy: nil)

    /// All that a provider is given.
    func context(
        settings: OptionMap, variables: [String: String], clock: InstantClock, meter: RequestMeter
    ) -> ProviderContext {
        ProviderContext(
            settings: settings, environment: { variables[$0] }, stateFolder: "/nowhere", clock: clock, meter: meter,
            transport: transport, trace: trace, readPolicy: policy, notice: notice)
    }
}

/// A cloud of one's own: a world of its test server, with a provider on it whose waits take no time.
protocol CloudBench: Sendable {
    associatedtype Adapter: HostProvider

    /// What the suite needs to know of the cloud.
    static var target: ConformanceTarget { get }
    /// What the rules of the wire need to know of it, besides.
    static var wire: WireFacts { get }
    /// A fresh, empty world.
    static func open(_ wiring: Wiring) async throws -> Self

    /// Faults are scripted and the server's log is read here.
    var world: TestWorld { get }
    var provider: Adapter { get }
    var meter: RequestMeter { get }
    var clock: InstantClock { get }
    /// Scripts one of the suite's faults in the cloud's own words.
    func script(_ fault: ScriptedFault) async throws
}

extension CloudBench {
    /// A fresh world for a rule of the suite.
    static func conforming(
        _ faults: [ScriptedFault], options: [String: JSONValue] = [:]
    ) async throws -> ConformanceTarget.Bench {
        let bench = try await open(Wiring(options: options))
        for fault in faults where fault.verb == "create" { try await bench.script(fault) }
        let later = faults.filter { $0.verb != "create" }
        return ConformanceTarget.Bench(
            provider: bench.provider, meter: bench.meter, digest: { Digest(of: try await bench.world.digest()) },
            arm: { for fault in later { try await bench.script(fault) } },
            refusals: { try await bench.world.refusals() })
    }

    /// The cloud for the rules of the wire.
    static var wireTarget: WireTarget {
        WireTarget(names: target, facts: wire) { wiring in
            let bench = try await open(wiring)
            return WireTarget.Bench(
                provider: bench.provider, world: bench.world, meter: bench.meter, clock: bench.clock)
        }
    }
}
