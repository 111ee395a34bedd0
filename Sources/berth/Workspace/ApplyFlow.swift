import Applying
import ArgumentParser
import Diagnostics
import Files
import Hosts
import JSON
import Planning
import Records
import Reports

/// The way every changing command goes: lock, look, show, ask, carry out, save, report.
struct ApplyFlow {
    let workspace: Workspace
    let global: GlobalOptions
    let options: RunOptions
    let interrupts: Interrupts
    /// The command's word, for the lock and the messages.
    let command: String

    private var console: Console { workspace.console }

    /// What to do with the plan that was made: all of it, or what a saved plan allows.
    typealias Selection = (Plan) throws(Failure) -> [Step]

    /// Carries out a request.
    /// - Parameters:
    ///   - approvedBeforehand: whether a saved plan or its digest was given, which is the approval.
    ///   - savedPlan: digest of the saved plan, which is used up by this run.
    ///   - select: chooses the steps; by default all of them.
    func run(
        _ request: PlanRequest, approvedBeforehand: Bool = false, savedPlan: Digest? = nil, select: Selection? = nil
    ) async throws {
        if options.format != .text, !options.autoApprove, !approvedBeforehand {
            throw Failure(
                .usage, "--format \(options.format.rawValue) asks nothing: give a saved plan or --auto-approve")
        }
        let store = workspace.store(command: command)
        let run: ApplyRun
        let clouds: Box<Clouds?> = Box(nil)
        do {
            run = try await ApplyRun(store: store, lockTimeout: options.lockWait) { loaded throws(Failure) in
                if request.mode == .converge { try CatalogFindings.require(workspace, loaded) }
                let opened = Clouds(workspace, state: loaded.state, scope: request.scope)
                clouds.value = opened
                for notice in loaded.notices { console.say("note: \(notice)") }
                return try PlanningSession.maker(workspace, loaded, clouds: opened)
            }
        } catch { throw Failure(error) }
        do {
            try await locked(run, clouds.value, request, approvedBeforehand, savedPlan, select)
        } catch {
            do { try await run.close() } catch { console.fail("\(error)") }
            throw error
        }
    }

    private func locked(
        _ run: ApplyRun, _ clouds: Clouds?, _ request: PlanRequest, _ approvedBeforehand: Bool, _ savedPlan: Digest?,
        _ select: Selection?
    ) async throws {
        if let used = savedPlan?.description, await run.session.state.consumedPlans.contains(used) {
            throw Failure(RecordsError.planConsumed(used))
        }
        await RenamedFleet.warn(workspace, run.session.loaded)
        let planned = try await run.plan(request, today: workspace.today)
        let plan = planned.plan
        try PlanningSession.requireMatches(request, workspace, records: planned.records)
        let isText = options.format == .text
        if options.format == .jsonl { ProgressDriver.announce(plan) }
        if isText {
            console.answer(
                PlanText.text(
                    plan, style: console.style, width: console.width ?? 100, texts: workspace.texts))
        }
        for settlement in planned.settlements where !isText { console.say(settlement.sentence) }
        try PlanningSession.requirePlanned(plan)
        try Self.sayingNothingWasDone { () throws(Failure) in try PlanningSession.requireUsable(plan) }
        guard plan.refusals.isEmpty else {
            // The text and the stream have told each of them already.
            guard options.format == .json else { throw Failure.silent(.refused) }
            let told = plan.refusals.map { $0.text + ($0.flag.map { "; to allow it: \($0)" } ?? "") }
            throw Failure(.refused, told.joined(separator: "\n"))
        }
        let steps = try select?(plan) ?? plan.steps
        guard !steps.isEmpty else {
            try await run.close()
            var report = ApplyReport(results: [])
            report.unasked = plan.unobserved.sorted { $0.key < $1.key }.map { $0.value.description }
            if options.format == .json { console.answer(ApplyJSON.value(report)) }
            if options.format == .jsonl {
                ProgressDriver(console: console, format: .jsonl, steps: 0).finish(report, plan)
            }
            try Self.sayingNothingWasDone { () throws(Failure) in try PlanningSession.requireAllAsked(plan) }
            if !plan.questions.isEmpty { throw Failure(.refused, "a decision is needed; see the questions above") }
            return
        }
        if !approvedBeforehand {
            let approval = Approval(
                console: console, isGiven: options.autoApprove, noInput: global.forbidsQuestions)
            try approval.require(for: steps, mode: request.mode, command: approvedCommand)
        }
        try await carryOut(run, clouds, plan, steps, savedPlan)
    }

    private func carryOut(
        _ run: ApplyRun, _ clouds: Clouds?, _ plan: Plan, _ steps: [Step], _ savedPlan: Digest?
    ) async throws {
        let progress = ProgressDriver(console: console, format: options.format, steps: steps.count)
        interrupts.runBegins(isLive: progress.isLive)
        let scripts = Dictionary(
            workspace.fleet.hosts.compactMap { host in host.startupScript.map { (host.name, $0) } },
            uniquingKeysWith: { first, _ in first })
        let surroundings = Applier.Surroundings(
            fleet: workspace.fleet.name, planDigest: PlanFile.digest(of: plan).description,
            providers: clouds?.providers ?? [:], userData: { scripts[$0] }, parallel: options.parallel,
            tell: { progress.take($0) }, interrupts: interrupts.stream)
        var report = try await progress.whileRunning {
            try await run.carryOut(
                steps, settings: workspace.fleet.providers, savedPlan: savedPlan, surroundings: surroundings)
        }
        report.unasked = plan.unobserved.sorted { $0.key < $1.key }.map { $0.value.description }
        var closing: (any Error)?
        do { try await run.close() } catch { closing = error }
        for notice in await run.session.notices { console.warn(notice) }
        switch options.format {
        case .text:
            console.answer(
                ApplyReportText.text(
                    report, mode: plan.request.mode, kept: plan.kept.count, style: console.style))
        case .json: console.answer(ApplyJSON.value(report))
        case .jsonl: progress.finish(report, plan)
        }
        if let closing { throw Failure(closing) }
        try conclude(report, plan)
    }

    /// Ends a command that a cloud keeps from doing anything with the words that it did nothing.
    private static func sayingNothingWasDone(_ check: () throws(Failure) -> Void) throws(Failure) {
        do { try check() } catch { throw Failure(error.status, "\(error.message)\nNothing was done.") }
    }

    private func conclude(_ report: ApplyReport, _ plan: Plan) throws(Failure) {
        if let fault = report.recordFault { throw Failure(.partial, fault) }
        if let code = interrupts.exitCode {
            throw code == 130 ? Failure.silent(.interrupted) : Failure.silent(.terminated)
        }
        guard report.isComplete else {
            for (_, error) in plan.unobserved.sorted(by: { $0.key < $1.key }) {
                console.fail("\(Failure(error).message); its hosts were left out")
            }
            let kinds = report.results.compactMap { result in
                if case .failed(let error) = result.outcome { error.kind } else { nil }
            }
            if !kinds.isEmpty, kinds.allSatisfy({ $0 == .auth }), !report.results.contains(where: \.isDone) {
                throw Failure.silent(.credentials)
            }
            // The other clouds' steps are done; running the same again is of no use before there are credentials.
            if report.results.allSatisfy(\.isDone), PlanningSession.withoutCredentials(plan) != nil {
                throw Failure.silent(.credentials)
            }
            throw Failure.silent(report.results.contains(where: \.isDone) ? .partial : .failure)
        }
        if !plan.questions.isEmpty {
            let hosts = plan.questions.count == 1 ? "1 host" : "\(plan.questions.count) hosts"
            throw Failure(.refused, "a decision is needed for \(hosts); see the questions above")
        }
    }

    /// The very command that was typed, approved: with fewer words it could do more than what was shown.
    private var approvedCommand: String {
        "berth " + Arguments.approved(Array(CommandLine.arguments.dropFirst()))
    }

    /// Carries a value out of a closure that is called once.
    private final class Box<Value> {
        var value: Value
        init(_ value: Value) { self.value = value }
    }
}
