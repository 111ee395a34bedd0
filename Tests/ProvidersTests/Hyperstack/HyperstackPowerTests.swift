import Catalog
import Hosts
import JSON
import TestServers
import Testing

@testable import Providers

/// Power, resize, credentials and drift.
@Suite struct HyperstackPowerTests {
    @Test func hibernatesWhereTheSettingsSaySo() async throws {
        let bench = try await HyperstackBench(settings: ["stop": .string("hibernate")])
        let request = HyperstackBench.request("gpu") { $0.machineType = "n3-L40x1" }
        let gpu = try await bench.provider.createHost(request, userData: nil)
        try await bench.provider.stopHost(gpu)
        let off = try await bench.provider.getHost(gpu)
        #expect(off?.status == .stopped && off?.rawStatus == "HIBERNATED")
        #expect(off?.runtime.publicIP == gpu.publicIP, "the address is kept unless told otherwise")
        // A provider that turns off leaves a hibernated VM as it is: it is off.
        try await bench.another().stopHost(gpu)
        try await bench.world.poke(["sold_out": .array([.string("CANADA-1"), .string("L40")])])
        let error = await failure { () async throws(ProviderError) in try await bench.provider.startHost(gpu) }
        #expect(error?.kind == .capacity)
        try await bench.world.poke(["restock": .array([.string("CANADA-1"), .string("L40")])])
        try await bench.another().startHost(gpu)
        #expect(try await bench.provider.getHost(gpu)?.status == .running)
        let small = try await bench.provider.createHost(HyperstackBench.request("small"), userData: nil)
        let refused = await failure { () async throws(ProviderError) in try await bench.provider.stopHost(small) }
        #expect(refused?.message.contains("Hibernation is not supported") == true)
        #expect(try await bench.provider.getHost(small)?.status == .running)
        let releasing = bench.another(settings: ["stop": .string("hibernate"), "retain_ip": .bool(false)])
        try await releasing.stopHost(gpu)
        #expect(try await bench.provider.getHost(gpu)?.runtime.publicIP == nil)
    }

    @Test func aRestoredHostHasAnAddressAgain() async throws {
        let bench = try await HyperstackBench(settings: ["stop": .string("hibernate"), "retain_ip": .bool(false)])
        let gpu = try await bench.provider.createHost(
            HyperstackBench.request("gpu") { $0.machineType = "n3-L40x1" }, userData: nil)
        let inner = try await bench.provider.createHost(
            HyperstackBench.request("inner") {
                $0.machineType = "n3-L40x1"
                $0.publicIP = false
            }, userData: nil)
        for host in [gpu, inner] {
            try await bench.provider.stopHost(host)
            #expect(try await bench.provider.getHost(host)?.runtime.publicIP == nil)
            try await bench.provider.startHost(host)
        }
        #expect(try await bench.provider.getHost(gpu)?.runtime.publicIP != nil)
        #expect(try await bench.provider.getHost(inner)?.runtime.publicIP == nil)
    }

    @Test func aRestoreThatFallsBackIsWantOfStock() async throws {
        let bench = try await HyperstackBench(settings: ["stop": .string("hibernate")])
        let gpu = try await bench.provider.createHost(
            HyperstackBench.request("gpu") { $0.machineType = "n3-L40x1" }, userData: nil)
        try await bench.provider.stopHost(gpu)
        try await bench.world.poke(["restores_fail": .bool(true)])
        let before = bench.clock.elapsed
        let error = await failure { () async throws(ProviderError) in try await bench.provider.startHost(gpu) }
        #expect(error?.kind == .capacity)
        #expect(bench.clock.elapsed - before < .seconds(120))
        #expect(try await bench.counts()["vms"] == 1)
    }

    @Test func aHibernationThatFallsBackHasFailed() async throws {
        let bench = try await HyperstackBench(["looks": .int(2)], settings: ["stop": .string("hibernate")])
        let gpu = try await bench.provider.createHost(
            HyperstackBench.request("gpu") { $0.machineType = "n3-L40x1" }, userData: nil)
        try await bench.world.poke(["hibernations_fail": .bool(true)])
        let error = await failure { () async throws(ProviderError) in try await bench.provider.stopHost(gpu) }
        #expect(error?.kind == .operationFailed && error?.message.contains("hibernated") == true)
        #expect(try await bench.provider.getHost(gpu)?.status == .running)
    }

    @Test func whatIsHibernatedIsNotResized() async throws {
        let resizing: OptionMap = ["resize": .bool(true)]
        let bench = try await HyperstackBench(["resize": .bool(true)], settings: ["stop": .string("hibernate")])
        let gpu = try await bench.provider.createHost(
            HyperstackBench.request("gpu") { $0.machineType = "n3-L40x1" }, userData: nil)
        try await bench.provider.stopHost(gpu)
        let error = await failure { () async throws(ProviderError) in
            try await bench.another(settings: resizing).resizeHost(gpu, machineType: "n3-L40x2")
        }
        #expect(error?.kind == .conflict && error?.message.contains("HIBERNATED") == true)
        let both = HyperstackSettings.parse(["resize": .bool(true), "stop": .string("hibernate")])
        #expect(both.findings.map(\.key) == ["resize"] && both.settings.capabilities.machineTypeChange == .replace)
    }

    @Test func statesThatNobodyListedAreNotActedOn() async throws {
        let bench = try await HyperstackBench()
        let hub = try await bench.provider.createHost(HyperstackBench.request("hub"), userData: nil)
        for raw in ["MIGRATING", ""] {
            try await bench.world.poke(["status": .array([.string("hub"), .string(raw)])])
            #expect(try await bench.provider.getHost(hub)?.status == .unknown)
            let writes = bench.meter.writes
            let refusals = [
                await failure { () async throws(ProviderError) in try await bench.provider.startHost(hub) },
                await failure { () async throws(ProviderError) in try await bench.provider.stopHost(hub) },
                await failure { () async throws(ProviderError) in try await bench.provider.hardRestartHost(hub) },
            ]
            #expect(refusals.map(\.?.kind) == [.conflict, .conflict, .conflict])
            #expect(bench.meter.writes == writes)
        }
        try await bench.provider.deleteHost(hub, keepData: false)
        #expect(try await bench.counts() == [:])
    }

    @Test func capabilitiesTellWhatAStopCosts() {
        func table(_ settings: OptionMap) -> Capabilities { HyperstackSettings.parse(settings).settings.capabilities }
        let off = table([:])
        #expect(off.stoppedBillsInFull && off.stopKeepsAddress)
        let kept = table(["stop": .string("hibernate")])
        #expect(!kept.stoppedBillsInFull && kept.stopKeepsAddress && kept.stoppedBills == "disks and address")
        let released = table(["stop": .string("hibernate"), "retain_ip": .bool(false)])
        #expect(!released.stopKeepsAddress && released.stoppedBills == "disks")
    }

    @Test func specsAreHeldToWhatTheCloudNeeds() {
        var host = HostSpec(name: "hub", provider: .hyperstack)
        host.region = "CANADA-1"
        func keys(_ settings: OptionMap = [:]) -> [String] {
            HyperstackSettings.check(host: host, settings: settings).map(\.key)
        }
        #expect(keys() == ["ssh"])
        host.options = ["key_name": .string("ada")]
        #expect(keys() == [])
        host.options = [:]
        host.ssh.publicKeys = [HyperstackBench.sshKey]
        #expect(keys() == [])
        host.power = .stopped
        host.machineType = "n1-cpu-small"
        #expect(keys() == [] && keys(["stop": .string("hibernate")]) == ["power"])
        host.machineType = "n3-L40x1"
        #expect(keys(["stop": .string("hibernate")]) == [])
    }

    @Test func switchesAreSentOnce() async throws {
        let bench = try await HyperstackBench()
        let hub = try await bench.provider.createHost(HyperstackBench.request("hub"), userData: nil)
        try await bench.world.clearLog()
        try await bench.world.fail(.init(.status, method: .get, path: "*/stop", status: 503))
        let error = await failure { () async throws(ProviderError) in try await bench.provider.stopHost(hub) }
        #expect(error?.kind == .transient)
        #expect(try await bench.writes() == ["GET /core/virtual-machines/*/stop"])
        #expect(bench.meter.writes == 6)
    }

    @Test func resizesOnlyWhereItIsEnabled() async throws {
        let settings: OptionMap = ["resize": .bool(true)]
        let bench = try await HyperstackBench(["resize": .bool(true)], settings: settings)
        let hub = try await bench.provider.createHost(HyperstackBench.request("hub"), userData: nil)
        let running = await failure { () async throws(ProviderError) in
            try await bench.provider.resizeHost(hub, machineType: "n1-cpu-medium")
        }
        #expect(running?.kind == .conflict)
        try await bench.provider.stopHost(hub)
        try await bench.provider.resizeHost(hub, machineType: "n1-cpu-medium")
        let seen = try await bench.provider.getHost(hub)
        #expect(seen?.machineType == "n1-cpu-medium" && seen?.status == .stopped)
        let odd = await failure { () async throws(ProviderError) in
            try await bench.provider.resizeHost(hub, machineType: "no-such")
        }
        #expect(odd?.kind == .invalid)
        let closed = try await HyperstackBench(settings: settings)
        let other = try await closed.provider.createHost(HyperstackBench.request("hub"), userData: nil)
        try await closed.provider.stopHost(other)
        let off = await failure { () async throws(ProviderError) in
            try await closed.provider.resizeHost(other, machineType: "n1-cpu-medium")
        }
        #expect(off?.kind == .invalid && off?.code == "feature_disabled")
        #expect(off?.message.contains("resize: true") == true)
    }

    @Test func credentialsAreNeverShown() async throws {
        let missing = try await HyperstackBench(key: nil)
        let without = await failure { () async throws(ProviderError) in
            _ = try await missing.provider.listHosts(fleet: "lab")
        }
        #expect(without?.kind == .auth && without?.message.contains("HYPERSTACK_API_KEY") == true)
        #expect(try await missing.world.log().isEmpty)
        let odd = try await HyperstackBench(key: "two\nlines")
        let wrong = await failure { () async throws(ProviderError) in _ = try await odd.provider.listHosts(fleet: "lab")
        }
        #expect(wrong?.kind == .auth && wrong?.message.contains("two") == false)
        let bench = try await HyperstackBench()
        // A cloud that repeats what it was sent.
        let echo: JSONValue = .object([
            "status": .bool(false), "message": .string("bad key \(HyperstackBench.key)!"),
            "error_reason": .string("unauthorized"),
        ])
        for status in [401, 200] {
            try await bench.world.fail(.init(.status, status: status, body: echo))
            let error = await failure { () async throws(ProviderError) in
                _ = try await bench.provider.listHosts(fleet: "lab")
            }
            #expect(error?.kind == .auth)
            #expect("\(String(describing: error))".contains(HyperstackBench.key) == false)
        }
        try await bench.world.poke(["key": .string("another-key")])
        let expired = await failure { () async throws(ProviderError) in
            _ = try await bench.provider.createHost(HyperstackBench.request("hub"), userData: nil)
        }
        #expect(expired?.kind == .auth)
    }

    @Test func driftIsSeen() async throws {
        let bench = try await HyperstackBench()
        var request = HyperstackBench.request("hub")
        request.mark.uid = "k3f9q2ab"
        let hub = try await bench.provider.createHost(request, userData: nil)
        try await bench.world.poke(["stop": .string("hub")])
        try await bench.world.poke(["flavor": .array([.string("hub"), .string("n1-cpu-medium")])])
        var seen = try await bench.provider.listHosts(fleet: "lab").hosts.first
        #expect(seen?.status == .stopped && seen?.machineType == "n1-cpu-medium")
        #expect(seen?.image == request.configuration.image)
        try await bench.world.poke(["detach": .string("hub")])
        seen = try await bench.provider.getHost(hub)
        #expect(seen?.tellsDataDisk == true && seen?.dataDisk == nil)
        #expect(seen?.runtime.dataDiskID == hub.dataDiskID, "a volume that is not attached is still the host's")
        // Even without its description a loose volume is known by its name and environment.
        try await bench.world.poke(["undescribe": .null])
        try await bench.world.poke(["vanish": .string("hub")])
        let listing = try await bench.provider.listHosts(fleet: "lab")
        #expect(listing.hosts.isEmpty)
        #expect(listing.disks.map(\.id) == [hub.dataDiskID].compactMap { $0 })
        #expect(listing.disks.first?.attachedTo == nil)
    }

    @Test func theCloudsOneKindOfDiskPassesForTwo() async throws {
        let bench = try await HyperstackBench()
        for type in [DiskType.balanced, .ssd] {
            let request = HyperstackBench.request("h-\(type.rawValue)") { $0.dataDisk?.type = type }
            let runtime = try await bench.provider.createHost(request, userData: nil)
            #expect(try await bench.provider.getHost(runtime)?.dataDisk == request.configuration.dataDisk)
        }
        let offers = try await bench.provider.fetchCatalog().compactMap { entry -> DiskType? in
            if case .diskType(let offer) = entry.payload { return offer.type }
            return nil
        }
        #expect(Set(offers) == [.balanced, .ssd])
    }

    @Test func othersLabelsStay() async throws {
        let bench = try await HyperstackBench()
        let request = HyperstackBench.request("hub")
        let hub = try await bench.provider.createHost(request, userData: nil)
        let writes = bench.meter.writes
        try await bench.provider.updateMarks(hub, mark: request.mark, configuration: request.configuration)
        #expect(bench.meter.writes == writes, "labels that are right are not sent again")
        var more = request.configuration
        more.labels = ["team": "math", "by hand": "yes = no"]
        try await bench.provider.updateMarks(hub, mark: request.mark, configuration: more)
        let seen = try await bench.provider.getHost(hub)
        #expect(seen?.labels == more.labels)
        #expect(seen?.image == request.configuration.image && seen?.runtime.dataDiskID == hub.dataDiskID)
    }

    @Test func badRequestsNeverReachTheCloud() async throws {
        let bench = try await HyperstackBench()
        let edits: [(String, @Sendable (inout HostConfiguration) -> Void)] = [
            ("NoRegion", { $0.region = nil }), ("NoZones", { $0.zone = "a" }), ("NoKey", { $0.sshKeys = [] }),
            ("BadDiskType", { $0.dataDisk?.type = .standard }), ("BadDiskSize", { $0.dataDisk?.sizeGB = 2_000_000 }),
            ("PricingMismatch", { $0.pricing = .spot }), ("PricingMismatch", { $0.machineType = "n3-A100x1-spot" }),
        ]
        for (code, edit) in edits {
            let request = HyperstackBench.request("bad", edit)
            let error = await failure { () async throws(ProviderError) in
                _ = try await bench.provider.createHost(request, userData: nil)
            }
            #expect(error?.kind == .invalid && error?.code == code)
        }
        let long = String(repeating: "x", count: 50_000)
        let request = HyperstackBench.request("bad") { $0.userData = TextDigest(of: long) }
        let error = await failure { () async throws(ProviderError) in
            _ = try await bench.provider.createHost(request, userData: long)
        }
        #expect(error?.code == "UserDataTooLong")
        #expect(try await bench.world.log().isEmpty)
    }

    @Test func waitingHostsShareTheirLooks() async throws {
        let bench = try await HyperstackBench(["looks": .int(6)])
        let provider = bench.provider
        let alone = try await HyperstackBench(["looks": .int(6)])
        _ = try await alone.provider.createHost(HyperstackBench.request("one"), userData: nil)
        await withTaskGroup(of: Void.self) { group in
            for index in 0..<8 {
                group.addTask {
                    _ = try? await provider.createHost(HyperstackBench.request("h-\(index)"), userData: nil)
                }
            }
        }
        #expect(try await bench.counts()["vms"] == 8)
        // Eight hosts cost far less than eight times one.
        #expect(bench.meter.reads < alone.meter.reads * 6)
    }
}
