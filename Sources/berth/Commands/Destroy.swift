import ArgumentParser
import Hosts
import Planning

/// `berth destroy`: removes the fleet's hosts.
struct DestroyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "destroy",
        abstract: "Remove every host of the fleet, or those that --only names.",
        discussion: """
            Removes what the state knows; protected hosts are kept. Without a path and without a berth.yaml the fleet is \
            the one whose state is in the state folder. Approved by typing the number of hosts that go. There is no undo.
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var specs: SpecPathOptions
    @OptionGroup var scope: ScopeOptions
    @OptionGroup var guards: GuardOptions
    @OptionGroup var options: RunOptions

    func run() async throws {
        let console = try global.begin()
        let workspace = try Workspace(specs, console: console, specsOptional: true)
        let flow = ApplyFlow(
            workspace: workspace, global: global, options: options, interrupts: Berth.interrupts, command: "destroy")
        try await flow.run(
            PlanRequest(
                mode: .destroy, scope: scope.scope, allowances: guards.allowances, specPaths: workspace.paths))
    }
}
