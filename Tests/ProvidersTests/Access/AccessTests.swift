import Hosts
import JSON
import Providers
import TestServers
import Testing

/// What `checkAccess` makes of one right that is missing, cloud by cloud.
@Suite struct AccessTests {
    /// One call that a cloud refuses.
    struct Refusal: Sendable, CustomTestStringConvertible {
        var cloud: ProviderID
        /// Glob over the path of the call.
        var path: String
        /// The check that fails.
        var check: String
        /// A part of the remedy.
        var remedy: String
        var status = 403
        var body: JSONValue

        var testDescription: String { "\(cloud.rawValue): \(check)" }
    }

    private static func hyperstack(_ reason: String) -> JSONValue {
        .object(["status": .bool(false), "message": .string("told so"), "error_reason": .string(reason)])
    }

    static let refusals = [
        Refusal(
            cloud: .gcp, path: "*/aggregated/disks", check: "list disks", remedy: "roles/compute.viewer",
            body: GCPBench.envelope(403, "forbidden")),
        Refusal(
            cloud: .gcp, path: "*/aggregated/instances", check: "list VMs", remedy: "services enable compute",
            body: GCPBench.envelope(403, "accessNotConfigured")),
        Refusal(
            cloud: .gcp, path: "*/regions", check: "read regions and machine types", remedy: "providers.gcp.project",
            status: 404, body: GCPBench.envelope(404, "notFound")),
        Refusal(
            cloud: .gcp, path: "*/skus", check: "read prices", remedy: "prices are unknown",
            body: GCPBench.envelope(403, "forbidden")),
        Refusal(
            cloud: .hyperstack, path: "*/stocks", check: "read stocks", remedy: "ask an owner",
            body: hyperstack("forbidden")),
        Refusal(
            cloud: .hyperstack, path: "*/pricebook", check: "read the pricebook", remedy: "prices are unknown",
            body: hyperstack("forbidden")),
        Refusal(
            cloud: .lambda, path: "*/ssh-keys", check: "list SSH keys", remedy: "team",
            body: LambdaBench.error("global/forbidden")),
        Refusal(
            cloud: .lambda, path: "*/instance-types", check: "read machine types", remedy: "billing address",
            body: LambdaBench.error("global/invalid-address")),
    ]

    private static func bench(_ cloud: ProviderID) async throws -> (any HostProvider, TestWorld) {
        switch cloud {
        case .gcp:
            let bench = try await GCPBench.make()
            return (bench.provider, bench.world)
        case .hyperstack:
            let bench = try await HyperstackBench()
            return (bench.provider, bench.world)
        default:
            let bench = try await LambdaBench()
            return (bench.provider, bench.world)
        }
    }

    @Test(arguments: refusals) func oneRightIsMissing(_ refusal: Refusal) async throws {
        let (provider, world) = try await Self.bench(refusal.cloud)
        let all = await provider.checkAccess()
        try await world.fail(.init(.status, path: refusal.path, status: refusal.status, body: refusal.body))
        let checks = await provider.checkAccess()
        #expect(checks.map(\.subject) == all.map(\.subject), "the others are checked all the same")
        for check in checks {
            guard check.subject == .call(refusal.check) else {
                #expect(all.contains(check))
                continue
            }
            guard case .refused = check.outcome else {
                Issue.record("\(check)")
                continue
            }
            #expect(check.remedy?.contains(refusal.remedy) == true, "\(check)")
        }
        #expect(try await world.writes().isEmpty)
    }

    /// Credentials that are taken no more are told as such, once, and not as a missing right of each call.
    @Test(arguments: [
        (ProviderID.gcp, GCPBench.envelope(401, "authError")), (.hyperstack, hyperstack("unauthorized")),
        (.lambda, LambdaBench.error("global/invalid-api-key")),
    ])
    func credentialsAreNotTaken(cloud: ProviderID, body: JSONValue) async throws {
        let (provider, world) = try await Self.bench(cloud)
        try await world.fail(.init(.status, times: 2, status: 401, body: body))
        let checks = await provider.checkAccess()
        #expect(checks.count == 1)
        let check = try #require(checks.first)
        #expect(check.subject == .credentials && check.remedy != nil)
        guard case .refused(let error) = check.outcome else {
            Issue.record("\(check)")
            return
        }
        #expect(error.kind == .auth)
    }

    @Test func dateWatchTellsHowFarAheadWeAre() async throws {
        struct Dated: HTTPTransport {
            var date: String?
            func send(_ request: HTTPRequest) async throws(HTTPFault) -> HTTPResponse {
                HTTPResponse(status: 500, headers: date.map { [.init("date", $0)] } ?? [])
            }
        }
        let request = HTTPRequest(.get, "http://127.0.0.1/")
        let cases: [(String?, Duration?)] = [
            ("Thu, 01 Jan 1970 00:10:00 GMT", .seconds(-300)), ("Thu, 01 Jan 1970 00:00:00 GMT", .seconds(300)),
            ("soon", nil), (nil, nil),
        ]
        for (date, ahead) in cases {
            let watch = DateWatch(Dated(date: date)) { 300 }
            _ = try await watch.send(request)
            #expect(watch.ahead == ahead)
        }
    }
}
