import Hosts
import JSON
import Providers
import TestServers
import Testing

/// What hosts share, what a create leaves when it fails, and what a delete waits for.
@Suite struct HyperstackLifeTests {
    @Test func hostsShareEnvironmentAndKeyPair() async throws {
        let bench = try await HyperstackBench()
        let hub = try await bench.provider.createHost(HyperstackBench.request("hub"), userData: nil)
        let second = try await bench.another().createHost(HyperstackBench.request("second"), userData: nil)
        #expect(try await bench.counts() == ["environments": 1, "keypairs": 1, "vms": 2, "volumes": 2])
        #expect(
            try await bench.writes() == [
                "POST /core/environments", "POST /core/keypairs", "POST /core/volumes", "POST /core/virtual-machines",
                "POST /core/virtual-machines/*/attach-volumes", "POST /core/volumes", "POST /core/virtual-machines",
                "POST /core/virtual-machines/*/attach-volumes",
            ])
        try await bench.provider.deleteHost(hub, keepData: false)
        #expect(try await bench.counts() == ["environments": 1, "keypairs": 1, "vms": 1, "volumes": 1])
        // A process that never saw the first host makes an end of it all.
        try await bench.another().deleteHost(second, keepData: false)
        #expect(try await bench.counts() == [:])
        #expect(try await bench.world.refusals() == [])
    }

    @Test func aKeptVolumeKeepsItsEnvironment() async throws {
        let bench = try await HyperstackBench()
        let hub = try await bench.provider.createHost(HyperstackBench.request("hub"), userData: nil)
        try await bench.provider.deleteHost(hub, keepData: true)
        #expect(try await bench.counts() == ["environments": 1, "volumes": 1])
        try await bench.provider.deleteHost(hub, keepData: false)
        #expect(try await bench.counts() == [:])
    }

    @Test func manyAtOnceMakeOneOfWhatIsShared() async throws {
        let bench = try await HyperstackBench()
        let provider = bench.provider
        let runtimes = try await withThrowingTaskGroup(of: HostRuntime.self) { group in
            for index in 0..<6 {
                group.addTask { try await provider.createHost(HyperstackBench.request("h-\(index)"), userData: nil) }
            }
            var all: [HostRuntime] = []
            for try await runtime in group { all.append(runtime) }
            return all
        }
        #expect(try await bench.counts() == ["environments": 1, "keypairs": 1, "vms": 6, "volumes": 6])
        await withTaskGroup(of: ProviderError?.self) { group in
            for runtime in runtimes {
                group.addTask {
                    await failure { () async throws(ProviderError) in
                        try await provider.deleteHost(runtime, keepData: false)
                    }
                }
            }
            for await error in group { #expect(error == nil) }
        }
        #expect(try await bench.counts() == [:])
    }

    @Test func theUsersEnvironmentAndKeyAreLeftAlone() async throws {
        let bench = try await HyperstackBench(settings: ["environment": .string("prod")])
        try await bench.byHand(
            .post, "/core/environments", .object(["name": .string("prod"), "region": .string("CANADA-1")]))
        try await bench.byHand(
            .post, "/core/keypairs",
            .object([
                "name": .string("ada"), "environment_name": .string("prod"), "public_key": .string("ssh-rsa AAAA"),
            ]))
        let request = HyperstackBench.request("hub") { $0.options = ["key_name": .string("ada")] }
        let hub = try await bench.provider.createHost(request, userData: nil)
        #expect(try await bench.counts() == ["environments": 1, "keypairs": 1, "vms": 1, "volumes": 1])
        try await bench.provider.deleteHost(hub, keepData: false)
        #expect(try await bench.counts() == ["environments": 1, "keypairs": 1])
        // Of an own key in the user's environment the key goes and the environment stays.
        let own = try await bench.provider.createHost(HyperstackBench.request("own"), userData: nil)
        #expect(try await bench.counts()["keypairs"] == 2)
        try await bench.provider.deleteHost(own, keepData: false)
        #expect(try await bench.counts() == ["environments": 1, "keypairs": 1])
        let missing = HyperstackBench.request("no") { $0.options = ["key_name": .string("nobody")] }
        let error = await failure { () async throws(ProviderError) in
            _ = try await bench.provider.createHost(missing, userData: nil)
        }
        #expect(error?.kind == .invalid && error?.message.contains("nobody") == true)
        var elsewhere = HyperstackBench.request("far")
        elsewhere.configuration.region = "NORWAY-1"
        let wrong = await failure { [elsewhere] () async throws(ProviderError) in
            _ = try await bench.provider.createHost(elsewhere, userData: nil)
        }
        #expect(wrong?.code == "WrongRegion")
    }

    @Test func whatWasRemovedMeanwhileIsMadeAgain() async throws {
        let bench = try await HyperstackBench()
        let hub = try await bench.provider.createHost(HyperstackBench.request("hub"), userData: nil)
        // Another process removes the last host, and the environment with it; this one still believes in it.
        try await bench.another().deleteHost(hub, keepData: false)
        #expect(try await bench.counts() == [:])
        _ = try await bench.provider.createHost(HyperstackBench.request("next"), userData: nil)
        let bare = HyperstackBench.request("bare") { $0.dataDisk = nil }
        let next = try await bench.provider.createHost(bare, userData: nil)
        #expect(next.dataDiskID == nil)
        #expect(try await bench.counts() == ["environments": 1, "keypairs": 1, "vms": 2, "volumes": 1])
    }

    @Test func noStockMakesNothing() async throws {
        let bench = try await HyperstackBench()
        try await bench.world.poke(["sold_out": .array([.string("CANADA-1"), .string("L40")])])
        let request = HyperstackBench.request("gpu") { $0.machineType = "n3-L40x1" }
        let error = await failure { () async throws(ProviderError) in
            _ = try await bench.provider.createHost(request, userData: nil)
        }
        #expect(error?.kind == .capacity)
        #expect(try await bench.writes() == [])
    }

    @Test(arguments: [
        ("quota", ProviderError.Kind.quota), ("stock", .capacity), ("late-stock", .capacity), ("late-quota", .quota),
        ("late-mute", .capacity),
    ])
    func refusalsHaveTheirClassAndLeaveNothing(how: String, kind: ProviderError.Kind) async throws {
        let bench = try await HyperstackBench()
        switch how {
        case "quota": try await bench.world.poke(["quota": .int(0)])
        case "stock":
            let body: JSONValue = .object(["status": .bool(false), "message": .string("Not enough stock available.")])
            try await bench.world.fail(
                .init(.status, method: .post, path: "/v1/core/virtual-machines", status: 400, body: body))
        default: try await bench.world.poke(["late": .string(String(how.dropFirst(5)))])
        }
        let request = HyperstackBench.request("hub")
        let error = await failure { () async throws(ProviderError) in
            _ = try await bench.provider.createHost(request, userData: nil)
        }
        #expect(error?.kind == kind)
        let left = try await bench.provider.findHosts(mark: request.mark)
        if how.hasPrefix("late") {
            // The cloud's wreck stays for the caller to judge, and its volume can be found.
            #expect(left.map(\.status) == [.error])
            #expect(left.first?.runtime.dataDiskID != nil)
            for wreck in left { try await bench.provider.deleteHost(wreck.runtime, keepData: false) }
        } else {
            #expect(left.isEmpty)
        }
        #expect(try await bench.counts() == [:])
    }

    @Test(arguments: [
        "/v1/core/environments", "/v1/core/keypairs", "/v1/core/volumes", "/v1/core/virtual-machines",
        "/v1/core/virtual-machines/*/attach-volumes",
    ])
    func aLostAnswerIsTakenUpAgain(path: String) async throws {
        for kind in [TestServers.ScriptedFault.Kind.dropAfter, .dropBefore, .truncate] {
            let bench = try await HyperstackBench()
            try await bench.world.fail(.init(kind, method: .post, path: path))
            let request = HyperstackBench.request("hub")
            let error = await failure { () async throws(ProviderError) in
                _ = try await bench.provider.createHost(request, userData: nil)
            }
            #expect(error?.kind == .transient, "\(kind)")
            // The next process knows nothing of the first.
            let runtime = try await bench.another().createHost(request, userData: nil)
            #expect(try await bench.counts() == ["environments": 1, "keypairs": 1, "vms": 1, "volumes": 1], "\(kind)")
            let seen = try await bench.provider.getHost(runtime)
            #expect(seen?.dataDisk == request.configuration.dataDisk && seen?.status == .running, "\(kind)")
            try await bench.provider.deleteHost(runtime, keepData: false)
            #expect(try await bench.counts() == [:], "\(kind)")
        }
    }

    @Test func aHostIsNotDoneBeforeItsVolumeIsAttached() async throws {
        let bench = try await HyperstackBench()
        try await bench.world.fail(.init(.dropBefore, method: .post, path: "*/attach-volumes"))
        let request = HyperstackBench.request("hub")
        _ = await failure { () async throws(ProviderError) in
            _ = try await bench.provider.createHost(request, userData: nil)
        }
        let cut = try #require(try await bench.provider.findHosts(mark: request.mark).first)
        #expect(cut.status == .running && cut.mark?.generation != request.mark.generation)
        let done = try await bench.another().createHost(request, userData: nil)
        #expect(done.instanceID == cut.runtime.instanceID)
        let seen = try await bench.provider.findHosts(mark: request.mark)
        #expect(seen.map(\.mark?.generation) == [request.mark.generation])
        #expect(seen.first?.dataDisk == request.configuration.dataDisk)
    }

    @Test func aCreateThatFailsAfterTheVMRemovesIt() async throws {
        let bench = try await HyperstackBench()
        let body: JSONValue = .object(["status": .bool(false), "message": .string("no disks for you")])
        try await bench.world.fail(.init(.status, method: .post, path: "*/attach-volumes", status: 400, body: body))
        let request = HyperstackBench.request("hub")
        let error = await failure { () async throws(ProviderError) in
            _ = try await bench.provider.createHost(request, userData: nil)
        }
        #expect(error?.kind == .invalid && error?.message == "no disks for you")
        #expect(try await bench.counts() == [:])
    }

    @Test(arguments: [401, 429])
    func aRefusalAtTheDoorAfterTheFirstPartLeavesTheOutcomeOpen(status: Int) async throws {
        for path in ["/v1/core/virtual-machines", "*/attach-volumes"] {
            let bench = try await HyperstackBench()
            try await bench.world.fail(.init(.status, method: .post, path: path, status: status))
            let request = HyperstackBench.request("hub")
            let error = await failure { () async throws(ProviderError) in
                _ = try await bench.provider.createHost(request, userData: nil)
            }
            #expect(error?.kind == .transient)
            _ = try await bench.provider.createHost(request, userData: nil)
            #expect(try await bench.counts() == ["environments": 1, "keypairs": 1, "vms": 1, "volumes": 1])
        }
    }

    @Test func whatCannotBeRemovedIsNamed() async throws {
        let bench = try await HyperstackBench()
        let body: JSONValue = .object(["status": .bool(false), "message": .string("no disks for you")])
        let locked: JSONValue = .object([
            "status": .bool(false), "message": .string("not yours"), "error_reason": .string("forbidden"),
        ])
        try await bench.world.fail(
            .init(.status, method: .post, path: "*/attach-volumes", status: 400, body: body),
            .init(.status, method: .delete, status: 403, body: locked))
        let request = HyperstackBench.request("hub")
        let error = await failure { () async throws(ProviderError) in
            _ = try await bench.provider.createHost(request, userData: nil)
        }
        let left = try await bench.provider.findHosts(mark: request.mark)
        let vm = try #require(left.first?.runtime)
        let disk = try #require(vm.dataDiskID)
        #expect(error?.message.contains("left behind: VM \(vm.instanceID), volume \(disk)") == true)
    }

    @Test func anAddressThatDoesNotComeIsAskedFor() async throws {
        let bench = try await HyperstackBench()
        try await bench.world.poke(["no_address": .int(1)])
        let runtime = try await bench.provider.createHost(HyperstackBench.request("hub"), userData: nil)
        #expect(runtime.publicIP != nil)
        #expect(try await bench.writes().filter { $0.hasSuffix("attach-floatingip") }.count == 1)
        let closed = HyperstackBench.request("inner") { $0.publicIP = false }
        #expect(try await bench.provider.createHost(closed, userData: nil).publicIP == nil)
    }

    @Test func deleteWaitsForABuild() async throws {
        let bench = try await HyperstackBench(["looks": .int(4)])
        let prod: JSONValue = .string("berth-lab-canada-1")
        try await bench.byHand(.post, "/core/environments", .object(["name": prod, "region": .string("CANADA-1")]))
        try await bench.byHand(
            .post, "/core/keypairs",
            .object(["name": .string("k"), "environment_name": prod, "public_key": .string("ssh-rsa AAAA")]))
        let made = try await bench.byHand(
            .post, "/core/virtual-machines",
            .object([
                "name": .string("x"), "environment_name": prod, "flavor_name": .string("n1-cpu-small"),
                "key_name": .string("k"), "image_name": .string("Debian 12"), "count": .int(1),
            ]))
        let id = try #require(made["instances"]?.arrayValue?.first?["id"]?.intValue)
        try await bench.provider.deleteHost(HostRuntime(instanceID: "\(id)", cloudName: "x"), keepData: false)
        #expect(try await bench.counts()["vms"] == nil)
        // Without our mark nothing says that the environment is ours.
        #expect(try await bench.counts() == ["environments": 1, "keypairs": 1])
        #expect(try await bench.writes().filter { $0.hasPrefix("DELETE") }.count <= 3)
    }

    @Test func aNameThatIsNotFreeYetIsWaitedFor() async throws {
        let bench = try await HyperstackBench()
        try await bench.world.poke(["hold_names": .int(3)])
        let hub = try await bench.provider.createHost(HyperstackBench.request("hub"), userData: nil)
        try await bench.provider.deleteHost(hub, keepData: false)
        let again = try await bench.provider.createHost(HyperstackBench.request("hub", token: "t-2"), userData: nil)
        #expect(again.instanceID != hub.instanceID)
        #expect(try await bench.counts()["vms"] == 1)
        // A name that somebody else has is not waited for.
        let taken = HyperstackBench.request("hub", token: "t-3")
        try await bench.world.poke(["labels": .array([.string("hub"), .array([])])])
        let before = bench.clock.elapsed
        let error = await failure { () async throws(ProviderError) in
            _ = try await bench.provider.createHost(taken, userData: nil)
        }
        #expect(error?.kind == .conflict)
        #expect(bench.clock.elapsed - before < .seconds(60))
    }
}
