import Applying
import ArgumentParser
import Files
import Hosts
import Planning
import Reports

/// `berth plan`: looks and compares, and changes nothing.
struct PlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Show what apply would do, why, and what it costs.",
        discussion: """
            Compares the specs with the state and with what each cloud really has. Changes nothing and needs no lock.

            Exit codes: 0 done; 2 with --detailed-exitcode if there are changes (kubectl diff differs: there 1 means \
            changes); 3 a spec is invalid; 4 a guard would refuse.
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var specs: SpecPathOptions
    @OptionGroup var converge: ConvergeOptions
    @OptionGroup var format: FormatOptions

    @Option(help: ArgumentHelp("Save the plan, for `berth apply FILE`.", valueName: "file"), completion: .file())
    var out: String?

    @Flag(help: "Exit with 2 if there are changes, 0 if there are none.")
    var detailedExitcode = false

    func validate() throws {
        guard out?.hasSuffix(".json") ?? true else {
            throw ValidationError("--out takes a file that ends in .json, by which apply knows a plan from a spec.")
        }
    }

    func run() async throws {
        let console = try global.begin()
        let workspace = try Workspace(specs, console: console)
        var request = converge.request
        request.specPaths = workspace.paths
        request.stateFolder = specs.state.stateDir
        request.allowsOutsideFiles = specs.state.allowOutsideFiles
        let planned = try await PlanningSession(workspace).plan(request, checksSpecs: true)
        try PlanningSession.requireMatches(request, workspace, records: planned.records)
        let plan = planned.plan
        switch format.format {
        case .text:
            console.answer(
                PlanText.text(
                    plan, style: console.style, width: console.width ?? 100, texts: workspace.texts))
        case .json: console.answer(PlanJSON.text(plan))
        }
        try PlanningSession.requireSound(plan, workspace)
        if let out {
            do { try FileSystem.write(PlanFile.encode(plan), to: out) } catch { throw Failure(error) }
            console.hint("\nSaved to \(out). To carry out exactly this plan, run:  berth apply \(out)")
        } else if !plan.steps.isEmpty, format.format == .text {
            console.hint(
                "\nThis plan was not saved with --out: apply makes a new one, which may differ if something changes.")
        }
        try PlanningSession.requireAllAsked(plan)
        if !plan.refusals.isEmpty { throw Failure.silent(.refused) }
        if detailedExitcode, !plan.isEmpty { throw Failure.silent(.changes) }
    }
}
