import Hosts
import JSON
import Providers
import TestServers
import Testing

/// What a single odd answer must not be taken for: a gap in a list, a path that is not there, a way that is barred.
@Suite struct LambdaLagTests {
    private let named: OptionMap = ["ssh_key": .string("laptop")]
    private let request = LambdaBench.request("hub", sshKeys: [])
    private static let emptyList: JSONValue = .object(["data": .array([])])

    /// Fails calls that read: of the list alone, or of single instances alone.
    private func fail(
        _ bench: LambdaBench, _ path: String, times: Int = 1, after: Int = 0, status: Int = 200,
        headers: [String: String] = [:], body: JSONValue? = nil
    ) async throws {
        try await bench.world.fail(
            .init(
                .status, method: .get, path: path, times: times, after: after, status: status, headers: headers,
                body: body))
    }

    @Test func aPathThatIsNotThereIsNoAbsence() async throws {
        let bench = try await LambdaBench(settings: named)
        let runtime = try await bench.provider.createHost(request, userData: nil)
        for body in [LambdaBench.error("global/not-found"), .string("<html>")] {
            try await fail(bench, "*/instances/*", status: 404, body: body)
            #expect(try await bench.provider.getHost(runtime)?.status == .running)
        }
        try await fail(bench, "*", times: 1000, status: 404, body: LambdaBench.error("global/not-found"))
        await #expect(throws: ProviderError.self) { _ = try await bench.provider.getHost(runtime) }
        await #expect(throws: ProviderError.self) {
            try await bench.provider.deleteHost(runtime, keepData: false)
        }
        try await bench.world.clearFaults()
        try await bench.provider.deleteHost(runtime, keepData: false)
        #expect(try await bench.provider.getHost(runtime) == nil)
    }

    /// A list with a gap while an instance goes: what is left of it would bill, and nobody would look again.
    @Test func aDeleteDoesNotTakeAGapForAnEnd() async throws {
        let bench = try await LambdaBench(["gone_looks": .int(4)], settings: named)
        let runtime = try await bench.provider.createHost(request, userData: nil)
        try await fail(bench, "*/instances", body: Self.emptyList)
        try await bench.provider.deleteHost(runtime, keepData: false)
        let status = try await bench.world.state()["hosts"]?[runtime.instanceID]?["status"]
        #expect(status == nil || status == .string("terminated"))
        #expect(try await bench.writes().filter { $0.hasSuffix("/terminate") }.count == 1)
    }

    @Test func aCreateDoesNotTakeAGapForAnEnd() async throws {
        let bench = try await LambdaBench(["looks": .int(6)], settings: named)
        // The list is read before the launch, and once while the instance boots; then it has a gap.
        try await fail(bench, "*/instances", after: 2, body: Self.emptyList)
        let runtime = try await bench.provider.createHost(request, userData: nil)
        #expect(runtime.publicIP != nil)
        #expect(try await bench.writes().filter { $0.hasSuffix("/launch") }.count == 1)
    }

    @Test func aBootThatEndsInNothingIsAFailure() async throws {
        let bench = try await LambdaBench(["looks": .int(1000)], settings: named)
        let missing = LambdaBench.error("global/object-does-not-exist")
        try await fail(bench, "*/instances", times: 1000, after: 2, body: Self.emptyList)
        try await fail(bench, "*/instances/*", times: 1000, after: 1, status: 404, body: missing)
        let error = try await #require(throws: ProviderError.self) {
            _ = try await bench.provider.createHost(request, userData: nil)
        }
        #expect(error.kind == .operationFailed)
        #expect(error.code == "gone")
    }

    /// A captive portal in the middle of a boot: the launch is done, whatever the look says.
    @Test(arguments: ["*/instances", "*/instances/*"])
    func aBarredWayLeavesTheOutcomeOpen(path: String) async throws {
        let bench = try await LambdaBench(["looks": .int(4)], settings: named)
        try await fail(
            bench, path, times: 1000, after: path.hasSuffix("*") ? 0 : 1, status: 302,
            headers: ["Location": "https://portal.test/login"])
        let error = try await #require(throws: ProviderError.self) {
            _ = try await bench.provider.createHost(request, userData: nil)
        }
        #expect(error.kind == .transient)
        #expect(error.code == "Redirected")
        try await bench.world.clearFaults()
        #expect(try await bench.provider.findHosts(mark: request.mark).count == 1)
    }

    /// A restart is what helps an unhealthy instance; that it still shows as such at first is no failure.
    @Test func anUnhealthyInstanceIsRestarted() async throws {
        let bench = try await LambdaBench(settings: named)
        let runtime = try await bench.provider.createHost(request, userData: nil)
        try await bench.world.poke(["break": .string(runtime.instanceID)])
        let row: JSONValue = .object(["id": .string(runtime.instanceID), "status": .string("unhealthy")])
        try await fail(bench, "*/instances/*", after: 1, body: .object(["data": row]))
        try await fail(bench, "*/instances", body: .object(["data": .array([row])]))
        try await bench.provider.restartHost(runtime)
        #expect(try await bench.provider.getHost(runtime)?.status == .running)
        try await bench.world.poke(["break": .string(runtime.instanceID)])
        let error = try await #require(throws: ProviderError.self) {
            try await fail(bench, "*/instances*", times: 1000, after: 1, body: .object(["data": .array([row])]))
            try await bench.provider.restartHost(runtime)
        }
        #expect(error.kind == .transient)
    }

    /// Somebody terminates it while its own termination is refused.
    @Test func aTerminationThatIsUnderWayIsWaitedFor() async throws {
        let bench = try await LambdaBench(["gone_looks": .int(3)], settings: named)
        let runtime = try await bench.provider.createHost(request, userData: nil)
        try await bench.world.fail(
            .init(
                .statusAfter, method: .post, path: "*/terminate", status: 409,
                body: LambdaBench.error("global/conflict")))
        try await bench.provider.deleteHost(runtime, keepData: false)
        #expect(try await bench.provider.getHost(runtime) == nil)
        #expect(try await bench.writes().filter { $0.hasSuffix("/terminate") }.count == 1)
    }
}
