import Hosts
import JSON
import TestServers
import Testing

@testable import Providers

/// States, lists and refusals that are rare, and cost most when they come.
@Suite struct GCPHardshipTests {
    private func failure(_ call: () async throws(ProviderError) -> Void) async -> ProviderError? {
        do throws(ProviderError) { try await call() } catch { return error }
        return nil
    }

    // MARK: States

    /// Off like a stopped one, but its memory is kept and billed, and only a resume brings it back.
    @Test func suspendedHostIsOffAndKeepsItsMemory() async throws {
        let bench = try await GCPBench.make()
        let runtime = try await bench.provider.createHost(GCPBench.request("hub"), userData: nil)
        try await bench.world.poke(["suspend": .string("hub-u-hub")])
        let seen = try await bench.provider.getHost(runtime)
        #expect(seen?.status == .stopped && seen?.rawStatus == "SUSPENDED")
        try await bench.world.clearLog()
        // The cloud lets such a VM be resumed or deleted only; it is off already.
        try await bench.provider.stopHost(runtime)
        let error = await failure { () async throws(ProviderError) in
            try await bench.provider.resizeHost(runtime, machineType: "e2-standard-4")
        }
        #expect(error?.kind == .conflict && error?.message.contains("resumes it with its memory") == true)
        #expect(try await bench.world.writes().map(\.path) == [])
        try await bench.provider.startHost(runtime)
        #expect(try await bench.world.writes().first?.path.hasSuffix("/resume") == true)
        #expect(try await bench.provider.getHost(runtime)?.status == .running)
        try await bench.world.poke(["suspend": .string("hub-u-hub")])
        try await bench.provider.deleteHost(runtime, keepData: false)
        #expect(try await bench.left() == [])
        #expect(try await bench.world.refusals() == [])
    }

    /// A restart that is half done must not begin anew: its stop was accepted.
    @Test(arguments: [(429, "rateLimitExceeded"), (403, "forbidden")])
    func restartThatStopsHalfWayIsNoRefusal(status: Int, reason: String) async throws {
        let bench = try await GCPBench.make()
        let runtime = try await bench.provider.createHost(GCPBench.request("hub"), userData: nil)
        try await bench.world.fail(
            .init(
                .status, method: .post, path: "*/instances/*/start", status: status,
                body: GCPBench.envelope(status, reason)))
        let error = await failure { () async throws(ProviderError) in
            try await bench.provider.restartHost(runtime)
        }
        #expect(error?.kind == .transient && error?.message.contains("is stopped now") == true)
    }

    @Test func marksThatAreHalfWrittenAreNoRefusal() async throws {
        let bench = try await GCPBench.make()
        let request = GCPBench.request("hub")
        let runtime = try await bench.provider.createHost(request, userData: nil)
        var configuration = request.configuration
        (configuration.labels, configuration.tags) = (["a": "b"], ["db"])
        for _ in 0..<2 {
            try await bench.world.fail(
                .init(
                    .status, method: .post, path: "*/instances/*/setTags", status: 403,
                    body: GCPBench.envelope(403, "forbidden")))
        }
        let wanted = configuration
        let half = await failure { () async throws(ProviderError) in
            try await bench.provider.updateMarks(runtime, mark: request.mark, configuration: wanted)
        }
        #expect(half?.kind == .transient)
        // With the labels done, nothing of the second try is accepted before the refusal.
        let none = await failure { () async throws(ProviderError) in
            try await bench.provider.updateMarks(runtime, mark: request.mark, configuration: wanted)
        }
        #expect(none?.kind == .auth)
    }

    /// A VM with GPUs cannot be moved while it runs, and says so before it has them.
    @Test func resizeToGPUs() async throws {
        let bench = try await GCPBench.make()
        let runtime = try await bench.provider.createHost(
            GCPBench.request("hub", machineType: "n2-standard-2"), userData: nil)
        try await bench.provider.stopHost(runtime)
        try await bench.world.clearLog()
        // Cut off between the two calls, and begun again.
        try await bench.world.fail(
            .init(
                .status, method: .post, path: "*/setMachineType", status: 503,
                body: GCPBench.envelope(503, "backendError")))
        #expect(
            await failure { () async throws(ProviderError) in
                try await bench.provider.resizeHost(runtime, machineType: "g2-standard-4")
            }?.kind == .transient)
        try await bench.provider.resizeHost(runtime, machineType: "g2-standard-4")
        let calls = try await bench.world.writes().map { GCPNames.last($0.path) }
        #expect(calls == ["setScheduling", "setMachineType", "setMachineType"])
        try await bench.provider.startHost(runtime)
        #expect(try await bench.provider.getHost(runtime)?.machineType == "g2-standard-4")
        #expect(try await bench.world.refusals() == [])
    }

    /// A host that is being made is stopped when it is up.
    @Test func stopWaitsForAHostThatIsBeingMade() async throws {
        let bench = try await GCPBench.make(["looks": .int(9)])
        try await bench.world.fail(.init(.dropAfter, method: .post, path: "*/instances"))
        _ = await failure { () async throws(ProviderError) in
            _ = try await bench.provider.createHost(GCPBench.request("hub"), userData: nil)
        }
        let starting = try #require(try await bench.provider.findHosts(mark: Sample.mark("hub")).first)
        #expect(starting.status == .starting)
        try await bench.provider.stopHost(starting.runtime)
        #expect(try await bench.provider.getHost(starting.runtime)?.status == .stopped)
    }

    /// The change was made, and its answer is a refusal: the second of two calls, where the first one's answer was lost.
    @Test(arguments: [(400, "resourceNotReady"), (400, "invalid"), (503, "backendError")])
    func changeThatWasMadeIsNoRefusal(status: Int, reason: String) async throws {
        let bench = try await GCPBench.make(["looks": .int(0)])
        let runtime = try await bench.provider.createHost(GCPBench.request("hub"), userData: nil)
        let body = GCPBench.envelope(status, reason)
        try await bench.world.fail(
            .init(.statusAfter, method: .post, path: "*/disks/*/resize", status: status, body: body),
            .init(.statusAfter, method: .post, path: "*/setMachineType", status: status, body: body))
        try await bench.provider.resizeDisk(runtime, sizeGB: 90)
        try await bench.provider.stopHost(runtime)
        try await bench.provider.resizeHost(runtime, machineType: "e2-standard-4")
        let seen = try await bench.provider.getHost(runtime)
        #expect(seen?.dataDisk?.sizeGB == 90 && seen?.machineType == "e2-standard-4")
    }

    @Test func imagesWithDriversMayBeForbidden() async throws {
        let bench = try await GCPBench.make()
        try await bench.world.fail(
            .init(
                .status, method: .get, path: "*/ubuntu-os-accelerator-images/*", times: 9, status: 403,
                body: GCPBench.envelope(403, "forbidden")))
        _ = try await bench.provider.createHost(
            GCPBench.request("hub", machineType: "g2-standard-4") { $0.image = "ubuntu-lts" }, userData: nil)
        #expect(try await bench.left().contains("instances: hub-u-hub"))
    }

    // MARK: Firewall rules

    private static let ported = GCPBench.request("hub") {
        $0.openPorts = [
            PortRule(from: 80, to: 80), PortRule(from: 22, to: 22, source: "10.0.0.0/8"),
            PortRule(from: 22, to: 22, source: "10.0.1.0/24"),
        ]
    }

    @Test func rulesGoThoughSomebodyTookOneAway() async throws {
        let bench = try await GCPBench.make()
        let runtime = try await bench.provider.createHost(Self.ported, userData: nil)
        _ = try await bench.provider.createHost(
            GCPBench.request("other") { $0.openPorts = [PortRule(from: 80, to: 80)] }, userData: nil)
        try await bench.world.poke(["remove_firewall": .string("hub-u-hub-in-1")])
        try await bench.provider.deleteHost(runtime, keepData: false)
        #expect(try await bench.left().filter { $0.hasPrefix("firewalls") } == ["firewalls: other-u-other-in-1"])
    }

    @Test func rulesGoWhereTheyCannotBeListed() async throws {
        let bench = try await GCPBench.make()
        let runtime = try await bench.provider.createHost(Self.ported, userData: nil)
        try await bench.world.fail(
            .init(
                .status, method: .get, path: "*/global/firewalls", status: 405,
                body: GCPBench.envelope(405, "httpMethodNotAllowed")))
        try await bench.provider.deleteHost(runtime, keepData: false)
        #expect(try await bench.left() == [])
        let wasted = try await bench.world.writes().filter { $0.status == 404 }.map(\.path)
        #expect(wasted == [], "Nothing is deleted that is not there.")
    }

    @Test func rulesGoWhereTheyCannotBeSeen() async throws {
        let bench = try await GCPBench.make()
        let runtime = try await bench.provider.createHost(Self.ported, userData: nil)
        for path in ["*/global/firewalls", "*/global/firewalls/*"] {
            try await bench.world.fail(
                .init(
                    .status, method: .get, path: path, times: 9, status: 405,
                    body: GCPBench.envelope(405, "httpMethodNotAllowed")))
        }
        try await bench.provider.deleteHost(runtime, keepData: false)
        #expect(try await bench.left() == [])
    }

    /// Who may open ports and may make no VM leaves nothing behind.
    @Test func rulesGoWhenTheInsertIsForbidden() async throws {
        let bench = try await GCPBench.make()
        try await bench.world.fail(
            .init(
                .status, method: .post, path: "*/zones/*/instances", status: 403,
                body: GCPBench.envelope(403, "forbidden")))
        let error = await failure { () async throws(ProviderError) in
            _ = try await bench.provider.createHost(Self.ported, userData: nil)
        }
        #expect(error?.kind == .auth)
        #expect(try await bench.left() == [])
    }

    /// Lists do not show the VM of the earlier try yet; its rules stay.
    @Test func rulesOfAVMThatIsThereStay() async throws {
        let bench = try await GCPBench.make(["lag": .int(1000)])
        _ = try await bench.provider.createHost(Self.ported, userData: nil)
        try await bench.world.fail(
            .init(
                .status, method: .post, path: "*/zones/*/instances", status: 403,
                body: GCPBench.envelope(403, "quotaExceeded")))
        _ = await failure { () async throws(ProviderError) in
            _ = try await bench.provider.createHost(Self.ported, userData: nil)
        }
        #expect(try await bench.left().filter { $0.hasPrefix("firewalls") }.count == 3)
    }

    @Test func ownTagComesBack() async throws {
        let bench = try await GCPBench.make()
        let runtime = try await bench.provider.createHost(Self.ported, userData: nil)
        try await bench.world.poke([
            "tags": .object(["name": .string("hub-u-hub"), "items": .array([.string("stray")])])
        ])
        try await bench.provider.updateMarks(
            runtime, mark: Self.ported.mark, configuration: Self.ported.configuration)
        let tags = try await bench.world.state()["instances"]?.arrayValue?.first?["tags"]?["items"]?.arrayValue
        #expect(tags?.compactMap(\.stringValue).sorted() == ["hub-u-hub-in", "web"])
    }

    // MARK: Lists

    @Test(arguments: [(404, "notFound"), (405, "httpMethodNotAllowed"), (501, "notImplemented")])
    func serversWithoutListsOverAllZones(status: Int, reason: String) async throws {
        let plain = try await GCPBench.make().provider.fetchCatalog()
        let bench = try await GCPBench.make(["page": .int(3)])
        try await bench.world.fail(
            .init(
                .status, path: "*/aggregated/*", times: 1000, status: status, body: GCPBench.envelope(status, reason)))
        let runtime = try await bench.provider.createHost(
            GCPBench.request("hub", zone: nil, machineType: "g2-standard-4"), userData: nil)
        let listing = try await bench.provider.listHosts(fleet: "lab")
        #expect(listing.hosts.map(\.runtime) == [runtime] && listing.disks.count == 1)
        #expect(try await bench.provider.fetchCatalog() == plain)
        let checks = await bench.provider.checkAccess()
        #expect(checks.allSatisfy { if case .allowed = $0.outcome { true } else { false } })
        try await bench.provider.deleteHost(runtime, keepData: false)
        #expect(try await bench.left() == [])
        // It is learnt once.
        #expect(try await bench.world.log().count { $0.path.contains("/aggregated/") } <= 5)
    }

    @Test func missingProjectIsNoServerWithoutLists() async throws {
        let bench = try await GCPBench.make(settings: ["project": .string("nowhere")])
        let error = await failure { () async throws(ProviderError) in
            _ = try await bench.provider.listHosts(fleet: "lab")
        }
        #expect(error?.kind == .notFound && error?.message.contains("nowhere") == true)
    }

    @Test func zoneThatCannotBeListedIsNoEmptyZone() async throws {
        let bench = try await GCPBench.make()
        try await bench.world.fail(
            .init(.status, path: "*/aggregated/*", times: 9, status: 404, body: GCPBench.envelope(404, "notFound")),
            .init(
                .status, path: "*/us-west1-a/instances", status: 503, body: GCPBench.envelope(503, "backendError")))
        let error = await failure { () async throws(ProviderError) in
            _ = try await bench.provider.listHosts(fleet: "lab")
        }
        #expect(error?.kind == .transient)
    }

    /// One word of a warning says that there is nothing there; any other may hide a VM.
    @Test(arguments: ["UNREACHABLE", "PARTIAL_SUCCESS", "LIST_OVERHEAD_QUOTA_EXCEED", "NEVER_SEEN"])
    func listWithAWarningIsNoList(code: String) async throws {
        let warning = JSONValue.object(["code": .string(code)])
        for body in [
            ["items": .object(["zones/us-west1-a": .object(["warning": warning])])], ["warning": warning],
        ] as [[String: JSONValue]] {
            let bench = try await GCPBench.make()
            try await bench.world.fail(
                .init(.status, path: "*/aggregated/instances", status: 200, body: .object(body)))
            let error = await failure { () async throws(ProviderError) in
                _ = try await bench.provider.listHosts(fleet: "lab")
            }
            #expect(error?.code == "Unreachable")
        }
    }

    @Test(arguments: [1, 2, 3])
    func pagesThatLeadRoundEnd(tokens: Int) async throws {
        let bench = try await GCPBench.make()
        for round in 0..<30 {
            try await bench.world.fail(
                .init(
                    .status, path: "*/aggregated/instances", status: 200,
                    body: .object(["items": .object([:]), "nextPageToken": .string("t\(round % tokens)")])))
        }
        let error = await failure { () async throws(ProviderError) in
            _ = try await bench.provider.listHosts(fleet: "lab")
        }
        #expect(error?.code == "RepeatedPage")
        #expect(try await bench.world.log().count <= tokens + 1)
    }
}
