import Hosts
import JSON
import Networking
import Providers
import TestServers

/// A Lambda of one's own: a world of the test server, with a provider on it whose waits take no time.
struct LambdaBench: CloudBench {
    static let key = "secret_lambda-canary-9f2c1d7e5b"
    static let sshKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ8V2gqHk5c1yWcX5b0m6d4e3f2g1h0i9j8k7l6m5n4o ada@lab"
    static let otherKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBBBBBqHk5c1yWcX5b0m6d4e3f2g1h0i9j8k7l6m5n4o bob@lab"

    let world: TestWorld
    let provider: LambdaProvider
    let meter = RequestMeter()
    let clock = InstantClock()

    /// A world in which `laptop` is registered.
    init(
        _ options: [String: JSONValue] = [:], settings: OptionMap = [:], key: String? = key, wiring: Wiring = .plain
    ) async throws {
        let own: [String: JSONValue] = [
            "key": .string(Self.key), "keys": .object(["laptop": .string("ssh-ed25519 AAAAlaptop")]),
        ]
        world = try await TestServer.world("lambda", options.merging(own) { mine, _ in mine })
        provider = Self.provider(world, settings, key: key, meter: meter, clock: clock, wiring: wiring)
    }

    /// Another process's provider on the same cloud.
    func another(settings: OptionMap = [:], key: String? = key) -> LambdaProvider {
        Self.provider(world, settings, key: key, meter: meter, clock: clock, wiring: .plain)
    }

    private static func provider(
        _ world: TestWorld, _ settings: OptionMap, key: String?, meter: RequestMeter, clock: InstantClock,
        wiring: Wiring
    ) -> LambdaProvider {
        var settings = settings
        settings["endpoint"] = .string("\(world.base)/api/v1")
        let variables = key.map { ["LAMBDA_API_KEY": $0] } ?? [:]
        let context = wiring.context(settings: settings, variables: variables, clock: clock, meter: meter)
        return LambdaProvider(context: context, settings: LambdaSettings.parse(settings).settings)
    }

    /// A create request for a host with a public key of its own.
    static func request(
        _ host: String, fleet: String = "lab", sshKeys: [String] = [sshKey],
        _ edit: (inout HostConfiguration) -> Void = { _ in }
    ) -> CreateRequest {
        var request = target.create(host)
        request.mark.fleet = fleet
        request.configuration.sshKeys = sshKeys
        edit(&request.configuration)
        return request
    }

    /// Names of the registered keys, sorted.
    func keyNames() async throws -> [String] { try await names(of: "keys") }

    /// Names of the firewall rulesets, sorted.
    func rulesetNames() async throws -> [String] { try await names(of: "rulesets") }

    private func names(of member: String) async throws -> [String] {
        try await world.state()[member]?.objectValue?.values.compactMap { $0["name"]?.stringValue }.sorted() ?? []
    }

    /// Paths of the mutating requests so far, with their methods.
    func writes() async throws -> [String] {
        try await world.writes().map { "\($0.method) \($0.path.replacing("/api/v1", with: ""))" }
    }

    /// An error of the cloud's form.
    static func error(_ code: String, _ message: String = "scripted") -> JSONValue {
        .object(["error": .object(["code": .string(code), "message": .string(message)])])
    }

    /// This cloud for the conformance suite: no data disks, no stop, no resize, labels fixed at launch.
    static let target: ConformanceTarget = {
        var target = ConformanceTarget(name: "lambda") { faults in try await conforming(faults) }
        target.machineTypes = ("gpu_1x_a10", "gpu_1x_h100_pcie")
        target.region = "us-east-1"
        target.zone = nil
        target.image = "lambda-stack-24-04"
        target.dataDisk = nil
        target.tags = []
        // Lists have no pages.
        target.manyHosts = 12
        target.listCost = 1...1
        target.lagOutlivesCreate = false
        return target
    }()

    static let wire = WireFacts(
        create: .init(method: .post, path: "*/launch"), delete: .init(method: .post, path: "*/terminate"),
        lists: [.init(method: .get, path: "*/instances")], credential: key, renews: false,
        smallPages: .none(because: "a list is one answer"), emptyPage: .none(because: "a list is one answer"),
        lateStockOut: .none(because: "an instance that fails after its launch says no reason"),
        lateQuota: .none(because: "an instance that fails after its launch says no reason"))

    static func open(_ wiring: Wiring) async throws -> LambdaBench {
        try await LambdaBench(wiring.options, settings: ["ssh_key": .string("laptop")], wiring: wiring)
    }

    func script(_ fault: ProvidersTests.ScriptedFault) async throws {
        let wait = fault.retryAfter.map { ["Retry-After": "\($0)"] } ?? [:]
        let creates = fault.verb == "create"
        func fail(_ kind: TestServers.ScriptedFault.Kind, status: Int? = nil, code: String? = nil) async throws {
            try await world.fail(
                .init(
                    kind, method: creates ? .post : .get, path: creates ? "*/launch" : "*", times: creates ? 1 : 1000,
                    status: status, headers: wait, body: code.map { Self.error($0) }))
        }
        switch fault.kind {
        case .stockOut: try await world.poke(["sold_out": .array([.string("us-east-1/gpu_1x_a10")])])
        case .quota: try await world.poke(["quota": .int(0)])
        case .rateLimit: try await fail(.status, status: 429)
        case .auth: try await fail(.status, status: 401, code: "global/invalid-api-key")
        case .transient: try await fail(.status, status: 503)
        case .answerLost: try await fail(.dropAfter)
        case .acceptedThenFailed: try await world.poke(["fails_late": .bool(true)])
        case .listLag: try await world.poke(["hide": .int(1)])
        }
    }
}
