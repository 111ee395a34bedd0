import Hosts
import JSON
import Networking
import Providers
import TestServers
import Testing

/// The adapter in front of a world of the test server.
struct GCPBench: CloudBench {
    var world: TestWorld
    var provider: GCPProvider
    var meter: RequestMeter
    var clock: InstantClock

    private static let transport = Wiring.sockets

    /// - Parameters:
    ///   - options: of the world.
    ///   - environment: instead of a token that is good for ever.
    static func make(
        _ options: [String: JSONValue] = [:], settings: [String: JSONValue] = [:],
        environment: (@Sendable (TestWorld) -> [String: String])? = nil, policy: RetryPolicy = .never,
        wiring: Wiring = .plain
    ) async throws -> GCPBench {
        let world = try await TestServer.world("gcp", options)
        let variables = environment?(world) ?? ["GOOGLE_OAUTH_ACCESS_TOKEN": "letmein"]
        let (meter, clock) = (RequestMeter(), InstantClock())
        let all = settings.merging(["endpoint": .string(world.base), "project": .string("proj")]) { ours, _ in ours }
        let (parsed, findings) = GCPSettings.parse(all.filter { $0.value != .null })
        guard findings.isEmpty else { throw BadSettings(findings: findings) }
        let context = wiring.context(settings: all, variables: variables, clock: clock, meter: meter)
        return GCPBench(
            world: world, provider: GCPProvider(context: context, settings: parsed, policy: policy), meter: meter,
            clock: clock)
    }

    /// The adapter of another run, which remembers nothing of this one's.
    func afterACrash() -> GCPBench {
        var settings = GCPSettings()
        (settings.endpoint, settings.project) = (world.base, "proj")
        let (meter, clock) = (RequestMeter(), InstantClock())
        let context = ProviderContext(
            settings: [:], environment: { ["GOOGLE_OAUTH_ACCESS_TOKEN": "letmein"][$0] }, stateFolder: "/nowhere",
            clock: clock, meter: meter, transport: Self.transport)
        return GCPBench(
            world: world, provider: GCPProvider(context: context, settings: settings, policy: .never), meter: meter,
            clock: clock)
    }

    struct BadSettings: Error { var findings: [SettingFinding] }

    /// A request for a host in a zone.
    static func request(
        _ host: String, zone: String? = "us-central1-a", machineType: String = "e2-standard-2",
        _ edit: (inout HostConfiguration) -> Void = { _ in }
    ) -> CreateRequest {
        var configuration = HostConfiguration(
            region: "us-central1", zone: zone, machineType: machineType, image: "ubuntu-2404-lts-amd64",
            bootDiskGB: 20)
        configuration.dataDisk = DataDisk(sizeGB: 50, type: .balanced)
        configuration.labels = ["team": "math"]
        configuration.tags = ["web"]
        edit(&configuration)
        return CreateRequest(token: "t-\(host)", mark: Sample.mark(host), configuration: configuration)
    }

    /// An insert that is accepted and fails.
    static func lateFailure(_ code: String, _ message: String, status: Int) -> [String: JSONValue] {
        [
            "fail_next": .object([
                "operation": .string("insert"), "status": .int(status), "message": .string("FAILED"),
                "errors": .array([.object(["code": .string(code), "message": .string(message)])]),
            ])
        ]
    }

    /// An error body in the cloud's form.
    static func envelope(_ status: Int, _ reason: String) -> JSONValue {
        .object([
            "error": .object([
                "code": .int(status), "message": .string("told so"),
                "errors": .array([
                    .object([
                        "domain": .string("global"), "reason": .string(reason), "message": .string("told so"),
                    ])
                ]),
            ])
        ])
    }

    /// Everything that is left in the cloud, as text.
    func left() async throws -> [String] {
        let state = try await world.state()
        return ["instances", "disks", "firewalls"].flatMap { kind in
            (state[kind]?.arrayValue ?? []).map { "\(kind): \($0["name"]?.stringValue ?? "")" }
        }
    }
}

extension GCPBench {
    static func open(_ wiring: Wiring) async throws -> GCPBench {
        let variables = ["GOOGLE_OAUTH_ACCESS_TOKEN": wire.credential]
        let bench = try await make(wiring.options, environment: { _ in variables }, wiring: wiring)
        try await bench.world.poke(["token": .string(wire.credential)])
        return bench
    }

    static let target: ConformanceTarget = {
        var target = ConformanceTarget(name: "gcp") { faults in try await conforming(faults) }
        target.machineTypes = ("e2-standard-2", "e2-standard-4")
        target.region = "us-central1"
        target.zone = "us-central1-a"
        target.image = "ubuntu-2404-lts-amd64"
        return target
    }()

    static let wire = WireFacts(
        create: .init(method: .post, path: "*/instances"), delete: .init(method: .delete, path: "*/instances/*"),
        lists: ["*/aggregated/instances", "*/aggregated/disks"].map { .init(method: .get, path: $0) },
        credential: "ya29.canary-9f2c1d7e5b", renews: true, smallPages: .of(["page": .int(5)]),
        emptyPage: .of(["page": .int(5), "empty_page": .bool(true)]),
        lateStockOut: .of(lateFailure("ZONE_RESOURCE_POOL_EXHAUSTED", "sold out", status: 503)),
        lateQuota: .of(lateFailure("QUOTA_EXCEEDED", "Quota 'CPUS' exceeded. Limit: 24.0", status: 403)))

    func script(_ fault: ProvidersTests.ScriptedFault) async throws {
        let method: HTTPRequest.Method = fault.verb == "create" ? .post : .get
        let path = ["create": "*/instances", "list": "*/aggregated/instances", "get": "*/instances/*"][fault.verb]
        func fails(_ status: Int, _ reason: String, times: Int = 1) async throws {
            let headers = fault.retryAfter.map { ["Retry-After": "\($0)"] } ?? [:]
            try await world.fail(
                .init(
                    .status, method: method, path: path, times: times, status: status, headers: headers,
                    body: Self.envelope(status, reason)))
        }
        switch fault.kind {
        case .stockOut: try await world.poke(Self.lateFailure("ZONE_RESOURCE_POOL_EXHAUSTED", "sold out", status: 503))
        case .quota: try await fails(403, "quotaExceeded")
        case .rateLimit: try await fails(403, "rateLimitExceeded")
        // Once for the token, once for its successor.
        case .auth: try await fails(401, "authError", times: 2)
        case .transient: try await fails(503, "backendError")
        case .answerLost: try await world.fail(.init(.dropAfter, method: method, path: path))
        case .acceptedThenFailed: try await world.poke(Self.lateFailure("INTERNAL_ERROR", "no luck", status: 500))
        case .listLag: try await world.poke(["lag": .int(1)])
        }
    }
}
