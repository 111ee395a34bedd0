import Catalog
import Files
import Hosts
import JSON
import Planning
import Providers
import Records
import Testing

@testable import Applying

/// Whole runs against the Local cloud and a state in a folder.
@Suite struct ApplyRunTests {
    /// Two fleets; the way from the first to the second is what is interrupted.
    struct Journey: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var before: [HostSpec]
        var after: [HostSpec]
        var request = PlanRequest()
    }

    static let journeys = [
        Journey(testDescription: "create", before: [], after: [spec("a"), spec("b"), spec("c")]),
        Journey(testDescription: "delete", before: [spec("a"), spec("b")], after: [spec("b")]),
        Journey(
            testDescription: "resize and grow", before: [spec("a")],
            after: [
                spec("a") {
                    $0.cpu = Quantity(8)
                    $0.diskGB = 200
                }
            ]),
        Journey(testDescription: "stop", before: [spec("a")], after: [spec("a") { $0.power = .stopped }]),
        Journey(testDescription: "start", before: [spec("a") { $0.power = .stopped }], after: [spec("a")]),
        Journey(testDescription: "marks", before: [spec("a")], after: [spec("a") { $0.labels = ["team": "physics"] }]),
        Journey(testDescription: "rename", before: [spec("a")], after: [spec("b") { $0.renamedFrom = "a" }]),
        Journey(
            testDescription: "replace, disk kept and grown", before: [spec("a")],
            after: [
                spec("a") {
                    $0.image = "debian-12"
                    $0.diskGB = 200
                }
            ]),
        Journey(
            testDescription: "move, disk lost", before: [spec("a")], after: [spec("a") { $0.region = "local-2" }]),
        Journey(
            testDescription: "all at once", before: [spec("a"), spec("b"), spec("c")],
            after: [spec("a") { $0.cpu = Quantity(8) }, spec("c") { $0.image = "debian-12" }, spec("d")]),
    ]

    @Test(arguments: journeys, [1, 4]) func applyThenPlanIsEmpty(_ journey: Journey, _ parallel: Int) async throws {
        let scratch = try Scratch()
        var stage = Stage(scratch.path)
        stage.parallel = parallel
        #expect(try await stage.apply(journey.before).isComplete)
        #expect(try await stage.faults(journey.before) == [])
        #expect(try await stage.apply(journey.after).isComplete)
        #expect(try await stage.faults(journey.after) == [])
    }

    /// The process dies at each point that it passes: what is on disk and in the cloud at that moment is all that the
    /// next run has.
    @Test(arguments: journeys) func killedAnywhere(_ journey: Journey) async throws {
        let scratch = try Scratch()
        let folder = "\(scratch.path)/run"
        let stage = Stage(folder)
        try await stage.apply(journey.before)
        let moments = Shared((copies: [String](), failures: [String]()))
        let watch = FaultPoints { point, count in
            let copy = "\(scratch.path)/\(point.rawValue)-\(count)"
            do {
                try Scratch.copyTree(folder, to: copy)
                moments.change { $0.copies.append(copy) }
            } catch { moments.change { $0.failures.append("\(error)") } }
        }
        try await stage.apply(journey.after, faults: watch)
        #expect(moments.value.failures == [])
        #expect(moments.value.copies.count > 15)
        var settled = 0
        for moment in moments.value.copies {
            let rest = Stage(moment)
            let loaded = try await rest.store().load()
            settled += loaded.openIntents.count
            let lost = journey.before.map(\.name).filter { loaded.state.hosts[$0] == nil }
            #expect(lost.isEmpty || settled > 0, "\(moment)")
            let report = try await rest.apply(journey.after)
            #expect(report.isComplete, "\(moment): \(report.results.map(\.outcome))")
            #expect(try await rest.faults(journey.after) == [], "\(moment)")
        }
        #expect(settled > 0, "some runs must have been cut off within a call")
    }

    /// The calls that a journey makes, as the Local cloud names them.
    private func verbs(of journey: Journey) async throws -> [String] {
        let scratch = try Scratch()
        let stage = Stage(scratch.path)
        try await stage.apply(journey.before)
        let calls = try await stage.plan(journey.after).plan.steps.flatMap(\.calls)
        return Set(calls.map(\.verb.rawValue)).sorted()
            + (calls.contains(.delete(keepData: false)) ? ["delete_disk"] : [])
    }

    /// The answer to each call is lost once; the run ends without it, the next one finds out.
    @Test(arguments: journeys, ["answer-lost", "transient", "quota", "auth"])
    func eachCallFailsOnce(_ journey: Journey, _ kind: String) async throws {
        let verbs = try await verbs(of: journey)
        #expect(!verbs.isEmpty)
        for verb in verbs {
            let scratch = try Scratch()
            try await Stage(scratch.path).apply(journey.before)
            let broken = Stage(scratch.path, faults: [fault(verb, kind)])
            let first = try await broken.apply(journey.after)
            // A lost create is found by the look that follows it.
            #expect(first.isComplete == (verb == "create" && kind == "answer-lost"), "\(verb)")
            #expect(first.recordFault == nil)
            let stage = Stage(scratch.path)
            let report = try await stage.apply(journey.after)
            #expect(report.isComplete, "\(verb): \(report.results.map(\.outcome))")
            #expect(try await stage.faults(journey.after) == [], "\(verb)")
        }
    }

    @Test func aStockOutGoesDownTheLadder() async throws {
        let scratch = try Scratch()
        let specs = [spec("a") { $0.placement = [PlacementRung(region: "local-2")] }]
        let stage = Stage(scratch.path, faults: [fault("create", "stock-out")])
        let report = try await stage.apply(specs)
        #expect(report.results.map(\.candidate) == [1])
        #expect(try await Stage(scratch.path).faults(specs) == [])
    }

    @Test func aCreateThatFailsLateIsKeptAndAskedAbout() async throws {
        let scratch = try Scratch()
        let stage = Stage(scratch.path, faults: [fault("create", "accepted-then-failed")])
        let report = try await stage.apply([spec("a")])
        #expect(!report.isComplete)
        var plan = try await stage.plan([spec("a")]).plan
        #expect(plan.questions.map(\.code) == [.unhealthy])
        #expect(plan.orphans == [])
        var again = PlanRequest()
        again.replace = ["a"]
        #expect(try await stage.apply([spec("a")], again).isComplete)
        plan = try await stage.plan([spec("a")]).plan
        #expect(try await stage.faults([spec("a")]) == [])
    }

    /// The list does not show a VM for a while, and the answer to its create was lost.
    @Test func aVMThatTheListDoesNotShowYetIsFoundByItsMark() async throws {
        let scratch = try Scratch()
        try await Stage(
            scratch.path, faults: [fault("create", "answer-lost"), fault("list", "transient", ["times": .int(1)])]
        ).apply([])
        let lost = Stage(scratch.path, faults: [fault("create", "crash")])
        try await lost.apply([spec("a")])
        let stage = Stage(scratch.path)
        #expect(try await stage.apply([spec("a")]).isComplete)
        #expect(try await stage.faults([spec("a")]) == [])
        #expect(try LocalDrill(stage.world).hosts().count == 1)
    }

    @Test func labelsOfOthersSurviveManyRuns() async throws {
        let scratch = try Scratch()
        let stage = Stage(scratch.path)
        try await stage.apply([spec("a")])
        try LocalDrill(stage.world).setLabel("foreign", "kept", of: "a")
        for team in ["physics", "biology", "math"] {
            #expect(try await stage.apply([spec("a") { $0.labels = ["team": team] }]).isComplete)
            let seen = try #require(try LocalDrill(stage.world).hosts().first)
            #expect(seen.labels == ["team": team, "foreign": "kept"])
        }
    }

    @Test func recreatingAHostWhoseDiskIsGoneToo() async throws {
        let scratch = try Scratch()
        let stage = Stage(scratch.path)
        try await stage.apply([spec("a")])
        try LocalDrill(stage.world).delete("a")
        #expect(try await stage.plan([spec("a")]).plan.questions.map(\.code) == [.vanished])
        let recreate = PlanRequest(recreate: ["a"])
        #expect(try await stage.plan([spec("a")], recreate).plan.refusals.map(\.code) == [.dataLoss])
        #expect(try await stage.apply([spec("a")], recreate).isComplete)
        #expect(try await stage.faults([spec("a")]) == [])
    }

    @Test func anInterruptEndsTheRunCleanly() async throws {
        let scratch = try Scratch()
        let stage = Stage(scratch.path)
        let specs = (10..<30).map { spec("h\($0)") }
        let interrupts = AsyncStream<Void> { continuation in
            continuation.yield()
            continuation.finish()
        }
        let report = try await stage.apply(specs, interrupts: interrupts)
        #expect(report.interrupted || report.isComplete)
        #expect(try await stage.store().load().state.pending.isEmpty)
        #expect(try await stage.apply(specs).isComplete)
        #expect(try await stage.faults(specs) == [])
    }

    @Test func recordsThatCannotBeWrittenStopTheRun() async throws {
        let scratch = try Scratch()
        let stage = Stage(scratch.path)
        try await stage.apply([])
        let maker = PlanMaker(
            fleet: FleetSpec(name: "test", hosts: [spec("a"), spec("b")]), specDigest: Digest(of: "specs"),
            clouds: .init(
                readers: [.local: stage.cloud], catalogs: [.local: LocalCatalog.index], requests: { 0 }),
            clock: SkippingClock())
        let run = try await ApplyRun(store: stage.store(), lockTimeout: .zero) { _ in maker }
        let planned = try await run.plan(.init(), today: nil)
        try await run.session.close()
        let report = await Applier(
            session: run.session,
            surroundings: .init(
                fleet: "test", planDigest: "sha256:00", providers: [.local: stage.cloud], userData: { _ in nil },
                parallel: 2, clock: SkippingClock(), tell: { _ in }, interrupts: .init { _ in })
        ).run(planned.plan.steps)
        #expect(report.recordFault != nil)
        #expect(!report.isComplete)
        #expect(try LocalDrill(stage.world).hosts() == [], "no call without an intent")
    }
}

@Suite struct PlanMakerTests {
    private func plan(_ cloud: FakeCloud, catalogs: [ProviderID: CatalogIndex]) async throws -> Plan {
        let scratch = try Scratch()
        let stage = Stage(scratch.path)
        let maker = PlanMaker(
            fleet: FleetSpec(name: "test", hosts: [spec("a")]), specDigest: Digest(of: "specs"),
            clouds: .init(
                readers: [.local: cloud], catalogs: catalogs,
                catalogDigests: catalogs.mapValues { _ in Digest(of: "c") },
                requests: { 0 }),
            clock: SkippingClock())
        return await maker.plan(try await stage.store().load(), request: .init(), today: nil).plan
    }

    @Test func planningAsksNoCloudForItsCatalog() async throws {
        let cloud = FakeCloud { _ in }
        let plan = try await plan(cloud, catalogs: [.local: LocalCatalog.index])
        #expect(plan.steps.map(\.host) == ["a"])
        #expect(plan.catalogs == [.local: Digest(of: "c")])
        #expect(!cloud.asked.contains("catalog"))
        #expect(cloud.asked.contains("list"))
    }

    @Test func aCloudWithoutACatalogIsLeftAlone() async throws {
        let plan = try await plan(FakeCloud { _ in }, catalogs: [:])
        #expect(plan.steps.isEmpty)
        #expect(plan.unobserved[.local]?.code == "NoCatalog")
    }
}
