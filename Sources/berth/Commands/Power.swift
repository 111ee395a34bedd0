import ArgumentParser
import Hosts
import Planning

/// What `start`, `stop` and `restart` share: hosts by name, and a plan with the same gates as any other.
struct PowerOptions: ParsableArguments {
    @Argument(help: ArgumentHelp("Hosts by name or pattern.", valueName: "host"))
    var hosts: [String]

    @Option(
        help: ArgumentHelp("Spec file or folder. May be repeated. Default: berth.yaml.", valueName: "path"),
        completion: .file(extensions: ["yaml", "yml"]))
    var specs: [String] = []

    @OptionGroup var state: StateOptions
    @OptionGroup var guards: GuardOptions
    @OptionGroup var options: RunOptions

    /// Plans, asks and carries out.
    func run(_ mode: PlanRequest.Mode, command: String, global: GlobalOptions) async throws {
        let console = try global.begin()
        let workspace = try Workspace(paths: specs, state: state, console: console, specsOptional: true)
        let flow = ApplyFlow(
            workspace: workspace, global: global, options: options, interrupts: Berth.interrupts, command: command)
        try await flow.run(
            PlanRequest(
                mode: mode, scope: Scope(only: hosts.map { .init($0) }), allowances: guards.allowances,
                specPaths: workspace.paths))
    }
}

/// `berth start HOST`.
struct StartCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "start", abstract: "Turn hosts on, and say which spec line makes it last.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var power: PowerOptions

    func run() async throws { try await power.run(.start, command: "start", global: global) }
}

/// `berth stop HOST`.
struct StopCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stop", abstract: "Turn hosts off, their disks kept, and say which spec line makes it last.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var power: PowerOptions

    func run() async throws { try await power.run(.stop, command: "stop", global: global) }
}

/// `berth restart HOST`.
struct RestartCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "restart", abstract: "Restart hosts.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var power: PowerOptions

    @Flag(help: "Reset as by the button, without asking the guest.")
    var hard = false

    func run() async throws { try await power.run(.restart(hard: hard), command: "restart", global: global) }
}
