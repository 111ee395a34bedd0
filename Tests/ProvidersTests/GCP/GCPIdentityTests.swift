import Hosts
import JSON
import TestServers
import Testing

@testable import Providers

/// Names are given again, lists lag, and runs are cut off: one request makes one VM, and only what is ours is deleted.
@Suite struct GCPIdentityTests {
    private func failure(_ call: () async throws(ProviderError) -> Void) async -> ProviderError? {
        do throws(ProviderError) { try await call() } catch { return error }
        return nil
    }

    private static func open(_ type: String = "g2-standard-4") -> CreateRequest {
        GCPBench.request("hub", zone: nil, machineType: type)
    }

    private static func labels(_ role: String, generation: Int) -> JSONValue {
        var mark = Sample.mark("hub")
        mark.generation = generation
        return .object(mark.labels.merging(["berth-role": role]) { $1 }.mapValues(JSONValue.string))
    }

    private static func stray(_ name: String, _ role: String, generation: Int) -> [String: JSONValue] {
        [
            "stray_disk": .object([
                "zone": .string("us-central1-a"), "name": .string(name),
                "labels": labels(role, generation: generation),
            ])
        ]
    }

    private static func usurp(_ name: String) -> [String: JSONValue] {
        [
            "usurp": .object([
                "zone": .string("us-central1-a"), "name": .string(name),
                "labels": .object(["owner": .string("somebody-else")]),
            ])
        ]
    }

    // MARK: One request, one VM

    /// The first try went past a zone without stock; when it is tried again that zone has some.
    @Test(
        arguments: [
            ["sell_out": .array([.string("us-central1-a/g2-standard-4")])],
            GCPBench.lateFailure("ZONE_RESOURCE_POOL_EXHAUSTED", "sold out", status: 503),
        ] as [[String: JSONValue]])
    func openZoneIsNotTriedAgainElsewhere(fault: [String: JSONValue]) async throws {
        let bench = try await GCPBench.make(["lag": .int(1000)])
        try await bench.world.poke(fault)
        // The answer of the insert in the second zone is lost, and with it the whole run.
        try await bench.world.fail(.init(.dropAfter, method: .post, path: "*/us-central1-f/instances"))
        #expect(
            await failure { () async throws(ProviderError) in
                _ = try await bench.provider.createHost(Self.open(), userData: nil)
            }?.kind == .transient)
        try await bench.world.poke(["sell_out": .array([])])
        try await bench.world.poke(["forget_requests": .bool(true)])
        let runtime = try await bench.afterACrash().provider.createHost(Self.open(), userData: nil)
        #expect(runtime.zone == "us-central1-f" && runtime.dataDiskID == "us-central1-f/hub-u-hub-data")
        #expect(try await bench.left().filter { $0.hasPrefix("instances") } == ["instances: hub-u-hub"])
        #expect(try await bench.world.refusals() == [])
    }

    /// The first try took the last of the stock: the zone is sold out because of it.
    @Test func stockOutOfAZoneThatHasTheVMMakesNoSecond() async throws {
        let bench = try await GCPBench.make(["lag": .int(1000)])
        let first = try await bench.provider.createHost(Self.open(), userData: nil)
        try await bench.world.fail(
            .init(
                .status, method: .post, path: "*/us-central1-a/instances", status: 503,
                body: GCPBench.envelope(503, "ZONE_RESOURCE_POOL_EXHAUSTED")))
        #expect(try await bench.afterACrash().provider.createHost(Self.open(), userData: nil) == first)
        #expect(try await bench.left().filter { $0.hasPrefix("instances") }.count == 1)
    }

    /// What an open zone costs: a look at each other zone that sells the type, and no list of VMs.
    @Test func openZoneCostsALookForEachOtherZone() async throws {
        let bench = try await GCPBench.make()
        _ = try await bench.provider.createHost(Self.open(), userData: nil)
        let reads = try await bench.world.log().filter { $0.method == "GET" }.map(\.path)
        #expect(reads.filter { $0.hasSuffix("us-central1-f/instances/hub-u-hub") }.count == 1)
        #expect(reads.filter { $0.contains("us-central1-b") || $0.hasSuffix("aggregated/instances") } == [])
    }

    @Test func zoneThatDoesNotAnswerIsAskedForTheVMAllTheSame() async throws {
        let bench = try await GCPBench.make(["lag": .int(1000)])
        try await bench.world.poke(["sell_out": .array([.string("us-central1-a/g2-standard-4")])])
        let first = try await bench.provider.createHost(Self.open(), userData: nil)
        #expect(first.zone == "us-central1-f")
        try await bench.world.poke(["sell_out": .array([])])
        try await bench.world.poke(["forget_requests": .bool(true)])
        let lacking = #"""
            {"items":{"zones/us-central1-a":{"machineTypes":[{"name":"g2-standard-4"}]}},
            "unreachables":["zones/us-central1-f"]}
            """#
        try await bench.world.fail(
            .init(
                .status, path: "*/aggregated/machineTypes", status: 200,
                body: try JSONDocument(parsing: Array(lacking.utf8)).root.tree))
        #expect(try await bench.afterACrash().provider.createHost(Self.open(), userData: nil) == first)
    }

    @Test func typeThatNoZoneThatAnswersSellsMayBeSoldInAnother() async throws {
        let bench = try await GCPBench.make()
        try await bench.world.fail(
            .init(
                .status, path: "*/aggregated/machineTypes", status: 200,
                body: .object(["unreachables": .array([.string("zones/us-central1-a")])])))
        let error = await failure { () async throws(ProviderError) in
            _ = try await bench.provider.createHost(Self.open(), userData: nil)
        }
        #expect(error?.kind == .transient && error?.message.contains("us-central1-a") == true)
    }

    /// A look at a name may lag, too; a VM that is taken for gone would be made again.
    @Test func vmThatIsNotShownAtOnceIsWaitedFor() async throws {
        let bench = try await GCPBench.make()
        try await bench.world.fail(
            .init(
                .status, method: .get, path: "*/instances/hub-u-hub", times: 3, status: 404,
                body: GCPBench.envelope(404, "notFound")))
        let runtime = try await bench.provider.createHost(GCPBench.request("hub"), userData: nil)
        #expect(try await bench.provider.getHost(runtime)?.status == .running)
        #expect(bench.clock.elapsed < .seconds(30))
    }

    /// A VM of ours that is on its way out is not recorded as made.
    @Test func vmThatIsGoingIsNotTheOneThatWasMade() async throws {
        let bench = try await GCPBench.make()
        let runtime = try await bench.provider.createHost(GCPBench.request("hub"), userData: nil)
        try await bench.world.poke(["forget_requests": .bool(true)])
        try await bench.world.fail(
            .init(
                .status, method: .post, path: "*/operations/*", times: 99, status: 503,
                body: GCPBench.envelope(503, "x")))
        #expect(
            await failure { () async throws(ProviderError) in
                try await bench.provider.deleteHost(runtime, keepData: false)
            }?.kind == .transient)
        try await bench.world.clearFaults()
        let error = await failure { () async throws(ProviderError) in
            _ = try await bench.provider.createHost(GCPBench.request("hub"), userData: nil)
        }
        #expect(error?.code == "Vanished")
        #expect(try await bench.left().filter { $0.hasPrefix("instances") } == [])
    }

    @Test func diskOfAnotherHostIsNotAttached() async throws {
        let bench = try await GCPBench.make()
        let other = try await bench.provider.createHost(GCPBench.request("other"), userData: nil)
        try await bench.provider.deleteHost(other, keepData: true)
        var request = GCPBench.request("hub")
        request.existingDataDiskID = other.dataDiskID
        let wanted = request
        let error = await failure { () async throws(ProviderError) in
            _ = try await bench.provider.createHost(wanted, userData: nil)
        }
        #expect(error?.kind == .invalid && error?.message.contains("the host other's") == true)
        #expect(try await bench.left() == ["disks: other-u-other-data"])
    }

    /// A VM without a data disk leaves its boot disk when its insert fails half-way; the next insert would find it taken.
    @Test func bootDiskOfAFailedInsertIsRemoved() async throws {
        let bench = try await GCPBench.make()
        let request = GCPBench.request("hub") { $0.dataDisk = nil }
        let labels = request.mark.labels.merging([
            "berth-role": "boot", "berth-request": GCPWire.fingerprint(request),
        ]) { $1 }
        try await bench.world.poke([
            "stray_disk": .object([
                "zone": .string("us-central1-b"), "name": .string("hub-u-hub"),
                "labels": .object(labels.mapValues(JSONValue.string)),
            ])
        ])
        try await bench.world.poke(GCPBench.lateFailure("INTERNAL_ERROR", "no luck", status: 500))
        #expect(
            await failure { () async throws(ProviderError) in
                _ = try await bench.provider.createHost(request, userData: nil)
            }?.kind == .operationFailed)
        #expect(try await bench.left() == [])
    }

    // MARK: The disks of a record that knows none

    @Test func diskOfTheVMsOwnGenerationGoesAndNoOther() async throws {
        let bench = try await GCPBench.make()
        var request = GCPBench.request("hub")
        request.mark.generation = 2
        var runtime = try await bench.provider.createHost(request, userData: nil)
        #expect(runtime.dataDiskID == "us-central1-a/hub-u-hub-data-2")
        #expect(try await bench.provider.listHosts(fleet: "lab").hosts.map(\.runtime) == [runtime])
        // Kept when the host was replaced.
        try await bench.world.poke(Self.stray("hub-u-hub-data", "data", generation: 1))
        try await bench.world.poke(["remove": .string("hub-u-hub")])
        runtime.dataDiskID = nil
        try await bench.provider.deleteHost(runtime, keepData: false)
        #expect(try await bench.left() == ["disks: hub-u-hub-data"])
    }

    @Test func diskOfALaterGenerationStays() async throws {
        let bench = try await GCPBench.make()
        var runtime = try await bench.provider.createHost(GCPBench.request("hub"), userData: nil)
        runtime.dataDiskID = nil
        try await bench.world.poke(["remove": .string("hub-u-hub")])
        // The next generation took the name over with the disk.
        try await bench.world.poke(Self.stray("hub-u-hub-data", "data", generation: 2))
        try await bench.provider.deleteHost(runtime, keepData: false)
        #expect(try await bench.left() == ["disks: hub-u-hub-data"])
    }

    /// Whatever it is called: the labels say whose it is.
    @Test func diskIsKnownByItsLabels() async throws {
        let bench = try await GCPBench.make()
        var runtime = try await bench.provider.createHost(GCPBench.request("hub"), userData: nil)
        runtime.dataDiskID = nil
        try await bench.world.poke(["remove": .string("hub-u-hub")])
        try await bench.world.poke(Self.stray("restored", "data", generation: 1))
        try await bench.world.poke(Self.stray("hub-u-hub", "boot", generation: 1))
        try await bench.provider.deleteHost(runtime, keepData: true)
        #expect(try await bench.left() == ["disks: hub-u-hub-data", "disks: restored"])
        try await bench.provider.deleteHost(runtime, keepData: false)
        #expect(try await bench.left() == [])
    }

    // MARK: Names that were given again

    @Test(arguments: [true, false])
    func vmThatTookTheNameStays(knowsDisk: Bool) async throws {
        let bench = try await GCPBench.make()
        var runtime = try await bench.provider.createHost(GCPBench.request("hub"), userData: nil)
        if !knowsDisk { runtime.dataDiskID = nil }
        try await bench.world.poke(Self.usurp("hub-u-hub"))
        try await bench.provider.deleteHost(runtime, keepData: false)
        let left = try await bench.world.state()["instances"]?.arrayValue
        #expect(left?.count == 1 && left?.first?["labels"]?["owner"] != nil)
    }

    @Test func diskThatTookTheNameStays() async throws {
        // Between the look and the delete.
        let bench = try await GCPBench.make()
        let runtime = try await bench.provider.createHost(GCPBench.request("hub"), userData: nil)
        try await bench.world.poke(["remove": .string("hub-u-hub")])
        try await bench.world.poke(Self.usurp("hub-u-hub-data"))
        try await bench.provider.deleteHost(runtime, keepData: false)
        #expect(try await bench.left() == ["disks: hub-u-hub-data"])
        // And long before.
        try await bench.provider.deleteHost(runtime, keepData: false)
        #expect(try await bench.left() == ["disks: hub-u-hub-data"])
        let grown = await failure { () async throws(ProviderError) in
            try await bench.provider.resizeDisk(runtime, sizeGB: 90)
        }
        #expect(grown?.kind == .notFound)
    }

    @Test func marksGoOnNoDiskThatTookTheName() async throws {
        let bench = try await GCPBench.make()
        let request = GCPBench.request("hub")
        let runtime = try await bench.provider.createHost(request, userData: nil)
        try await bench.world.poke([
            "detach": .object(["zone": .string("us-central1-a"), "name": .string("hub-u-hub-data")])
        ])
        try await bench.world.poke(Self.usurp("hub-u-hub-data"))
        _ = try await bench.provider.deleteHost(
            HostRuntime(instanceID: "1", cloudName: "hub-u-hub", zone: "us-central1-a", dataDiskID: runtime.dataDiskID),
            keepData: true)
        try await bench.world.clearLog()
        try await bench.provider.updateMarks(runtime, mark: request.mark, configuration: request.configuration)
        #expect(try await bench.world.writes().map(\.path) == [])
    }

    /// As the vendor's clients do; a server may know things by their names only.
    @Test(arguments: [false, true])
    func deletesAreByName(keepsData: Bool) async throws {
        let bench = try await GCPBench.make()
        let runtime = try await bench.provider.createHost(GCPBench.request("hub"), userData: nil)
        try await bench.world.clearLog()
        try await bench.provider.deleteHost(runtime, keepData: keepsData)
        let names = try await bench.world.writes().map {
            $0.path.split(separator: "/").suffix(2).joined(separator: "/")
        }
        #expect(names == ["instances/hub-u-hub"] + (keepsData ? [] : ["disks/hub-u-hub-data"]))
        #expect(try await bench.world.refusals() == [])
        #expect(try await bench.provider.getHost(runtime) == nil)
    }

    /// Lists showed no more than the disk when the create was cut off; by now the VM may be there, or never come.
    @Test(arguments: [true, false])
    func whatACutOffCreateBeganGoes(vmCame: Bool) async throws {
        let bench = try await GCPBench.make()
        let request = GCPBench.request("hub") { $0.openPorts = [PortRule(from: 80, to: 80)] }
        let made = try await bench.provider.createHost(request, userData: nil)
        if !vmCame { try await bench.world.poke(["remove": .string("hub-u-hub")]) }
        let begun = HostRuntime(instanceID: "", cloudName: "hub-u-hub", dataDiskID: made.dataDiskID)
        try await bench.provider.deleteHost(begun, keepData: false)
        #expect(try await bench.left() == [])
    }

    @Test func vmOfSomebodyElseIsNotWhatWasBegun() async throws {
        let bench = try await GCPBench.make()
        let made = try await bench.provider.createHost(GCPBench.request("hub"), userData: nil)
        try await bench.world.poke(Self.usurp("hub-u-hub"))
        _ = try await bench.provider.getHost(made)
        let begun = HostRuntime(instanceID: "", cloudName: "hub-u-hub", dataDiskID: made.dataDiskID)
        try await bench.provider.deleteHost(begun, keepData: false)
        let left = try await bench.left()
        #expect(left.contains("instances: hub-u-hub") && !left.contains("disks: hub-u-hub-data"))
    }

    // MARK: Delete, step by step

    /// Its VM has just gone, and not every part of the cloud knows it.
    @Test func diskThatIsStillKnownAsAttachedIsTriedAgain() async throws {
        let bench = try await GCPBench.make()
        let runtime = try await bench.provider.createHost(GCPBench.request("hub"), userData: nil)
        try await bench.world.fail(
            .init(
                .status, method: .delete, path: "*/disks/*", times: 3, status: 400,
                body: GCPBench.envelope(400, "resourceInUseByAnotherResource")))
        try await bench.provider.deleteHost(runtime, keepData: false)
        #expect(try await bench.left() == [])
    }

    @Test func keptDiskStaysUnderAnotherDeviceName() async throws {
        let bench = try await GCPBench.make()
        let runtime = try await bench.provider.createHost(GCPBench.request("hub"), userData: nil)
        let name = JSONValue.string("hub-u-hub")
        try await bench.world.poke([
            "device": .object(["name": name, "device": .string("berth-data"), "to": .string("by-hand")])
        ])
        try await bench.world.poke([
            "auto_delete": .object(["name": name, "device": .string("by-hand"), "value": .bool(true)])
        ])
        try await bench.provider.deleteHost(runtime, keepData: true)
        #expect(try await bench.left() == ["disks: hub-u-hub-data"])
    }

    /// The VM is gone, so the delete was not refused; what became of the rest is to be looked at.
    @Test(arguments: [(403, "forbidden"), (403, "rateLimitExceeded")])
    func refusalAfterTheVMWentLeavesTheOutcomeOpen(status: Int, reason: String) async throws {
        let bench = try await GCPBench.make()
        let runtime = try await bench.provider.createHost(GCPBench.request("hub"), userData: nil)
        try await bench.world.fail(
            .init(
                .status, method: .delete, path: "*/disks/*", status: status, body: GCPBench.envelope(status, reason)))
        let error = await failure { () async throws(ProviderError) in
            try await bench.provider.deleteHost(runtime, keepData: false)
        }
        #expect(error?.kind == .transient)
        try await bench.provider.deleteHost(runtime, keepData: false)
        #expect(try await bench.left() == [])
    }
}
