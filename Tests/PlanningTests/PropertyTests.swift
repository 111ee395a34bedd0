import Diagnostics
import Hosts
import JSON
import Planning
import Testing

/// What holds for every fleet, tried on random ones.
@Suite struct PropertyTests {
    static let seeds = Array(UInt64(1)...400)

    /// The random fleets would prove nothing if they asked for little.
    @Test func randomFleetsReachEveryAction() {
        var actions: Set<Step.Action> = []
        var calls: Set<CloudVerb> = []
        var findings: Set<String> = []
        for seed in Self.seeds {
            var fleet = RandomFleet(seed: seed).changed()
            for mode in [PlanRequest.Mode.converge, .restart(hard: true)] {
                fleet.request.mode = mode
                let plan = fleet.plan()
                actions.formUnion(plan.steps.map(\.action))
                calls.formUnion(plan.steps.flatMap(\.calls).map(\.verb))
                findings.formUnion(plan.questions.map(\.code.rawValue))
                findings.formUnion(plan.kept.map { _ in "kept" })
                findings.formUnion(plan.problems.map(\.rule))
            }
        }
        #expect(Set(Step.Action.allCases).subtracting(actions) == [.forget])
        #expect(Set(CloudVerb.allCases).subtracting(calls) == [.restart])
        #expect(findings.isSuperset(of: ["vanished", "unhealthy", "kept", "disk-shrink", "disk-fixed"]))
    }

    /// The same input gives the same plan, in whatever order dictionaries hand out their members.
    @Test(arguments: seeds) func deterministic(_ seed: UInt64) {
        let input = RandomFleet(seed: seed).changed().input
        var other = input
        other.records = [:]
        other.records.reserveCapacity(1000)
        for (name, record) in input.records.sorted(by: { $0.key > $1.key }) { other.records[name] = record }
        other.observations.views = [:]
        other.observations.views.reserveCapacity(500)
        for (name, view) in input.observations.views.reversed() { other.observations.views[name] = view }
        #expect(PlanFile.encode(Planner.plan(input)) == PlanFile.encode(Planner.plan(other)))
    }

    /// A plan that was carried out leaves nothing to do.
    @Test(arguments: seeds) func applyThenPlanIsEmpty(_ seed: UInt64) throws {
        var fleet = RandomFleet(seed: seed).made()
        #expect(fleet.plan().steps == [])
        fleet = RandomFleet(seed: seed).changed()
        // Asking for the same replacement again would do it again; lifting a protection takes one plan more.
        for _ in 0..<2 {
            fleet.carryOut(fleet.plan())
            fleet.request.replace = []
            fleet.request.recreate = []
        }
        #expect(fleet.model.refusals == [])
        #expect(fleet.plan().steps == [])
    }

    /// A host that could not be seen gets no step, and not seeing it adds no removal anywhere.
    @Test(arguments: seeds) func noErrorLeadsToARemoval(_ seed: UInt64) {
        var fleet = RandomFleet(seed: seed).changed()
        let before = Set(fleet.plan().steps.filter { Self.removes($0) }.map(\.host))
        for name in fleet.model.records.keys.sorted() {
            var blind = fleet
            blind.views[name] = .unobserved(failure(.transient))
            let steps = blind.plan().steps
            let record = steps.filter { $0.host == name || $0.renamedFrom == name }
            #expect(record == [], "\(name) cannot be seen")
            #expect(Set(steps.filter { Self.removes($0) }.map(\.host)).isSubset(of: before))
        }
        fleet.failures = [.local: failure(.auth), .gcp: failure(.auth, .gcp)]
        #expect(fleet.plan().steps == [])
    }

    /// Nobody is touched whom the scope does not mean, and whom it means gets the step of the whole plan.
    @Test(arguments: seeds) func scopeRestricts(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var fleet = RandomFleet(seed: seed).changed()
        let whole = Set(fleet.plan().steps)
        let selectors = ["h1*", "*2", "team=math", "h?3", "team=p*"].map { Scope.Selector($0) }
        fleet.request.scope = Scope(only: [selectors.randomElement(using: &random)].compactMap { $0 })
        #expect(Set(fleet.plan().steps).isSubset(of: whole))
        fleet.request.scope = Scope(exclude: fleet.request.scope.only)
        #expect(Set(fleet.plan().steps).isSubset(of: whole))
    }

    /// One step a host; every call on a VM has a VM; every create has a place; what is protected stays.
    @Test(arguments: seeds) func stepsAreWhole(_ seed: UInt64) {
        var fleet = RandomFleet(seed: seed).changed()
        for mode in [PlanRequest.Mode.converge, .destroy, .start, .stop, .restart(hard: false)] {
            fleet.request.mode = mode
            let plan = fleet.plan()
            #expect(Set(plan.steps.map(\.host)).count == plan.steps.count)
            for step in plan.steps {
                let record = fleet.model.records[step.renamedFrom ?? step.host]
                var hasVM = record?.runtime != nil || record?.former != nil
                for call in step.calls {
                    if case .create = call {
                        #expect(!step.candidates.isEmpty)
                        hasVM = true
                    } else {
                        #expect(hasVM, "\(step.id): \(call.text)")
                    }
                }
                if record?.protect == true {
                    #expect(!step.removesHost, "\(step.id)")
                    #expect(!step.calls.contains(.delete(keepData: false)), "\(step.id)")
                }
                #expect(step.impact == step.impact.sorted())
            }
        }
    }

    /// A plan comes back from its file as it was.
    @Test(arguments: seeds) func plansSurviveTheirFile(_ seed: UInt64) throws {
        let plan = RandomFleet(seed: seed).changed().plan()
        #expect(try PlanFile.decode(PlanFile.encode(plan)) == plan)
    }

    private static func removes(_ step: Step) -> Bool {
        step.calls.contains { if case .delete = $0 { true } else { false } }
    }
}

/// A random fleet: made by a first plan, then edited in the specs and by hand.
struct RandomFleet {
    private var random: SeededGenerator
    private var fleet: Fleet

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
        let modes: [Capabilities.ChangeMode] = [.inPlace, .stopStart, .replace, .never]
        var generator = SeededGenerator(seed: seed &* 31)
        func mode() -> Capabilities.ChangeMode { modes.randomElement(using: &generator) ?? .inPlace }
        fleet = Fleet(unmade: [])
        fleet.can = Fleet.capabilities {
            $0.machineTypeChange = mode()
            $0.dataDiskGrowth = mode()
            $0.stop = Bool.random(using: &generator)
            $0.labels = Bool.random(using: &generator)
        }
        for index in 0..<Int.random(in: 0...8, using: &random) { fleet.specs.append(spec("h\(index + 10)")) }
    }

    /// The fleet as first made.
    func made() -> Fleet {
        var fleet = fleet
        fleet.carryOut(fleet.plan())
        return fleet
    }

    /// The fleet made, then changed on both sides.
    func changed() -> Fleet {
        var maker = self
        maker.fleet = made()
        maker.change()
        return maker.fleet
    }

    private mutating func once(in count: Int) -> Bool { Int.random(in: 0..<count, using: &random) == 0 }

    private mutating func spec(_ name: String) -> HostSpec {
        var spec = host(name)
        for _ in 0..<3 { edit(&spec) }
        spec.protect = once(in: 6)
        return spec
    }

    private mutating func edit(_ spec: inout HostSpec) {
        switch Int.random(in: 0..<18, using: &random) {
        case 0: spec.cpu = Quantity([2, 4, 8, 16].randomElement(using: &random) ?? 4)
        case 1: spec.ramGB = Quantity(20)
        case 2: spec.diskGB = [50, 100, 200, 400, nil].randomElement(using: &random) ?? nil
        case 3: spec.diskType = once(in: 2) ? .ssd : .balanced
        case 4: spec.region = once(in: 2) ? "r2" : nil
        case 5: spec.power = DesiredPower.allCases.randomElement(using: &random) ?? .running
        case 6: spec.labels["team"] = once(in: 2) ? "physics" : nil
        case 7: spec.tags = once(in: 2) ? ["web", "blue"] : ["blue"]
        case 8: spec.metadata["motd"] = once(in: 2) ? "hello" : nil
        case 9: spec.storage = once(in: 3) ? .ephemeral : .persistent
        case 10: spec.pricing = once(in: 2) ? .spot : .onDemand
        case 11: spec.image = once(in: 2) ? "debian-12" : nil
        case 12: spec.startupScript = "#!/bin/sh\n# \(Int.random(in: 0..<9, using: &random))\n"
        case 13: spec.protect.toggle()
        case 14: spec.onDeleteDataDisk = once(in: 2) ? .keep : .delete
        case 15:
            spec.unmanaged = [["labels"], ["labels.team"], ["power"], ["image"]].randomElement(using: &random) ?? []
        case 16: spec.bootDiskGB = once(in: 2) ? 50 : nil
        default: spec.provider = once(in: 4) ? .gcp : spec.provider
        }
    }

    private mutating func change() {
        for index in fleet.specs.indices.reversed() {
            let name = fleet.specs[index].name
            var spec = fleet.specs[index]
            if once(in: 2) { edit(&spec) }
            if once(in: 3) { edit(&spec) }
            fleet.specs[index] = spec
            if once(in: 3) { byHand(name) }
            if once(in: 8) { fleet.request.replace.insert(name) }
            if once(in: 4) { fleet.request.recreate.insert(name) }
            if once(in: 8) {
                fleet.specs[index].name = "\(name)-new"
                fleet.specs[index].renamedFrom = name
            } else if once(in: 8) {
                fleet.specs.remove(at: index)
            }
        }
        if once(in: 3) { fleet.specs.append(spec("h99")) }
    }

    private mutating func byHand(_ name: String) {
        switch Int.random(in: 0..<10, using: &random) {
        case 0: fleet.byHand(name) { $0.status = .stopped }
        case 1: fleet.byHand(name) { $0.status = .running }
        case 2: fleet.byHand(name) { $0.labels?["foreign"] = "x" }
        case 3: fleet.byHand(name) { $0.labels?["team"] = nil }
        case 4: fleet.byHand(name) { $0.tags?.append("foreign") }
        case 5: fleet.byHand(name) { $0.machineType = "s16" }
        case 6: fleet.byHand(name) { $0.status = .error }
        case 7: fleet.byHand(name) { $0.metadata?["foreign"] = "x" }
        default:
            guard let runtime = fleet.model.records[name]?.runtime else { return }
            fleet.model.vms[runtime.instanceID] = nil
            if once(in: 2), let disk = runtime.dataDiskID { fleet.model.disks[disk] = nil }
        }
    }
}
