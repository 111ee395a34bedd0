import Files
import Hosts
import JSON
import Planning
import Providers
import Records

@testable import Applying

/// One folder with a state and a Local cloud in it: runs of plan and apply, as the command makes them.
struct Stage {
    let folder: String
    let world: LocalWorld
    var settings = LocalSettings()
    var parallel = 1

    init(_ folder: String) {
        self.folder = folder
        world = .file("\(folder)/cloud.json")
    }

    /// A stage on which scripted faults strike.
    init(_ folder: String, faults: [[String: JSONValue]]) {
        self.init(folder)
        let findings = settings.add(faults: .array(faults.map { .object($0) }))
        precondition(findings.isEmpty, "\(findings)")
    }

    var cloud: LocalProvider { LocalProvider(world: world, settings: settings, clock: SkippingClock()) }

    func store(_ faults: FaultPoints = .none, run: String = "r-test") -> StateStore {
        StateStore(
            folder: folder, fleet: "test",
            identity: RunIdentity(who: "root@vm", run: run, command: "apply", pid: 1, bootID: nil),
            clock: SkippingClock(), now: { Timestamp(seconds: 1_795_392_000) }, random: .system, faults: faults)
    }

    private func maker(_ specs: [HostSpec]) -> PlanMaker {
        PlanMaker(
            fleet: FleetSpec(name: "test", hosts: specs), specDigest: Digest(of: "specs"),
            clouds: .init(readers: [.local: cloud], catalogs: [.local: LocalCatalog.index], requests: { 0 }),
            clock: SkippingClock())
    }

    /// A plan, without writing anything.
    func plan(_ specs: [HostSpec], _ request: PlanRequest = .init()) async throws -> PlanMaker.Planned {
        await maker(specs).plan(try await store().load(), request: request, today: nil)
    }

    /// One run from the lock to the last save.
    @discardableResult
    func apply(
        _ specs: [HostSpec], _ request: PlanRequest = .init(), faults: FaultPoints = .none, retry: RetryPolicy = .never,
        interrupts: AsyncStream<Void> = .init { _ in }
    ) async throws -> ApplyReport {
        let maker = maker(specs)
        let run = try await ApplyRun(store: store(faults), lockTimeout: .zero) { _ in maker }
        let planned = try await run.plan(request, today: nil)
        let report = try await run.carryOut(
            planned.plan.steps, settings: [:], savedPlan: nil,
            surroundings: Applier.Surroundings(
                fleet: "test", planDigest: PlanFile.digest(of: planned.plan).description, providers: [.local: cloud],
                userData: { name in specs.first { $0.name == name }?.startupScript }, parallel: parallel, retry: retry,
                clock: SkippingClock(), tell: { _ in }, interrupts: interrupts))
        try await run.close()
        return report
    }

    /// What must hold once a run has ended: each record has its VM, each VM its record, no intent is open, the state is
    /// whole, and there is nothing left to do.
    func faults(_ specs: [HostSpec]) async throws -> [String] {
        var out: [String] = []
        let state = try await store().load().state
        out += StateInvariants.check(state, file: "state").map(\.message)
        if !state.pending.isEmpty { out.append("\(state.pending.count) intents are open") }
        let vms = try LocalDrill(world).hosts()
        let known = Set(state.hosts.values.compactMap(\.runtime?.instanceID))
        if Set(vms.map(\.runtime.instanceID)) != known {
            out.append("VMs \(vms.map(\.runtime.instanceID)), records \(known.sorted())")
        }
        if Set(state.hosts.keys) != Set(specs.map(\.name)) { out.append("records \(state.hosts.keys.sorted())") }
        let disks = Set(state.hosts.values.compactMap { $0.runtime?.dataDiskID })
        if try Set(LocalDrill(world).disks()) != disks { out.append("disks \(try LocalDrill(world).disks())") }
        let next = try await plan(specs).plan
        if !next.steps.isEmpty { out.append("still to do: \(next.steps.map(\.id))") }
        if !next.questions.isEmpty { out.append("asked: \(next.questions.map(\.text))") }
        if !next.orphans.isEmpty { out.append("orphans: \(next.orphans.map(\.id))") }
        return out
    }
}

/// A host of four cores with a data disk on the Local cloud.
func spec(_ name: String, _ edit: (inout HostSpec) -> Void = { _ in }) -> HostSpec {
    var spec = HostSpec(name: name, provider: .local)
    spec.cpu = Quantity(4)
    spec.diskGB = 100
    spec.labels = ["team": "math"]
    edit(&spec)
    return spec
}

/// Rules of the Local cloud's scripted faults.
func fault(_ verb: String, _ kind: String, _ more: [String: JSONValue] = [:]) -> [String: JSONValue] {
    ["verb": .string(verb), "kind": .string(kind)].merging(more) { _, new in new }
}
