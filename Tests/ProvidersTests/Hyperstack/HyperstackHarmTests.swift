import Hosts
import JSON
import TestServers
import Testing

@testable import Providers

/// What must never be lost or billed unseen: VMs that were made, volumes with data, and other people's things.
@Suite struct HyperstackHarmTests {
    private static func refusal(_ message: String) -> JSONValue {
        .object(["status": .bool(false), "message": .string(message), "error_reason": .string("bad_request")])
    }

    /// Somebody's volume in the environment of the bench's hosts.
    private func volumeByHand(_ bench: HyperstackBench, attachedTo vm: String?) async throws -> Int {
        let made = try await bench.byHand(
            .post, "/core/volumes",
            .object([
                "name": .string("precious"), "environment_name": .string("berth-lab-canada-1"), "size": .int(70),
                "volume_type": .string("Cloud-SSD"),
            ]))
        let id = try #require(made["volume"]?["id"]?.intValue)
        for _ in 0..<3 { try await bench.byHand(.get, "/core/volumes") }
        guard let vm else { return id }
        try await bench.byHand(
            .post, "/core/virtual-machines/\(vm)/attach-volumes", .object(["volume_ids": .array([.int(id)])]))
        for _ in 0..<3 { try await bench.byHand(.get, "/core/volumes") }
        return id
    }

    @Test func aVolumeAttachedByHandIsNotTheHosts() async throws {
        let bench = try await HyperstackBench()
        let bare = try await bench.provider.createHost(
            HyperstackBench.request("bare") { $0.dataDisk = nil }, userData: nil)
        let own = try await bench.provider.createHost(HyperstackBench.request("own"), userData: nil)
        let theirs = try await volumeByHand(bench, attachedTo: bare.instanceID)
        let seen = try #require(try await bench.provider.getHost(bare))
        #expect(seen.runtime.dataDiskID == nil && seen.dataDisk == nil)
        try await bench.provider.deleteHost(seen.runtime, keepData: false)
        try await bench.provider.deleteHost(own, keepData: false)
        #expect(try await bench.counts() == ["environments": 1, "volumes": 1])
        #expect(try await bench.world.state()["volumes"]?["\(theirs)"] != nil)
    }

    @Test func aVolumeThatMovedToAnotherVMIsNotRemoved() async throws {
        let bench = try await HyperstackBench()
        let hub = try await bench.provider.createHost(HyperstackBench.request("hub"), userData: nil)
        let other = try await bench.provider.createHost(
            HyperstackBench.request("other") { $0.dataDisk = nil }, userData: nil)
        let volume = try #require(hub.dataDiskID.flatMap { Int($0) })
        try await bench.world.poke(["detach": .string("hub")])
        try await bench.byHand(
            .post, "/core/virtual-machines/\(other.instanceID)/attach-volumes",
            .object(["volume_ids": .array([.int(volume)])]))
        let before = try await bench.counts()
        let error = await failure { () async throws(ProviderError) in
            try await bench.provider.deleteHost(hub, keepData: false)
        }
        #expect(error?.kind == .conflict && error?.message.contains("VM \(other.instanceID)") == true)
        #expect(try await bench.counts() == before, "nothing was removed")
        try await bench.provider.deleteHost(hub, keepData: true)
        #expect(try await bench.counts()["vms"] == 1)
        #expect(try await bench.counts()["volumes"] == 1)
    }

    @Test func aLabelAloneGivesNoVolumeAway() async throws {
        let bench = try await HyperstackBench()
        let request = HyperstackBench.request("hub") { $0.dataDisk = nil }
        let hub = try await bench.provider.createHost(request, userData: nil)
        let theirs = try await volumeByHand(bench, attachedTo: nil)
        let labels = HyperstackLabels(mark: request.mark, user: [:], own: [HyperstackLabels.Key.data: "\(theirs)"])
        try await bench.world.poke(["labels": .array([.string("hub"), .array(labels.list.map { .string($0) })])])
        try await bench.provider.deleteHost(hub, keepData: false)
        #expect(try await bench.counts() == ["environments": 1, "volumes": 1])
    }

    @Test func aVolumeThatAnotherVMTookIsLeftByACreateThatFails() async throws {
        let bench = try await HyperstackBench()
        let other = try await bench.provider.createHost(
            HyperstackBench.request("other") { $0.dataDisk = nil }, userData: nil)
        let request = HyperstackBench.request("hub")
        try await bench.world.fail(.init(.dropBefore, method: .post, path: "*/attach-volumes"))
        let cut = await failure { () async throws(ProviderError) in
            _ = try await bench.provider.createHost(request, userData: nil)
        }
        #expect(cut?.kind == .transient)
        let seen = try #require(try await bench.provider.findHosts(mark: request.mark).first)
        let volume = try #require(seen.runtime.dataDiskID.flatMap { Int($0) })
        try await bench.byHand(
            .post, "/core/virtual-machines/\(other.instanceID)/attach-volumes",
            .object(["volume_ids": .array([.int(volume)])]))
        let before = bench.clock.elapsed
        let error = await failure { () async throws(ProviderError) in
            _ = try await bench.another().createHost(request, userData: nil)
        }
        #expect(error?.kind == .conflict && error?.message.contains("left behind") == true)
        #expect(try await bench.world.state()["volumes"]?["\(volume)"] != nil)
        #expect(bench.clock.elapsed - before < .seconds(120))
    }

    @Test func aVMIsNotThrownAwayForWantOfAnAddress() async throws {
        let bench = try await HyperstackBench()
        try await bench.world.poke(["no_address": .int(9)])
        try await bench.world.fail(
            .init(
                .status, method: .post, path: "*/attach-floatingip", times: 1, status: 200,
                body: .object(["status": .bool(true), "message": .string("begun")])))
        let request = HyperstackBench.request("hub")
        let error = await failure { () async throws(ProviderError) in
            _ = try await bench.provider.createHost(request, userData: nil)
        }
        #expect(error?.kind == .transient && error?.code == "NoAddress")
        #expect(try await bench.counts()["vms"] == 1)
        #expect(try await bench.counts()["volumes"] == 1)
        let made = try await bench.another().createHost(request, userData: nil)
        #expect(made.publicIP != nil)
        #expect(try await bench.counts()["vms"] == 1)
    }

    @Test func aVMThatWasFoundStaysWhenItsAddressIsRefused() async throws {
        let bench = try await HyperstackBench()
        let request = HyperstackBench.request("hub")
        try await bench.world.poke(["no_address": .int(9)])
        try await bench.world.fail(.init(.dropAfter, method: .post, path: "*/attach-floatingip"))
        let first = await failure { () async throws(ProviderError) in
            _ = try await bench.provider.createHost(request, userData: nil)
        }
        #expect(first?.kind == .transient)
        let vm = try #require(try await bench.provider.findHosts(mark: request.mark).first)
        try await bench.byHand(.post, "/core/virtual-machines/\(vm.runtime.instanceID)/detach-floatingip")
        try await bench.world.fail(
            .init(
                .status, method: .post, path: "*/attach-floatingip", status: 400, body: Self.refusal("Quota exceeded")))
        let second = await failure { () async throws(ProviderError) in
            _ = try await bench.another().createHost(request, userData: nil)
        }
        #expect(second?.kind == .quota)
        #expect(try await bench.counts()["vms"] == 1, "somebody may be at work on it")
        #expect(try await bench.counts()["volumes"] == 1)
    }

    @Test func whatALaggingListShowsIsAskedFor() async throws {
        let bench = try await HyperstackBench()
        try await bench.world.poke(["hold_names": .int(2)])
        let hub = try await bench.provider.createHost(HyperstackBench.request("hub"), userData: nil)
        try await bench.provider.deleteHost(hub, keepData: false)
        // The list still shows the VM that is gone, with its name.
        let ghost: JSONValue = .object([
            "status": .bool(true), "count": .int(1), "page": .int(1), "page_size": .int(100),
            "instances": .array([
                .object(["id": .int(77), "name": .string(hub.cloudName), "status": .string("ACTIVE")])
            ]),
        ])
        try await bench.world.fail(
            .init(.status, method: .get, path: "/v1/core/virtual-machines", times: 3, status: 200, body: ghost))
        let again = try await bench.provider.createHost(HyperstackBench.request("hub", token: "t-2"), userData: nil)
        #expect(again.cloudName == hub.cloudName && again.instanceID != hub.instanceID)
    }

    @Test func aVMThatVanishesIsNotWaitedForTwentyMinutes() async throws {
        let bench = try await HyperstackBench(["looks": .int(1000)])
        let empty: JSONValue = .object([
            "status": .bool(true), "instances": .array([]), "count": .int(0), "page": .int(1), "page_size": .int(100),
        ])
        try await bench.world.fail(
            .init(.status, method: .get, path: "/v1/core/virtual-machines", times: 1000, status: 200, body: empty),
            .init(
                .status, method: .get, path: "/v1/core/virtual-machines/*", times: 1000, status: 404,
                body: Self.refusal("VM 9 does not exists.")))
        let request = HyperstackBench.request("bare") { $0.dataDisk = nil }
        let error = await failure { () async throws(ProviderError) in
            _ = try await bench.provider.createHost(request, userData: nil)
        }
        #expect(error?.kind == .notFound && error?.message.contains("removed while") == true)
        #expect(bench.clock.elapsed < .seconds(120))
    }

    @Test(arguments: ["Please come back later.", "VM can not be removed during BUILD"])
    func aDeleteRefusedInUnknownWordsWhileBuildingIsRepeated(said: String) async throws {
        let bench = try await HyperstackBench(["looks": .int(3)])
        _ = try await bench.provider.createHost(HyperstackBench.request("hub"), userData: nil)
        let pair = try #require(
            try await bench.world.state()["keypairs"]?.objectValue?.values.first?["name"]?.stringValue)
        let made = try await bench.byHand(
            .post, "/core/virtual-machines",
            .object([
                "name": .string("x"), "environment_name": .string("berth-lab-canada-1"), "count": .int(1),
                "flavor_name": .string("n1-cpu-small"), "key_name": .string(pair), "image_name": .string("Debian 12"),
            ]))
        let id = try #require(made["instances"]?.arrayValue?.first?["id"]?.intValue)
        let refused = TestServers.ScriptedFault(
            .status, method: .delete, path: "/v1/core/virtual-machines/*", status: 400, body: Self.refusal(said))
        try await bench.world.fail(refused)
        let building = HostRuntime(instanceID: "\(id)", cloudName: "x")
        try await bench.provider.deleteHost(building, keepData: false)
        #expect(try await bench.counts()["vms"] == 1)
        // Of a VM that is between no two states such words are final.
        let hub = try #require(try await bench.provider.listHosts(fleet: "lab").hosts.first?.runtime)
        try await bench.world.fail(refused)
        let error = await failure { () async throws(ProviderError) in
            try await bench.provider.deleteHost(hub, keepData: false)
        }
        #expect(error?.message == said)
        #expect(try await bench.counts()["vms"] == 1)
    }

    @Test(arguments: [
        "/v1/core/virtual-machines/*", "/v1/core/volumes/*", "/v1/core/keypair/*", "/v1/core/environments/*",
    ])
    func aDeleteThatIsCutOffIsTakenUpAgain(path: String) async throws {
        for kind in [TestServers.ScriptedFault.Kind.dropAfter, .dropBefore, .truncate] {
            let bench = try await HyperstackBench()
            let hub = try await bench.provider.createHost(HyperstackBench.request("hub"), userData: nil)
            try await bench.world.fail(.init(kind, method: .delete, path: path))
            let first = await failure { () async throws(ProviderError) in
                try await bench.provider.deleteHost(hub, keepData: false)
            }
            #expect(first == nil || first?.kind == .transient, "\(kind)")
            try await bench.another().deleteHost(hub, keepData: false)
            #expect(try await bench.counts() == [:], "\(kind) \(path)")
        }
    }

    @Test(arguments: ["start", "stop", "hibernate", "hibernate-restore"])
    func aSwitchThatIsCutOffIsTakenUpAgain(word: String) async throws {
        for kind in [TestServers.ScriptedFault.Kind.dropAfter, .dropBefore] {
            let hibernates = word.hasPrefix("hibernate")
            let bench = try await HyperstackBench(settings: hibernates ? ["stop": .string("hibernate")] : [:])
            let hub = try await bench.provider.createHost(
                HyperstackBench.request("hub") { $0.machineType = "n3-L40x1" }, userData: nil)
            let starts = word == "start" || word == "hibernate-restore"
            if starts { try await bench.provider.stopHost(hub) }
            try await bench.world.fail(.init(kind, method: .get, path: "/v1/core/virtual-machines/*/\(word)"))
            let first = await failure { () async throws(ProviderError) in
                if starts { try await bench.provider.startHost(hub) } else { try await bench.provider.stopHost(hub) }
            }
            #expect(first?.kind == .transient, "\(kind)")
            let next = bench.another(settings: hibernates ? ["stop": .string("hibernate")] : [:])
            if starts { try await next.startHost(hub) } else { try await next.stopHost(hub) }
            #expect(try await bench.provider.getHost(hub)?.status == (starts ? .running : .stopped), "\(kind)")
        }
    }

    @Test func aLockedVMIsNotWaitedFor() async throws {
        let bench = try await HyperstackBench()
        let hub = try await bench.provider.createHost(HyperstackBench.request("hub"), userData: nil)
        let before = bench.clock.elapsed
        try await bench.world.fail(
            .init(.status, method: .delete, times: 99, status: 400, body: Self.refusal("The VM is locked by its owner"))
        )
        let error = await failure { () async throws(ProviderError) in
            try await bench.provider.deleteHost(hub, keepData: false)
        }
        #expect(error?.kind == .conflict && bench.clock.elapsed - before < .seconds(30))
    }

    @Test func somebodysKeyKeepsTheEnvironment() async throws {
        let bench = try await HyperstackBench()
        let hub = try await bench.provider.createHost(HyperstackBench.request("hub"), userData: nil)
        try await bench.byHand(
            .post, "/core/keypairs",
            .object([
                "name": .string("ada"), "environment_name": .string("berth-lab-canada-1"),
                "public_key": .string("ssh-rsa AAAA"),
            ]))
        try await bench.world.clearLog()
        try await bench.provider.deleteHost(hub, keepData: false)
        #expect(try await bench.counts() == ["environments": 1, "keypairs": 1])
        #expect(try await bench.writes().contains("DELETE /core/environments/*") == false)
    }

    @Test func whatIsSharedAndNotListedYetIsUsed() async throws {
        let bench = try await HyperstackBench()
        _ = try await bench.provider.createHost(HyperstackBench.request("hub"), userData: nil)
        // Lists that lag: neither environment nor key pair is shown to the next process.
        for name in ["environments", "keypairs"] {
            let empty: JSONValue = .object([
                "status": .bool(true), name: .array([]), "count": .int(0), "page": .null, "page_size": .null,
            ])
            try await bench.world.fail(
                .init(.status, method: .get, path: "/v1/core/\(name)", times: 99, status: 200, body: empty))
        }
        let next = try await bench.another().createHost(HyperstackBench.request("next"), userData: nil)
        #expect(!next.instanceID.isEmpty)
        #expect(try await bench.counts() == ["environments": 1, "keypairs": 1, "vms": 2, "volumes": 2])
    }

    @Test func aDeleteAnsweredByNothingIsOne() async throws {
        let bench = try await HyperstackBench()
        let hub = try await bench.provider.createHost(
            HyperstackBench.request("hub") { $0.dataDisk = nil }, userData: nil)
        try await bench.world.fail(.init(.statusAfter, method: .delete, times: 9, status: 204))
        try await bench.provider.deleteHost(hub, keepData: false)
        #expect(try await bench.counts() == [:])
    }
}
