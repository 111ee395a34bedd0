import Catalog
import Hosts
import JSON
import Providers
import TestServers
import Testing

/// What only Lambda does: launches without tokens, addresses that come late, instances that vanish, and its pace.
@Suite struct LambdaVerbTests {
    private let named: OptionMap = ["ssh_key": .string("laptop")]

    private func request(_ host: String = "hub", _ edit: (inout HostConfiguration) -> Void = { _ in }) -> CreateRequest
    {
        LambdaBench.request(host, sshKeys: [], edit)
    }

    @Test func aRunningHostHasItsAddress() async throws {
        let bench = try await LambdaBench(["late_ip": .bool(true), "looks": .int(2)], settings: named)
        let runtime = try await bench.provider.createHost(request(), userData: nil)
        #expect(runtime.publicIP != nil)
        #expect(runtime.region == "us-east-1")
    }

    /// The disk of the machine is what a local data disk is on; nothing is asked for.
    @Test func aLocalDataDiskIsTheMachinesOwn() async throws {
        let bench = try await LambdaBench(settings: named)
        let request = request {
            $0.storage = .ephemeral
            $0.dataDisk = DataDisk(sizeGB: 200, type: .balanced)
        }
        let runtime = try await bench.provider.createHost(request, userData: nil)
        #expect(runtime.dataDiskID == nil)
        let seen = try await bench.provider.getHost(runtime)
        #expect(seen?.tellsDataDisk == false)
        #expect(try await bench.world.refusals() == [])
    }

    @Test func aLaunchThatListsHideIsFoundBeforeASecondIsSent() async throws {
        let bench = try await LambdaBench(["hidden_looks": .int(1)], settings: named)
        try await bench.world.fail(.init(.dropAfter, method: .post, path: "*/launch"))
        let request = request()
        let error = try await #require(throws: ProviderError.self) {
            _ = try await bench.provider.createHost(request, userData: nil)
        }
        #expect(error.kind == .transient)
        // The caller waits for as long as lists may lag; here, one look.
        #expect(bench.provider.capabilities.visibility > .zero)
        #expect(try await bench.provider.findHosts(mark: request.mark) == [])
        let runtime = try await bench.another(settings: named).createHost(request, userData: nil)
        #expect(try await bench.writes().filter { $0.hasSuffix("/launch") }.count == 1)
        #expect(try await bench.provider.findHosts(mark: request.mark).map(\.runtime) == [runtime])
    }

    @Test(arguments: ["terminate", "preempt"])
    func whatIsGoneIsAbsentThoughTheCloudShowsIt(poke: String) async throws {
        let bench = try await LambdaBench(settings: named)
        let runtime = try await bench.provider.createHost(request(), userData: nil)
        try await bench.world.poke([poke: .string(runtime.instanceID)])
        #expect(try await bench.world.state()["hosts"]?[runtime.instanceID] != nil)
        #expect(try await bench.provider.getHost(runtime) == nil)
        #expect(try await bench.provider.listHosts(fleet: "lab").hosts == [])
        let writes = try await bench.writes().count
        try await bench.provider.deleteHost(runtime, keepData: false)
        #expect(try await bench.writes().count == writes)
    }

    /// Some instances say beforehand that they cannot be terminated, some only when asked.
    @Test(arguments: [true, false])
    func aDeleteWaitsOutABootThatForbidsIt(isTold: Bool) async throws {
        let bench = try await LambdaBench(["looks": .int(4), "busy_boot": .bool(isTold)], settings: named)
        try await bench.world.fail(.init(.dropAfter, method: .post, path: "*/launch"))
        await #expect(throws: ProviderError.self) {
            _ = try await bench.provider.createHost(request(), userData: nil)
        }
        let host = try #require(try await bench.provider.findHosts(mark: request().mark).first)
        #expect(host.status == .starting)
        if !isTold {
            let busy = LambdaBench.error("global/conflict")
            try await bench.world.fail(.init(.status, method: .post, path: "*/terminate", status: 409, body: busy))
        }
        try await bench.provider.deleteHost(host.runtime, keepData: false)
        #expect(try await bench.provider.getHost(host.runtime) == nil)
        let terminations = try await bench.world.writes().filter { $0.path.hasSuffix("/terminate") }
        #expect(terminations.map(\.status) == (isTold ? [200] : [409, 200]))
    }

    @Test func credentialsThatEndMidwayLeaveTheOutcomeOpen() async throws {
        let bench = try await LambdaBench(settings: named)
        let refusal = LambdaBench.error("global/invalid-api-key")
        try await bench.world.fail(
            .init(.status, method: .get, path: "*/instances*", times: 1000, after: 1, status: 401, body: refusal))
        let error = try await #require(throws: ProviderError.self) {
            _ = try await bench.provider.createHost(request(), userData: nil)
        }
        #expect(error.kind == .transient)
        #expect(error.code == "global/invalid-api-key")
        try await bench.world.clearFaults()
        #expect(try await bench.provider.findHosts(mark: request().mark).count == 1)
    }

    @Test func anArmMachineGetsItsFamilysImageForArm() async throws {
        let bench = try await LambdaBench(settings: named)
        _ = try await bench.provider.createHost(request { $0.machineType = "gpu_1x_gh200" }, userData: nil)
        _ = try await bench.provider.createHost(request("plain"), userData: nil)
        let images = try await bench.world.writes().compactMap { $0.body["image"] }
        // The second of the server's images in the first region.
        #expect(images.first == .object(["id": .string("00000000-0000-4000-8000-000000000020")]))
        #expect(images.last == .object(["family": .string("lambda-stack-24-04")]))
        let error = try await #require(throws: ProviderError.self) {
            let request = request("no") {
                $0.machineType = "gpu_1x_gh200"
                $0.image = "gpu-base-24-04"
            }
            _ = try await bench.provider.createHost(request, userData: nil)
        }
        #expect(error.kind == .invalid)
    }

    @Test func aRenameKeepsTheInstance() async throws {
        let bench = try await LambdaBench(settings: named)
        let runtime = try await bench.provider.createHost(request(), userData: nil)
        var mark = request().mark
        mark.host = "hub-2"
        try await bench.provider.updateMarks(runtime, mark: mark, configuration: request().configuration)
        let seen = try #require(try await bench.provider.getHost(runtime))
        #expect(seen.mark?.host == "hub-2")
        #expect(seen.runtime.cloudName == mark.cloudName)
        let writes = try await bench.writes().count
        try await bench.provider.updateMarks(runtime, mark: mark, configuration: request().configuration)
        #expect(try await bench.writes().count == writes)
    }

    @Test func aForeignInstanceCannotBeMarked() async throws {
        let bench = try await LambdaBench(settings: named)
        let made = try await bench.world.poke([
            "launch": .object([
                "region_name": .string("us-east-1"), "instance_type_name": .string("gpu_1x_a10"),
                "ssh_key_names": .array([.string("laptop")]), "name": .string("by-hand"),
            ])
        ])
        let id = try #require(made["id"]?.stringValue)
        let runtime = HostRuntime(instanceID: id, cloudName: "by-hand")
        var configuration = request().configuration
        configuration.labels = [:]
        let error = try await #require(throws: ProviderError.self) {
            try await bench.provider.updateMarks(runtime, mark: request().mark, configuration: configuration)
        }
        #expect(error.kind == .invalid)
        #expect(try await bench.writes() == [])
    }

    @Test func requestsKeepTheAccountsPace() async throws {
        let bench = try await LambdaBench(settings: named)
        for number in 1...3 {
            _ = try await bench.provider.createHost(request("h-\(number)"), userData: nil)
        }
        // Boots are waited for at ten seconds a look, so launches come apart by themselves; refusals do not.
        let before = bench.clock.elapsed
        try await bench.world.poke(["quota": .int(0)])
        for number in 4...6 {
            await #expect(throws: ProviderError.self) {
                _ = try await bench.provider.createHost(request("h-\(number)"), userData: nil)
            }
        }
        #expect(bench.clock.elapsed - before >= .seconds(24))
        let reads = bench.clock.elapsed
        for _ in 1...5 { _ = try await bench.provider.listHosts(fleet: "lab") }
        #expect(bench.clock.elapsed - reads >= .seconds(4))
    }

    @Test func withoutTheRegionsCallTheImagesTellThem() async throws {
        let bench = try await LambdaBench(["regions_call": .bool(false)])
        let entries = try await bench.provider.fetchCatalog()
        let regions = entries.filter { if case .region(zones: []) = $0.payload { true } else { false } }.map(\.name)
        #expect(regions == ["europe-central-1", "us-east-1", "us-south-1", "us-west-1"])
        #expect(entries.contains { $0.name == bench.provider.capabilities.defaultImage })
    }

    @Test(arguments: [nil, "", "no\nkey", "wrong"] as [String?])
    func aKeyThatIsNoneIsRefusedAndNeverTold(key: String?) async throws {
        let bench = try await LambdaBench(settings: named, key: key)
        let error = try await #require(throws: ProviderError.self) {
            _ = try await bench.provider.listHosts(fleet: "lab")
        }
        #expect(error.kind == .auth)
        #expect(error.message.contains("LAMBDA_API_KEY"))
        #expect(try await bench.world.log().count == (key == "wrong" ? 1 : 0))
    }

    @Test func secretsStayOutOfErrors() async throws {
        let bench = try await LambdaBench(settings: named)
        let script = "#!/bin/sh\necho script-canary-77"
        let echo = LambdaBench.error("global/invalid-parameters", "bad request of \(LambdaBench.key)")
        try await bench.world.fail(.init(.status, method: .post, path: "*/launch", status: 400, body: echo))
        let request = request { $0.userData = TextDigest(of: script) }
        let error = try await #require(throws: ProviderError.self) {
            _ = try await bench.provider.createHost(request, userData: script)
        }
        #expect(error.message == "bad request of (cut)")
        #expect(!"\(error)".contains("canary"))
    }
}
