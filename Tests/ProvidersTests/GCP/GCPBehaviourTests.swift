import Hosts
import JSON
import Providers
import TestServers
import Testing

/// What the cloud does that others do not, and what we do then.
@Suite struct GCPBehaviourTests {
    private func failure(_ call: () async throws(ProviderError) -> Void) async -> ProviderError? {
        do throws(ProviderError) { try await call() } catch { return error }
        return nil
    }

    private func refusal(of request: CreateRequest, on bench: GCPBench) async -> ProviderError? {
        await failure { () async throws(ProviderError) in
            _ = try await bench.provider.createHost(request, userData: nil)
        }
    }

    // MARK: Create

    @Test func openZoneIsTheFirstWithTheTypeAndStock() async throws {
        let bench = try await GCPBench.make()
        try await bench.world.poke(["sell_out": .array([.string("us-central1-a/g2-standard-4")])])
        let runtime = try await bench.provider.createHost(
            GCPBench.request("hub", zone: nil, machineType: "g2-standard-4"), userData: nil)
        // The b zone has no such type.
        #expect(runtime.zone == "us-central1-f")
        #expect(try await bench.left().count == 3)
        // The same request again finds it there, without a try elsewhere.
        try await bench.world.clearLog()
        let again = try await bench.provider.createHost(
            GCPBench.request("hub", zone: nil, machineType: "g2-standard-4"), userData: nil)
        #expect(again == runtime)
        #expect(try await bench.world.writes().map(\.path) == [])
        #expect(try await bench.world.refusals() == [])
    }

    @Test func stockOutNamesZonesAndLeavesNothing() async throws {
        let bench = try await GCPBench.make()
        try await bench.world.poke(["sell_out": .array([.string("us-central1-a/e2-standard-2")])])
        let error = await refusal(of: GCPBench.request("hub"), on: bench)
        #expect(error?.kind == .capacity)
        #expect(error?.message.contains("us-central1-b, us-central1-f") == true)
        #expect(try await bench.left() == [])
    }

    @Test func lateQuotaIsQuota() async throws {
        let bench = try await GCPBench.make()
        try await bench.world.poke(GCPBench.lateFailure("QUOTA_EXCEEDED", "Quota 'CPUS' exceeded.", status: 403))
        let error = await refusal(of: GCPBench.request("hub"), on: bench)
        #expect(error?.kind == .quota && error?.code == "QUOTA_EXCEEDED")
        #expect(error?.requestID?.hasPrefix("operation-") == true)
    }

    /// An insert that fails may leave the disk it made; never one that was kept.
    @Test func diskOfAFailedInsertIsRemoved() async throws {
        let bench = try await GCPBench.make()
        let request = GCPBench.request("hub")
        var labels = request.mark.labels
        labels["berth-role"] = "data"
        func stray(_ name: String, _ print: String?) async throws {
            var all = labels
            all["berth-request"] = print
            try await bench.world.poke([
                "stray_disk": .object([
                    "zone": .string("us-central1-a"), "name": .string(name),
                    "labels": .object(all.mapValues(JSONValue.string)),
                ])
            ])
        }
        // The print of the very request is read off an insert that worked elsewhere.
        let other = try await GCPBench.make()
        _ = try await other.provider.createHost(request, userData: nil)
        let made = try await other.world.state()["instances"]?.arrayValue?.first
        let print = try #require(made?["labels"]?["berth-request"]?.stringValue)
        try await stray("left-behind", print)
        try await stray("kept", "another")
        try await bench.world.poke(GCPBench.lateFailure("INTERNAL_ERROR", "no luck", status: 500))
        #expect(
            await refusal(of: request, on: bench)?.kind == .operationFailed)
        #expect(try await bench.left() == ["disks: kept"])
    }

    @Test func nameThatIsTakenIsFoundAgainAfterTheCloudForgot() async throws {
        let bench = try await GCPBench.make()
        let first = try await bench.provider.createHost(GCPBench.request("hub"), userData: nil)
        try await bench.world.poke(["forget_requests": .bool(true)])
        #expect(try await bench.provider.createHost(GCPBench.request("hub"), userData: nil) == first)
        var other = GCPBench.request("hub")
        other.token = "another"
        other.configuration.machineType = "e2-standard-4"
        #expect(
            await refusal(of: other, on: bench)?.kind == .conflict)
    }

    /// A VM that others made under the same name is never ours.
    @Test func foreignVMOfTheNameIsLeftAlone() async throws {
        let bench = try await GCPBench.make()
        _ = try await bench.provider.createHost(GCPBench.request("hub"), userData: nil)
        try await bench.world.poke(["forget_requests": .bool(true)])
        var theirs = GCPBench.request("hub")
        theirs.mark.lineage = "ffffffff-0000-1111-2222-333333333333"
        #expect(
            await refusal(of: theirs, on: bench)?.kind == .conflict)
        let stale = HostRuntime(
            instanceID: "999", cloudName: "hub-u-hub", zone: "us-central1-a",
            dataDiskID: nil)
        #expect(try await bench.provider.getHost(stale) == nil)
        #expect(
            await failure { () async throws(ProviderError) in try await bench.provider.stopHost(stale) }?.kind
                == .notFound)
        #expect(try await bench.left().contains("instances: hub-u-hub"))
    }

    @Test(
        arguments: [
            ("ubuntu-lts", "e2-standard-2", "projects/ubuntu-os-cloud/global/images/family/ubuntu-2604-lts-amd64"),
            ("ubuntu-lts", "t2a-standard-2", "projects/ubuntu-os-cloud/global/images/family/ubuntu-2604-lts-arm64"),
            ("debian-12", "e2-standard-2", "projects/debian-cloud/global/images/family/debian-12"),
            (
                "debian-12-bookworm-v20261105", "e2-standard-2",
                "projects/debian-cloud/global/images/debian-12-bookworm-v20261105"
            ),
        ])
    func imagesAreFound(image: String, machineType: String, path: String) async throws {
        let bench = try await GCPBench.make()
        _ = try await bench.provider.createHost(
            GCPBench.request("hub", machineType: machineType) { $0.image = image }, userData: nil)
        let insert = try await bench.world.writes().first { $0.path.hasSuffix("/instances") }
        let disk = insert?.body["disks"]?.arrayValue?.first
        #expect(disk?["initializeParams"]?["sourceImage"]?.stringValue == path)
    }

    @Test func everythingASpecCanAskForIsTaken() async throws {
        let bench = try await GCPBench.make(settings: ["subnet": .string("lab")])
        let script = "#!/bin/sh\ntouch /done"
        let request = GCPBench.request("all", machineType: "n1-standard-4") {
            $0.pricing = .spot
            $0.metadata = ["role": "worker"]
            $0.userData = TextDigest(of: script)
            $0.sshKeys = ["ssh-ed25519 AAAA me"]
            $0.openPorts = [PortRule(from: 80, to: 80), PortRule(from: 22, to: 22, source: "10.0.0.0/8")]
            $0.options = [
                "accelerator": .string("nvidia-tesla-t4:1"),
                "service_account": .string("a@proj.iam.gserviceaccount.com"),
            ]
        }
        let runtime = try await bench.provider.createHost(request, userData: script)
        #expect(try await bench.world.refusals() == [])
        let seen = try #require(try await bench.provider.getHost(runtime))
        #expect(seen.pricing == .spot && seen.metadata == ["role": "worker"] && seen.tags == ["web"])
        #expect(seen.runtime == runtime && runtime.extra == ["firewall": "all-u-all-in", "project": "proj"])
        #expect(
            try await bench.left() == [
                "instances: all-u-all", "disks: all-u-all", "disks: all-u-all-data", "firewalls: all-u-all-in-1",
                "firewalls: all-u-all-in-2",
            ])
        try await bench.provider.deleteHost(runtime, keepData: false)
        #expect(try await bench.left() == [])
    }

    @Test func firewallRulesOfAHostThatWasNotMadeGo() async throws {
        let bench = try await GCPBench.make()
        try await bench.world.poke(["sell_out": .array([.string("us-central1-a/e2-standard-2")])])
        _ = await refusal(
            of:
                GCPBench.request("hub") { $0.openPorts = [PortRule(from: 80, to: 80)] }, on: bench)
        #expect(try await bench.left() == [])
    }

    // MARK: Delete

    @Test func deleteWaitsForAHostThatIsBeingMade() async throws {
        let bench = try await GCPBench.make(["looks": .int(9)])
        try await bench.world.fail(.init(.dropAfter, method: .post, path: "*/instances"))
        _ = await refusal(of: GCPBench.request("hub"), on: bench)
        let found = try await bench.provider.findHosts(mark: Sample.mark("hub"))
        let starting = try #require(found.first)
        #expect(starting.status == .starting)
        try await bench.provider.deleteHost(starting.runtime, keepData: false)
        #expect(try await bench.left() == [])
    }

    /// Lists do not show it, so it is waited for by name.
    @Test func deleteWaitsForAHostThatListsDoNotShow() async throws {
        let bench = try await GCPBench.make(["looks": .int(30)])
        try await bench.world.fail(.init(.dropAfter, method: .post, path: "*/instances"))
        #expect(await refusal(of: GCPBench.request("hub"), on: bench)?.kind == .transient)
        let found = try await bench.provider.findHosts(mark: Sample.mark("hub"))
        let starting = try #require(found.first)
        for key in HostMark.LabelKey.all {
            try await bench.world.poke([
                "label": .object(["name": .string("hub-u-hub"), "key": .string(key), "value": .string("x")])
            ])
        }
        try await bench.provider.deleteHost(starting.runtime, keepData: false)
        #expect(try await bench.left() == [])
    }

    @Test func keptDiskStaysThoughSomebodySaidOtherwise() async throws {
        let bench = try await GCPBench.make()
        let runtime = try await bench.provider.createHost(GCPBench.request("hub"), userData: nil)
        for (device, value) in [("berth-data", true), ("persistent-disk-0", false)] {
            try await bench.world.poke([
                "auto_delete": .object([
                    "name": .string("hub-u-hub"), "device": .string(device), "value": .bool(value),
                ])
            ])
        }
        try await bench.provider.deleteHost(runtime, keepData: true)
        // The boot disk would have been left behind.
        #expect(try await bench.left() == ["disks: hub-u-hub-data"])
        try await bench.provider.deleteHost(runtime, keepData: false)
        #expect(try await bench.left() == [])
    }

    @Test func diskGoesThoughTheVMWentByHand() async throws {
        let bench = try await GCPBench.make()
        let runtime = try await bench.provider.createHost(GCPBench.request("hub"), userData: nil)
        try await bench.world.poke(["remove": .string("hub-u-hub")])
        #expect(try await bench.left() == ["disks: hub-u-hub-data"])
        var partial = runtime
        partial.dataDiskID = nil
        try await bench.provider.deleteHost(partial, keepData: false)
        #expect(try await bench.left() == [])
    }

    // MARK: Changes

    @Test func staleFingerprintIsReadAgain() async throws {
        let bench = try await GCPBench.make()
        let request = GCPBench.request("hub")
        let runtime = try await bench.provider.createHost(request, userData: nil)
        for call in ["setLabels", "setTags", "setMetadata"] {
            try await bench.world.fail(
                .init(
                    .status, method: .post, path: "*/instances/*/\(call)", times: 2, status: 412,
                    body: GCPBench.envelope(412, "conditionNotMet")))
        }
        var configuration = request.configuration
        (configuration.labels, configuration.tags, configuration.metadata) = (["a": "b"], ["db"], ["k": "v"])
        try await bench.provider.updateMarks(runtime, mark: request.mark, configuration: configuration)
        let seen = try await bench.provider.getHost(runtime)
        #expect(seen?.labels == ["a": "b"] && seen?.tags == ["db"] && seen?.metadata == ["k": "v"])
        #expect(try await bench.world.refusals() == [])
    }

    @Test func metadataThatIsNotTheUsersStays() async throws {
        let bench = try await GCPBench.make()
        let script = "#!/bin/sh"
        let request = GCPBench.request("hub") {
            $0.userData = TextDigest(of: script)
            $0.sshKeys = ["ssh-ed25519 AAAA"]
        }
        let runtime = try await bench.provider.createHost(request, userData: script)
        var configuration = request.configuration
        configuration.metadata = ["k": "v"]
        try await bench.provider.updateMarks(runtime, mark: request.mark, configuration: configuration)
        let items = try await bench.world.state()["instances"]?.arrayValue?.first?["metadata"]?["items"]?.arrayValue
        #expect(items?.compactMap { $0["key"]?.stringValue } == ["k", "ssh-keys", "startup-script"])
    }

    @Test func resizeThatTheCloudRefusesLateIsARefusal() async throws {
        let bench = try await GCPBench.make()
        let runtime = try await bench.provider.createHost(GCPBench.request("hub"), userData: nil)
        try await bench.provider.stopHost(runtime)
        try await bench.world.poke([
            "fail_next": .object([
                "operation": .string("setMachineType"), "status": .int(400), "message": .string("BAD REQUEST"),
                "errors": .array([
                    .object(["code": .string("RESOURCE_NOT_READY"), "message": .string("is not ready")])
                ]),
            ])
        ])
        #expect(
            await failure { () async throws(ProviderError) in
                try await bench.provider.resizeHost(runtime, machineType: "e2-standard-4")
            }?.code == "RESOURCE_NOT_READY")
        #expect(try await bench.provider.getHost(runtime)?.machineType == "e2-standard-2")
    }

    @Test func localSSDsAreGivenUpOnStop() async throws {
        let bench = try await GCPBench.make()
        let runtime = try await bench.provider.createHost(
            GCPBench.request("hub", machineType: "n2-standard-2") {
                $0.storage = .ephemeral
                $0.dataDisk = DataDisk(sizeGB: 700, type: .ssd)
            }, userData: nil)
        #expect(runtime.dataDiskID == nil)
        try await bench.provider.stopHost(runtime)
        try await bench.provider.startHost(runtime)
        #expect(try await bench.provider.getHost(runtime)?.status == .running)
        #expect(try await bench.world.refusals() == [])
    }

    @Test func startMeetsStockOutsAndSleepers() async throws {
        let bench = try await GCPBench.make()
        let runtime = try await bench.provider.createHost(GCPBench.request("hub"), userData: nil)
        try await bench.provider.stopHost(runtime)
        try await bench.world.poke(["sell_out": .array([.string("us-central1-a/e2-standard-2")])])
        #expect(
            await failure { () async throws(ProviderError) in try await bench.provider.startHost(runtime) }?.kind
                == .capacity)
        try await bench.world.poke(["sell_out": .array([])])
        try await bench.provider.startHost(runtime)
        try await bench.world.poke(["suspend": .string("hub-u-hub")])
        #expect(try await bench.provider.getHost(runtime)?.status == .stopped)
        try await bench.provider.startHost(runtime)
        #expect(try await bench.provider.getHost(runtime)?.status == .running)
        #expect(try await bench.world.refusals() == [])
    }

    // MARK: Lists

    @Test func pagesMayBeEmptyAndStillHaveAToken() async throws {
        let bench = try await GCPBench.make(["page": .int(3), "empty_page": .bool(true)])
        for index in 0..<7 { _ = try await bench.provider.createHost(GCPBench.request("h-\(index)"), userData: nil) }
        let listing = try await bench.provider.listHosts(fleet: "lab")
        #expect(listing.hosts.count == 7 && listing.disks.count == 7)
        #expect(listing.hosts.allSatisfy { $0.tellsDataDisk && $0.dataDisk?.sizeGB == 50 })
    }

    @Test func zoneThatDoesNotAnswerIsNoEmptyZone() async throws {
        let bench = try await GCPBench.make(["partial": .array([.string("us-central1-b")])])
        let error = await failure { () async throws(ProviderError) in
            _ = try await bench.provider.listHosts(fleet: "lab")
        }
        #expect(error?.kind == .transient && error?.message.contains("us-central1-b") == true)
    }

    @Test func bootDiskThatWasLeftBehindIsShown() async throws {
        let bench = try await GCPBench.make()
        let runtime = try await bench.provider.createHost(GCPBench.request("hub"), userData: nil)
        try await bench.world.poke([
            "auto_delete": .object([
                "name": .string("hub-u-hub"), "device": .string("persistent-disk-0"), "value": .bool(false),
            ])
        ])
        #expect(try await bench.provider.listHosts(fleet: "lab").disks.map(\.id) == [runtime.dataDiskID])
        try await bench.world.poke(["remove": .string("hub-u-hub")])
        #expect(
            try await bench.provider.listHosts(fleet: "lab").disks.map(\.id)
                == ["us-central1-a/hub-u-hub", "us-central1-a/hub-u-hub-data"])
    }

    @Test func planningReadsOnly() async throws {
        let bench = try await GCPBench.make()
        let runtime = try await bench.provider.createHost(GCPBench.request("hub"), userData: nil)
        try await bench.world.clearLog()
        _ = try await bench.provider.listHosts(fleet: "lab")
        _ = try await bench.provider.getHost(runtime)
        _ = try await bench.provider.findHosts(mark: Sample.mark("hub"))
        _ = try await bench.provider.fetchCatalog()
        #expect(try await bench.world.writes().isEmpty)
        #expect(try await bench.world.log().allSatisfy { $0.method == "GET" })
    }

    /// The rate limit of reads is waited out by the clock of the answer; writes are the caller's to repeat.
    @Test func readsAreSentAgainAndWritesAreNot() async throws {
        let bench = try await GCPBench.make(policy: RetryPolicy())
        try await bench.world.fail(
            .init(
                .status, method: .get, path: "*/aggregated/instances", status: 403,
                headers: ["Date": "Mon, 23 Nov 2026 03:08:20 GMT"], body: GCPBench.envelope(403, "rateLimitExceeded")))
        _ = try await bench.provider.listHosts(fleet: "lab")
        #expect(bench.clock.elapsed >= .seconds(40) && bench.clock.elapsed < .seconds(60))
        try await bench.world.fail(.init(.status, method: .post, path: "*/instances", status: 503))
        #expect(
            await refusal(of: GCPBench.request("hub"), on: bench)?.kind == .transient)
        #expect(try await bench.world.writes().count == 1)
    }
}
