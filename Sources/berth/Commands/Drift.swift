import Applying
import ArgumentParser
import Planning
import Reports

/// `berth drift`: who changed what since the last apply. Proposes nothing.
struct DriftCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drift", abstract: "Show what was changed outside of Berth since the last apply.",
        discussion: """
            Three sections: changed in the specs, changed in the cloud, changed in both. Needs no lock and no right to \
            write. Exit codes: 0 done; 2 with --detailed-exitcode if something was changed in a cloud.
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var specs: SpecPathOptions
    @OptionGroup var scope: ScopeOptions
    @OptionGroup var format: FormatOptions

    @Flag(help: "Exit with 2 if something was changed in a cloud, 0 if not.")
    var detailedExitcode = false

    func run() async throws {
        let console = try global.begin()
        let workspace = try Workspace(specs, console: console)
        let request = PlanRequest(mode: .converge, scope: scope.scope)
        let planned = try await PlanningSession(workspace).plan(request)
        try PlanningSession.requireMatches(request, workspace, records: planned.records)
        let report = DriftReport(planned.plan)
        switch format.format {
        case .text: console.answer(DriftText.text(report, style: console.style))
        case .json: console.answer(DriftJSON.value(report))
        }
        try PlanningSession.requireSound(planned.plan, workspace)
        try PlanningSession.requireAllAsked(planned.plan)
        if detailedExitcode, report.hasDrifted { throw Failure.silent(.changes) }
    }
}
