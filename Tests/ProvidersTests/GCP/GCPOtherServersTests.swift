import Catalog
import Hosts
import JSON
import TestServers
import Testing

@testable import Providers

/// Servers that speak the interface otherwise than ours does, and answers that must not be taken for an absence: a VM that
/// is believed gone goes on billing.
@Suite struct GCPOtherServersTests {
    private func failure(_ call: () async throws(ProviderError) -> Void) async -> ProviderError? {
        do throws(ProviderError) { try await call() } catch { return error }
        return nil
    }

    // MARK: Operations

    @Test(arguments: [(404, "notFound"), (405, "httpMethodNotAllowed"), (403, "forbidden"), (400, "invalid")])
    func operationsAreLookedAtWhereTheyCannotBeWaitedFor(status: Int, reason: String) async throws {
        let bench = try await GCPBench.make()
        try await bench.world.fail(
            .init(
                .status, method: .post, path: "*/operations/*/wait", times: 1000, status: status,
                body: GCPBench.envelope(status, reason)))
        let runtime = try await bench.provider.createHost(GCPBench.request("hub"), userData: nil)
        #expect(try await bench.provider.getHost(runtime)?.status == .running)
        try await bench.provider.deleteHost(runtime, keepData: false)
        #expect(try await bench.left() == [])
    }

    /// The delete was accepted and is not over; an operation nobody finds does not make it so.
    @Test(arguments: [(404, "notFound"), (403, "forbidden"), (400, "invalid")])
    func lostOperationLeavesTheOutcomeUnknown(status: Int, reason: String) async throws {
        let bench = try await GCPBench.make()
        let runtime = try await bench.provider.createHost(GCPBench.request("hub"), userData: nil)
        try await bench.world.fail(
            .init(.status, path: "*/operations/*", times: 1000, status: status, body: GCPBench.envelope(status, reason))
        )
        let deleted = await failure { () async throws(ProviderError) in
            try await bench.provider.deleteHost(runtime, keepData: false)
        }
        #expect(deleted?.kind == .transient)
        let made = await failure { () async throws(ProviderError) in
            _ = try await bench.provider.createHost(GCPBench.request("other"), userData: nil)
        }
        #expect(made?.kind == .transient)
    }

    @Test func operationWithoutItsZoneIsInThatOfItsCall() throws {
        let node = try JSONDocument(parsing: Array(#"{"name":"o","status":"done"}"#.utf8)).root
        #expect(GCPOperation(node)?.isDone == true)
    }

    // MARK: What is no absence

    @Test(arguments: [JSONValue.string("<html>Not Found</html>"), .object(["detail": .string("Not Found")])])
    func pageOfAnotherServerIsNoAbsence(body: JSONValue) async throws {
        let bench = try await GCPBench.make()
        let runtime = try await bench.provider.createHost(GCPBench.request("hub"), userData: nil)
        try await bench.world.fail(.init(.status, method: .get, times: 1000, status: 404, body: body))
        let seen = await failure { () async throws(ProviderError) in _ = try await bench.provider.getHost(runtime) }
        #expect(seen?.message.contains("endpoint") == true)
        let deleted = await failure { () async throws(ProviderError) in
            try await bench.provider.deleteHost(runtime, keepData: false)
        }
        #expect(deleted?.kind == .invalid)
    }

    @Test func answerThatIsNotUnderstoodIsNoAbsence() async throws {
        let bench = try await GCPBench.make()
        let runtime = try await bench.provider.createHost(GCPBench.request("hub"), userData: nil)
        try await bench.world.fail(
            .init(
                .status, method: .get, path: "*/instances/*", status: 200,
                body: .object(["name": .string("hub-u-hub"), "status": .string("RUNNING")])))
        #expect(
            await failure { () async throws(ProviderError) in _ = try await bench.provider.getHost(runtime) }?.code
                == "BadAnswer")
        // The place it was asked for in is told by the request.
        try await bench.world.fail(
            .init(
                .status, method: .get, path: "*/instances/*", status: 200,
                body: .object([
                    "id": .string(runtime.instanceID), "name": .string("hub-u-hub"), "status": .string("running"),
                ])))
        let seen = try await bench.provider.getHost(runtime)
        #expect(seen?.runtime.zone == "us-central1-a" && seen?.status == .running)
    }

    @Test(
        arguments: [
            #"{"items":{"zones/us-central1-a":{"warning":{"code":"UNREACHABLE","message":"m"}}}}"#,
            #"{"items":{},"warning":{"code":"UNREACHABLE"}}"#, #"{"items":{},"unreachables":["zones/us-central1-a"]}"#,
            #"{"items":[{"id":"1","name":"a"}]}"#, #"{"items":{"zones/us-central1-a":{"instances":[{"name":"a"}]}}}"#,
        ])
    func listThatLacksSomethingIsNoList(text: String) async throws {
        let bench = try await GCPBench.make()
        try await bench.world.fail(
            .init(
                .status, method: .get, path: "*/aggregated/instances", status: 200,
                body: try JSONDocument(parsing: Array(text.utf8)).root.tree))
        let error = await failure { () async throws(ProviderError) in
            _ = try await bench.provider.listHosts(fleet: "lab")
        }
        #expect(error?.kind == .transient)
    }

    /// The project comes from a variable as well, and that may be another tomorrow.
    @Test func vmOfAnotherProjectIsNotGone() async throws {
        let bench = try await GCPBench.make()
        var runtime = try await bench.provider.createHost(GCPBench.request("hub"), userData: nil)
        #expect(try await bench.provider.listHosts(fleet: "lab").hosts.map(\.runtime) == [runtime])
        runtime.extra["project"] = "former"
        let there = runtime
        var errors: [ProviderError?] = []
        errors.append(
            await failure { () async throws(ProviderError) in _ = try await bench.provider.getHost(there) })
        errors.append(
            await failure { () async throws(ProviderError) in
                try await bench.provider.deleteHost(there, keepData: false)
            })
        errors.append(
            await failure { () async throws(ProviderError) in
                try await bench.provider.resizeDisk(there, sizeGB: 90)
            })
        for error in errors { #expect(error?.kind == .invalid && error?.message.contains("former") == true) }
        #expect(try await bench.left().count == 3)
    }

    // MARK: After the insert

    /// The VM is there: what goes wrong then does not unmake it.
    @Test func refusalsAfterTheInsertLeaveTheOutcomeUnknown() async throws {
        let bench = try await GCPBench.make()
        var request = GCPBench.request("hub")
        request.startRunning = false
        try await bench.world.fail(
            .init(
                .status, method: .post, path: "*/instances/*/stop", status: 403,
                body: GCPBench.envelope(403, "forbidden")))
        let stopped = request
        let error = await failure { () async throws(ProviderError) in
            _ = try await bench.provider.createHost(stopped, userData: nil)
        }
        #expect(error?.kind == .transient)
        #expect(try await bench.provider.createHost(request, userData: nil).instanceID.isEmpty == false)
    }

    @Test(arguments: [400, 403, 404, 405, 500, 501])
    func withoutAPriceListPricesAreUnknown(status: Int) async throws {
        let bench = try await GCPBench.make()
        try await bench.world.fail(
            .init(.status, method: .get, path: "/v1/services/*", times: 9, status: status, body: .string("no")))
        let entries = try await bench.provider.fetchCatalog()
        var types: [MachineType] = []
        for entry in entries { if case .machineType(let type) = entry.payload { types.append(type) } }
        #expect(!types.isEmpty && types.allSatisfy { $0.price == nil })
    }
}
