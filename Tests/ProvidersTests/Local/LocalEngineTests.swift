import Catalog
import Hosts
import JSON
import Testing

@testable import Providers

@Suite struct LocalEngineTests {
    /// Which verb in which status does what: the new status, or the class of the refusal.
    @Test(arguments: [
        ("start", HostStatus.running, "running"), ("start", .stopped, "running"), ("start", .starting, "starting"),
        ("start", .stopping, "conflict"), ("start", .error, "conflict"),
        ("stop", .running, "stopped"), ("stop", .stopped, "stopped"), ("stop", .stopping, "stopping"),
        ("stop", .starting, "conflict"), ("stop", .error, "conflict"),
        ("restart", .running, "running"), ("restart", .stopped, "conflict"), ("restart", .error, "conflict"),
        ("hard", .running, "running"), ("hard", .error, "running"), ("hard", .stopped, "conflict"),
        ("resize", .stopped, "stopped"), ("resize", .running, "conflict"), ("resize", .starting, "conflict"),
        ("grow", .stopped, "stopped"), ("grow", .running, "running"), ("grow", .error, "error"),
        ("delete", .stopping, "absent"), ("delete", .error, "absent"),
    ])
    func obeysTheLifecycle(verb: String, status: HostStatus, outcome: String) async throws {
        let world = LocalWorld.memory()
        let provider = LocalProvider(world: world)
        let runtime = try await provider.createHost(Sample.create("hub"), userData: nil)
        try LocalDrill(world).setStatus(status, of: "hub")
        do throws(ProviderError) {
            switch verb {
            case "start": try await provider.startHost(runtime)
            case "stop": try await provider.stopHost(runtime)
            case "restart": try await provider.restartHost(runtime)
            case "hard": try await provider.hardRestartHost(runtime)
            case "resize": try await provider.resizeHost(runtime, machineType: "standard-8")
            case "grow": try await provider.resizeDisk(runtime, sizeGB: 60)
            default: try await provider.deleteHost(runtime, keepData: false)
            }
            let now = try await provider.getHost(runtime)?.status ?? .absent
            #expect(now.rawValue == outcome)
        } catch {
            #expect(error.kindName == outcome)
            #expect(try await provider.getHost(runtime)?.status == status)
        }
    }

    typealias Edit = @Sendable (inout CreateRequest) -> Void
    static let refusals: [(String, Edit)] = [
        ("UnknownMachineType", { $0.configuration.machineType = "e2-standard-8" }),
        ("UnknownZone", { $0.configuration.zone = "us-west1-a" }),
        ("UnknownRegion", { ($0.configuration.zone, $0.configuration.region) = (nil, "us-west1") }),
        ("ZoneNotInRegion", { $0.configuration.region = "local-2" }),
        ("NotOfferedThere", { $0.configuration.machineType = "gpu-h100-1" }),
        ("UnknownImage", { $0.configuration.image = "windows-11" }),
        ("ArchitectureMismatch", { $0.configuration.machineType = "arm-2" }),
        ("BadBootDisk", { $0.configuration.bootDiskGB = 5 }),
        ("BadDiskSize", { $0.configuration.dataDisk?.sizeGB = 0 }),
        ("BadDiskSize", { $0.configuration.dataDisk?.sizeGB = .max }),
        ("UnknownDiskType", { $0.configuration.dataDisk?.type = .ssdIOM3 }),
        ("SpotNotOffered", { ($0.configuration.machineType, $0.configuration.pricing) = ("standard-64", .spot) }),
        ("DiskNotFound", { $0.existingDataDiskID = "disk-000099" }),
        ("DiskNotFound", { $0.existingDataDiskID = "vol-1" }),
        ("UserDataMismatch", { $0.configuration.userData = TextDigest(of: "x") }),
    ]

    @Test(arguments: refusals)
    func refusesBadRequests(code: String, edit: Edit) async throws {
        let world = LocalWorld.memory()
        let before = try world.digest()
        var request = Sample.create("hub")
        edit(&request)
        do throws(ProviderError) {
            _ = try await LocalProvider(world: world).createHost(request, userData: nil)
            Issue.record("\(code) was not refused")
        } catch {
            #expect(error.code == code)
            #expect(error.kind == .invalid || error.kind == .notFound)
        }
        #expect(try world.digest() == before)
    }

    @Test func runsOutOfStockAndFindsAnotherZone() async throws {
        let world = LocalWorld.memory()
        let provider = LocalProvider(world: world)
        func create(_ name: String, zone: String?) async throws(ProviderError) -> HostRuntime {
            let request = Sample.create(name) { ($0.machineType, $0.zone) = ("gpu-a100-8", zone) }
            return try await provider.createHost(request, userData: nil)
        }
        let first = try await create("a1", zone: "local-a")
        _ = try await create("a2", zone: "local-a")
        await #expect(throws: ProviderError.self) { try await create("a3", zone: "local-a") }
        // Two fill local-a; a request of no zone goes on to local-b, which holds one.
        #expect(try await create("any", zone: nil).zone == "local-b")
        await #expect(throws: ProviderError.self) { try await create("none", zone: nil) }
        // A stopped machine gives its GPUs back, and may not get them again.
        try await provider.stopHost(first)
        _ = try await create("a4", zone: "local-a")
        do throws(ProviderError) {
            try await provider.startHost(first)
            Issue.record("started without stock")
        } catch {
            #expect(error.kind == .capacity)
            #expect(error.description == "local: STOCKOUT: no gpu-a100-8 left in local-a")
        }
        try LocalDrill(world).delete("a2")
        try await provider.startHost(first)
    }

    @Test func losesTheEphemeralDiskOnStop() async throws {
        let world = LocalWorld.memory()
        let provider = LocalProvider(world: world)
        let request = Sample.create("hub") { $0.storage = .ephemeral }
        let runtime = try await provider.createHost(request, userData: nil)
        #expect(runtime.dataDiskID == nil)
        #expect(try LocalDrill(world).disks() == [])
        try await provider.stopHost(runtime)
        let losses = try world.read { state throws(ProviderError) in state.hosts[1]?.ephemeralLosses }
        #expect(losses == 1)
    }

    @Test func givesTheSameIDsForTheSameRun() async throws {
        var ids: [[String?]] = []
        for _ in 1...2 {
            let provider = LocalProvider(world: .memory())
            let a = try await provider.createHost(Sample.create("a"), userData: nil)
            let b = try await provider.createHost(Sample.create("b") { $0.publicIP = false }, userData: nil)
            ids.append([a.instanceID, a.dataDiskID, a.publicIP, b.instanceID, b.dataDiskID, b.publicIP])
        }
        #expect(ids[0] == ["vm-000001", "disk-000002", "100.64.0.1", "vm-000003", "disk-000004", nil])
        #expect(ids[0] == ids[1])
    }

    @Test func drillsLookLikeSomebodyElse() async throws {
        let world = LocalWorld.memory()
        let provider = LocalProvider(world: world)
        let drill = LocalDrill(world)
        let runtime = try await provider.createHost(Sample.create("hub"), userData: nil)
        try drill.setLabel("team", "physics", of: "hub")
        try drill.resize("hub", machineType: "standard-8")
        try drill.stop("hub")
        let seen = try #require(try await provider.getHost(runtime))
        #expect(seen.labels == ["team": "physics"])
        #expect(seen.machineType == "standard-8")
        #expect(seen.status == .stopped)
        try drill.delete("hub", keepData: true)
        #expect(try await provider.getHost(runtime) == nil)
        #expect(try await provider.listHosts(fleet: "lab").disks.map(\.attachedTo) == [nil])
        try drill.add(name: "stranger")
        #expect(try await provider.listHosts(fleet: "lab").hosts.isEmpty)
        #expect(try drill.hosts().map(\.runtime.cloudName) == ["stranger"])
    }
}

@Suite struct LocalCatalogTests {
    @Test func isSortedAndSound() {
        let entries = LocalCatalog.entries
        #expect(entries == entries.sorted(by: CatalogEntry.inCatalogOrder))
        #expect(Set(entries.map { "\($0.kind) \($0.scope.text) \($0.name)" }).count == entries.count)
        let zones = Set(LocalCatalog.index.zones)
        for entry in entries {
            if case .zone(let zone) = entry.scope { #expect(zones.contains(zone)) }
            guard case .machineType(let machine) = entry.payload else { continue }
            #expect((machine.price?.nanos ?? 0) > 0)
            #expect(machine.spot == (machine.spotPrice != nil))
            #expect((machine.spotPrice?.nanos ?? 0) < (machine.price?.nanos ?? 0))
            #expect(entry.name.hasPrefix("gpu-") == (machine.gpu != nil))
        }
        for stock in LocalCatalog.stock.keys { #expect(zones.contains(stock.zone)) }
    }

    /// What sizing offers, the cloud makes: the promise of a plan.
    @Test(arguments: LocalCatalog.index.regions)
    func makesWhatSizingOffers(region: String) async throws {
        for gpu in [nil, "l4", "a100", "h100"] {
            var spec = HostSpec(name: "h", provider: .local)
            spec.region = region
            spec.gpu = gpu.map { GPURequest(type: $0, count: 1) }
            let offering: Offering
            do {
                offering = try Sizing.choose(
                    for: spec, rung: nil, in: LocalCatalog.index, capabilities: LocalProvider.table)
            } catch {
                #expect(region == "local-2" && gpu == "a100", "\(error)")
                continue
            }
            let request = Sample.create("h") {
                ($0.region, $0.zone, $0.machineType) = (offering.region, offering.zone, offering.machineType)
            }
            let made = try await LocalProvider(world: .memory()).createHost(request, userData: nil)
            #expect(made.region == region)
            #expect(offering.price != nil)
        }
    }
}
