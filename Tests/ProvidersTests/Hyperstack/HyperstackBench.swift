import Hosts
import JSON
import Networking
import Providers
import TestServers

/// A Hyperstack of one's own: a world of the test server, with a provider on it whose waits take no time.
struct HyperstackBench: CloudBench {
    static let key = "hs-canary-9f2c1d7e5b"
    static let sshKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ8V2gqHk5c1yWcX5b0m6d4e3f2g1h0i9j8k7l6m5n4o ada@lab"

    let world: TestWorld
    let provider: HyperstackProvider
    let meter = RequestMeter()
    let clock = InstantClock()

    init(
        _ options: [String: JSONValue] = [:], settings: OptionMap = [:], key: String? = key, wiring: Wiring = .plain
    ) async throws {
        world = try await TestServer.world(
            "hyperstack", options.merging(["key": .string(Self.key)]) { mine, _ in mine })
        provider = Self.provider(world, settings, key: key, meter: meter, clock: clock, wiring: wiring)
    }

    /// Another process's provider on the same cloud.
    func another(settings: OptionMap = [:], key: String? = key) -> HyperstackProvider {
        Self.provider(world, settings, key: key, meter: meter, clock: clock, wiring: .plain)
    }

    private static func provider(
        _ world: TestWorld, _ settings: OptionMap, key: String?, meter: RequestMeter, clock: InstantClock,
        wiring: Wiring
    ) -> HyperstackProvider {
        var settings = settings
        settings["endpoint"] = .string("\(world.base)/v1")
        let variables = key.map { ["HYPERSTACK_API_KEY": $0] } ?? [:]
        let context = wiring.context(settings: settings, variables: variables, clock: clock, meter: meter)
        return HyperstackProvider(context, settings: HyperstackSettings.parse(settings).settings)
    }

    /// A create request for a small host with a volume.
    static func request(
        _ host: String, token: String? = nil, _ edit: (inout HostConfiguration) -> Void = { _ in }
    ) -> CreateRequest {
        var request = target.create(host, token: token)
        edit(&request.configuration)
        return request
    }

    /// This cloud for the conformance suite.
    static let target: ConformanceTarget = {
        var target = ConformanceTarget(name: "hyperstack") { faults in
            try await conforming(faults, options: ["page_size": .int(10)])
        }
        target.machineTypes = ("n1-cpu-small", "n1-cpu-medium")
        target.region = "CANADA-1"
        target.zone = nil
        target.image = "ubuntu-24.04-lts"
        target.sshKeys = [sshKey]
        // Environment, key pair, volume, VM, attachment.
        target.createWrites = 5
        target.manyHosts = 23
        // Two pages of VMs, two of volumes.
        target.listCost = 4...4
        target.lagOutlivesCreate = false
        return target
    }()

    static let wire = WireFacts(
        create: .init(method: .post, path: "*/core/virtual-machines"),
        delete: .init(method: .delete, path: "*/core/virtual-machines/*"),
        lists: ["*/core/virtual-machines", "*/core/volumes"].map { .init(method: .get, path: $0) },
        credential: key, renews: false, smallPages: .of(["page_size": .int(5)]),
        emptyPage: .none(because: "its pages are counted, and no page names the next"),
        lateStockOut: .of(["late": .string("stock")]), lateQuota: .of(["late": .string("quota")]))

    static func open(_ wiring: Wiring) async throws -> HyperstackBench {
        try await HyperstackBench(wiring.options, wiring: wiring)
    }

    func script(_ fault: ProvidersTests.ScriptedFault) async throws {
        let wait = fault.retryAfter.map { ["Retry-After": "\($0)"] } ?? [:]
        let creates = fault.verb == "create"
        func fail(_ kind: TestServers.ScriptedFault.Kind, status: Int? = nil, reason: String = "") async throws {
            let body = JSONValue.object([
                "status": .bool(false), "message": .string("scripted"), "error_reason": .string(reason),
            ])
            // What is refused at the door is refused at the first request, which is for the environment; the answer that
            // costs when it is lost is the VM's.
            let path = creates ? kind == .status ? "/v1/core/*" : "/v1/core/virtual-machines" : "*"
            try await world.fail(
                .init(
                    kind, method: creates ? .post : .get, path: path, times: creates ? 1 : 1000, status: status,
                    headers: wait, body: body))
        }
        switch fault.kind {
        case .stockOut: try await world.poke(["sold_out": .array([.string("CANADA-1"), .string("n1-cpu-small")])])
        case .quota: try await world.poke(["quota": .int(0)])
        case .rateLimit: try await fail(.status, status: 429)
        case .auth: try await fail(.status, status: 401, reason: "unauthorized")
        case .transient: try await fail(.status, status: 503)
        case .answerLost: try await fail(.dropAfter)
        case .acceptedThenFailed: try await world.poke(["late": .string("stock")])
        case .listLag: try await world.poke(["hide": .int(1)])
        }
    }
}

extension HyperstackBench {
    /// A request by somebody else's hand.
    @discardableResult
    func byHand(_ method: HTTPRequest.Method, _ path: String, _ body: JSONValue? = nil) async throws -> JSONValue {
        var headers = [HTTPRequest.Header("api_key", Self.key)]
        if body != nil { headers.append(.init("Content-Type", "application/json")) }
        let request = HTTPRequest(
            method, "\(world.base)/v1\(path)", headers: headers, body: body?.text(pretty: false) ?? [])
        return try JSONDocument(parsing: try await ClientTransport().send(request).body).root.tree
    }

    /// How many of each thing are in the cloud, such as `["vms": 1]`; kinds of which there are none are left out.
    func counts() async throws -> [String: Int] {
        try await world.state().objectValue?.compactMapValues { things in
            things.objectValue.flatMap { $0.isEmpty ? nil : $0.count }
        } ?? [:]
    }

    /// The mutating requests so far, as `POST /core/volumes`; ids are `*`.
    func writes() async throws -> [String] {
        try await world.writes().map { entry in
            let path = entry.path.split(separator: "/").dropFirst().map { Int($0) == nil ? String($0) : "*" }
            return "\(entry.method) /\(path.joined(separator: "/"))"
        }
    }
}

/// What a call came to.
func failure(_ call: () async throws(ProviderError) -> Void) async -> ProviderError? {
    do throws(ProviderError) {
        try await call()
        return nil
    } catch {
        return error
    }
}
