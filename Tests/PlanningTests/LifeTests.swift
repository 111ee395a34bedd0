import Hosts
import Planning
import Testing

/// Hosts that come, go, are renamed, protected, lost, doubled or cut off.
@Suite struct LifeTests {
    @Test func newHostsAreMade() throws {
        let plan = Fleet(unmade: [host("b"), host("a")]).plan()
        #expect(plan.steps.map(\.id) == ["create/a", "create/b"])
        let step = try #require(plan.step("a"))
        #expect(step.reasons.map(\.code) == [.new])
        #expect(step.candidates.map(\.configuration.machineType) == ["s4"])
        #expect(step.priceBefore == .none)
        #expect(step.endsRunning)
    }

    /// Which zone it is in is the cloud's to choose where it looks for room itself; once made, a host stays where it is.
    @Test(arguments: [(true, nil), (false, "r1-b")] as [(Bool, String?)])
    func openZoneIsBoundOnlyWhereTheCloudDoesNotChoose(chooses: Bool, zone: String?) throws {
        var fleet = Fleet(unmade: [host { $0.machineType = "g1" }])
        fleet.can.choosesZone = chooses
        let step = try #require(fleet.plan().step())
        #expect(step.candidates.map(\.configuration.zone) == [zone])
        fleet.carryOut(fleet.plan())
        #expect(fleet.plan().steps == [])
        fleet.specs = [
            host {
                $0.machineType = "g1"
                $0.zone = "r1-b"
            }
        ]
        fleet.model = Model()
        #expect(fleet.plan().step()?.candidates.map(\.configuration.zone) == ["r1-b"])
    }

    @Test func goneFromTheSpecs() throws {
        var fleet = Fleet(host("a"), host("b"), host("c"))
        fleet.specs.removeFirst()
        let step = try #require(fleet.plan().step("a"))
        #expect(step.action == .delete)
        #expect(fleet.plan().calls("a") == ["delete"])
        #expect(step.impact == [.dataLoss])
        #expect(step.reasons.map(\.code) == [.specGone])
        fleet.carryOut(fleet.plan())
        #expect(fleet.model.disks.count == 2)
        #expect(fleet.plan().steps == [])
    }

    @Test func theDiskIsKeptAsTheRecordSays() {
        var fleet = Fleet(host { $0.onDeleteDataDisk = .keep })
        fleet.specs = []
        #expect(fleet.plan().calls() == ["delete, keep disk"])
        #expect(fleet.plan().step()?.impact == [])
    }

    @Test func destroyFollowsTheSpecWhereThereIsOne() {
        var fleet = Fleet(host())
        fleet.edit { $0.onDeleteDataDisk = .keep }
        fleet.request.mode = .destroy
        #expect(fleet.plan().calls() == ["delete, keep disk"])
        #expect(fleet.plan().step()?.changes.last?.after == "kept, and bills")
    }

    @Test func protectedHostsAreKept() {
        var fleet = Fleet(host("a") { $0.protect = true }, host("b"))
        fleet.specs = []
        var plan = fleet.plan()
        #expect(plan.steps.map(\.id) == ["delete/b"])
        #expect(plan.kept.map(\.host) == ["a"])
        #expect(plan.refusals.filter { $0.code == .protected } == [])
        fleet.request = PlanRequest(mode: .destroy, scope: Scope(only: [.name("a")]))
        plan = fleet.plan()
        #expect(plan.steps == [])
        #expect(plan.refusals.map(\.code) == [.protected])
        #expect(plan.refusals.first?.flag == nil)
    }

    @Test func protectionIsLiftedByItsOwnStep() {
        var fleet = Fleet(host { $0.protect = true })
        fleet.edit {
            $0.image = "debian-12"
            $0.protect = false
        }
        let plan = fleet.plan()
        #expect(plan.kept.map(\.instead) == [.replace])
        #expect(plan.step()?.action == .update)
        #expect(plan.calls() == [])
        #expect(plan.fields() == ["protect"])
        #expect(plan.costBefore == plan.costAfter)
        fleet.carryOut(plan)
        #expect(fleet.plan().step()?.action == .replace)
    }

    @Test func renamesKeepTheVM() throws {
        var fleet = Fleet(host("old"))
        fleet.specs = [host("new") { $0.renamedFrom = "old" }]
        let plan = fleet.plan()
        #expect(plan.steps.map(\.id) == ["update/new"])
        #expect(plan.step("new")?.renamedFrom == "old")
        #expect(plan.calls("new") == ["update_marks"])
        fleet.carryOut(plan)
        #expect(fleet.model.records.keys.sorted() == ["new"])
        #expect(fleet.model.vms.count == 1)
        #expect(fleet.plan().steps == [])
    }

    @Test func aMarkUnderTheOldNameIsMended() {
        var fleet = Fleet(host())
        fleet.byHand("hub") { $0.mark?.host = "old" }
        #expect(fleet.plan().calls() == ["update_marks"])
        fleet.carryOut(fleet.plan())
        #expect(fleet.plan().steps == [])
    }

    @Test func oneRecordIsRenamedOnce() {
        var fleet = Fleet(host("old"))
        fleet.specs = [host("a") { $0.renamedFrom = "old" }, host("b") { $0.renamedFrom = "old" }]
        #expect(fleet.plan().steps.map(\.id) == ["update/a", "create/b"])
    }

    @Test func anInterruptedCreateGoesOnUnderItsNewName() {
        var fleet = Fleet(unmade: [host("new") { $0.renamedFrom = "old" }])
        fleet.model.records["old"] = HostRecord(uid: "k3f9q2ab", provider: .local)
        let step = fleet.plan().step("new")
        #expect(step?.action == .create)
        #expect(step?.renamedFrom == "old")
        fleet.carryOut(fleet.plan())
        #expect(fleet.model.records["new"]?.uid == "k3f9q2ab")
        #expect(fleet.model.records.count == 1)
    }

    @Test func askedFor() {
        var fleet = Fleet(host("a"), host("b"))
        fleet.request.replace = ["a"]
        let plan = fleet.plan()
        #expect(plan.steps.map(\.id) == ["replace/a"])
        #expect(plan.step("a")?.reasons.map(\.code) == [.replaceAsked])
        #expect(plan.calls("a") == ["delete, keep disk", "create"])
    }

    @Test func vanishedHostsAreAskedAbout() throws {
        var fleet = Fleet(host("a"), host("b"))
        let id = try #require(fleet.model.records["a"]?.runtime?.instanceID)
        fleet.model.vms[id] = nil
        #expect(fleet.plan().steps == [])
        #expect(fleet.plan().questions.map(\.code) == [.vanished])
        fleet.request.recreate = ["a"]
        #expect(fleet.plan().calls("a") == ["delete, keep disk", "create"])
        #expect(fleet.plan().questions == [])
        fleet.carryOut(fleet.plan())
        #expect(fleet.model.refusals == [])
        #expect(fleet.plan().steps == [])
    }

    @Test func aVanishedHostWhoseDiskIsGoneTooIsMadeWithANewOne() {
        var fleet = Fleet(host())
        fleet.model.vms = [:]
        fleet.model.disks = [:]
        fleet.request.recreate = ["hub"]
        let plan = fleet.plan()
        #expect(plan.calls() == ["delete", "create"])
        #expect(plan.step()?.impact == [.dataLoss])
        #expect(plan.refusals.map(\.flag) == ["--allow-data-loss=hub"])
        fleet.carryOut(plan)
        #expect(fleet.model.refusals == [])
    }

    /// The delete half of a move to another region was done, the create half was not.
    @Test func anInterruptedMoveDoesNotTakeTheOldDiskAlong() {
        var fleet = Fleet(host())
        fleet.model.vms = [:]
        fleet.model.disks = [:]
        fleet.model.records["hub"]?.phase = .deleting
        fleet.edit { $0.region = "r2" }
        #expect(fleet.plan().calls() == ["delete", "create"])
        #expect(fleet.plan().refusals == [], "the loss was allowed when the delete began")
        fleet.carryOut(fleet.plan())
        #expect(fleet.model.refusals == [])
        #expect(fleet.plan().steps == [])
    }

    @Test func aWaitingDiskIsAttachedAndGrown() {
        var fleet = Fleet(host())
        fleet.model.vms = [:]
        let old = fleet.model.records["hub"]?.runtime
        fleet.model.records["hub"]?.former = old
        fleet.model.records["hub"]?.runtime = nil
        fleet.model.records["hub"]?.phase = .creating
        fleet.edit { $0.diskGB = 200 }
        #expect(fleet.plan().calls() == ["create", "grow 200"])
        fleet.carryOut(fleet.plan())
        #expect(fleet.model.refusals == [])
        #expect(fleet.plan().steps == [])
    }

    @Test func brokenAndDoubledHostsAreAskedAbout() throws {
        var fleet = Fleet(host())
        fleet.byHand("hub") { $0.status = .error }
        #expect(fleet.plan().steps == [])
        #expect(fleet.plan().questions.map(\.code) == [.unhealthy])
        fleet.request.replace = ["hub"]
        #expect(fleet.plan().step()?.action == .replace)
        fleet.request.replace = []
        let seen = try #require(fleet.model.vms.values.first?.seen)
        fleet.views["hub"] = .doubled([seen, seen])
        for specs in [fleet.specs, []] {
            fleet.specs = specs
            #expect(fleet.plan().steps == [])
            #expect(fleet.plan().questions.map(\.code) == [.doubled])
        }
    }

    @Test(arguments: [true, false]) func unseenHostsGetNoStep(_ specGone: Bool) {
        var fleet = Fleet(host("a"), host("b"))
        fleet.failures = [.local: failure()]
        fleet.edit { $0.image = "debian-12" }
        if specGone { fleet.specs = [] }
        fleet.request.allowances.emptySpecs = true
        for mode in [PlanRequest.Mode.converge, .destroy, .start, .stop, .restart(hard: true)] {
            fleet.request.mode = mode
            #expect(fleet.plan().steps == [])
            #expect(fleet.plan().unobserved.keys.sorted() == [.local])
        }
    }

    @Test func nothingIsMadeInAnAccountThatCannotBeAsked() {
        var fleet = Fleet(unmade: [host("a"), host("b") { $0.provider = .gcp }])
        fleet.specs[1].placement = [PlacementRung(provider: .local)]
        fleet.failures = [.local: failure()]
        let plan = fleet.plan()
        #expect(plan.steps.map(\.id) == ["create/b"])
        #expect(plan.step("b")?.candidates.map(\.provider) == [.gcp])
        #expect(!plan.hasErrors, "a missing key must not stop the other clouds' hosts")
    }

    @Test func aRecordNobodyLookedAtIsNotGone() {
        var fleet = Fleet(host())
        fleet.specs = []
        var input = fleet.input
        input.observations.views = [:]
        #expect(Planner.plan(input).steps == [])
        #expect(Planner.plan(input).questions == [])
    }

    @Test func aVMThatTheRecordDoesNotKnowIsAskedAbout() throws {
        var fleet = Fleet(host())
        let seen = try #require(fleet.model.vms.values.first?.seen)
        var record = HostRecord(uid: "k3f9q2ab", provider: .local)
        record.phase = .creating
        fleet.model.records["hub"] = record
        fleet.views["hub"] = .present(seen)
        for specs in [fleet.specs, []] {
            fleet.specs = specs
            #expect(fleet.plan().steps == [])
            #expect(fleet.plan().questions.map(\.code) == [.unrecorded])
        }
    }

    /// A create that was cut off with its VM half made is gone on with where it was begun, and never forgotten.
    @Test func unfinishedCreates() throws {
        var fleet = Fleet(unmade: [
            host {
                $0.placement = [PlacementRung(region: "r2")]
            }
        ])
        let made = try #require(fleet.plan().step()?.candidates.last)
        var record = HostRecord(uid: "k3f9q2ab", provider: .local)
        record.unfinished = HostRuntime(instanceID: "vm-9", cloudName: "hub", dataDiskID: "disk-9")
        record.applied = made.configuration
        record.price = made.price
        fleet.model.records = ["hub": record]
        fleet.views = ["hub": .absent]
        var step = try #require(fleet.plan().step())
        #expect(step.calls.map(\.text) == ["create"])
        #expect(step.candidates.map(\.configuration.region) == ["r2"], "nowhere else, or there would be two")
        #expect(step.priceBefore == .hourly(made.price))
        fleet.edit { $0.labels = ["team": "other"] }
        #expect(fleet.plan().calls() == ["delete", "create"], "asked for otherwise, it makes room first")
        fleet.specs = []
        step = try #require(fleet.plan().step())
        #expect(step.action == .delete)
        #expect(step.calls.map(\.text) == ["delete"])
        #expect(step.impact == [.dataLoss])
        #expect(step.changes.first?.before == "vm-9")
    }

    /// A cloud that looks for a zone itself is told none, neither at first nor when the create is taken up.
    @Test func unfinishedCreatesWithTheirZoneOpen() throws {
        var fleet = Fleet(unmade: [host()])
        fleet.can.choosesZone = true
        let made = try #require(fleet.plan().step()?.candidates.first)
        #expect(made.configuration.zone == nil)
        var record = HostRecord(uid: "k3f9q2ab", provider: .local)
        record.unfinished = HostRuntime(instanceID: "", cloudName: "hub-k3f9q2ab", dataDiskID: "disk-9")
        record.applied = made.configuration
        record.price = made.price
        fleet.model.records = ["hub": record]
        fleet.views = ["hub": .absent]
        let step = try #require(fleet.plan().step())
        #expect(step.calls.map(\.text) == ["create"])
        #expect(step.candidates.map(\.configuration) == [made.configuration])
    }

    @Test func interruptedCreates() {
        var fleet = Fleet(unmade: [host()])
        fleet.model.records["hub"] = HostRecord(uid: "k3f9q2ab", provider: .local)
        #expect(fleet.plan().calls() == ["create"])
        #expect(fleet.plan().step()?.reasons.map(\.code) == [.interrupted])
        fleet.specs = []
        fleet.request.allowances.emptySpecs = true
        #expect(fleet.plan().step()?.action == .forget)
        #expect(fleet.plan().calls() == [])
    }
}
