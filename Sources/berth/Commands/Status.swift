import Applying
import ArgumentParser
import Hosts
import Planning
import Records
import Reports

/// `berth status`: what runs, where, and what it costs now.
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show what runs, where, and what it costs now.",
        discussion: "Asks the clouds and changes nothing. Without specs the fleet is the one in the state folder.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var specs: SpecPathOptions
    @OptionGroup var scope: ScopeOptions
    @OptionGroup var format: FormatOptions

    func run() async throws {
        let console = try global.begin()
        let workspace = try Workspace(specs, console: console, specsOptional: true)
        let request = PlanRequest(mode: .converge, scope: scope.scope)
        let planned = try await PlanningSession(workspace).plan(request)
        try PlanningSession.requireMatches(request, workspace, records: planned.records)
        let rows = StatusRows.make(planned, fleet: workspace.fleet, scope: scope.scope)
        switch format.format {
        case .text: console.answer(StatusReport.text(rows, style: console.style))
        case .json: console.answer(StatusReport.json(rows))
        }
        for orphan in planned.plan.orphans {
            let owner = orphan.foreign ? "another state's" : "in no record"
            console.warn(
                "\(orphan.provider.rawValue): \(orphan.kind.rawValue) \(orphan.id) of \(orphan.mark.host) is \(owner)")
        }
        try PlanningSession.requireAllAsked(planned.plan)
    }
}
