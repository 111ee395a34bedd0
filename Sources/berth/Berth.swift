import ArgumentParser
import Files
import Hosts
import JSON
import Synchronization

/// The command line: reads arguments, runs a command, and turns what it throws into a message and an exit code.
@main
struct Berth: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "berth",
        abstract: "Declare cloud hosts in YAML, see what would change and what it costs, and make it so.",
        discussion: """
            Start with `berth init`, then `berth plan` and `berth apply`. Nothing is changed without a plan that was shown \
            and approved, and an interrupted run is finished by running the same command again.
            """,
        version: "berth \(Version.current)",
        subcommands: [
            InitCommand.self, ValidateCommand.self, RenderCommand.self, SchemaCommand.self, PlanCommand.self,
            ShowCommand.self, ApplyCommand.self, DestroyCommand.self, StatusCommand.self, DriftCommand.self,
            StartCommand.self, StopCommand.self, RestartCommand.self, StateCommand.self, ProvidersCommand.self,
            VersionCommand.self,
        ])

    /// Signals, watched from the first moment.
    static let interrupts = Interrupts()

    /// Whether something was written as the answer already: a failure must not put a second document behind it.
    static let answered = Atomic<Bool>(false)

    static func main() async {
        CurrentProcess.ignoreBrokenPipes()
        interrupts.watch()
        let arguments = Array(CommandLine.arguments.dropFirst())
        var wantsJSON = Self.wantsJSON(arguments)
        do {
            let parser = Arguments(
                commands: configuration.subcommands.compactMap { $0.configuration.commandName },
                groups: ["state": StateCommand.configuration.subcommands.compactMap { $0.configuration.commandName }])
            let normal = try parser.normalized(arguments) { CurrentProcess.environment($0) }
            wantsJSON = Self.wantsJSON(normal)
            var command = try parseAsRoot(normal)
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch let misuse as Arguments.Misuse {
            leave(Failure(.usage, "\(misuse.message)\nSee `berth --help`."), asJSON: wantsJSON)
        } catch let failure as Failure {
            leave(failure, asJSON: wantsJSON)
        } catch  where isParsing(error) {
            leaveParsing(error, asJSON: wantsJSON)
        } catch {
            leave(Failure(error), asJSON: wantsJSON)
        }
    }

    /// Whether the answer was to be JSON: then an error is JSON, too, also when the command line cannot be read.
    private static func wantsJSON(_ arguments: [String]) -> Bool {
        if arguments.contains("--format=json") || arguments.contains("--format=jsonl") { return true }
        return zip(arguments, arguments.dropFirst()).contains { $0 == "--format" && ($1 == "json" || $1 == "jsonl") }
    }

    /// A failure on standard output, on one line: fit for JSON and for JSON lines.
    private static func answer(_ value: JSONValue) {
        StandardStream.output.write(value.text(pretty: false) + [0x0A])
    }

    private static func isParsing(_ error: any Error) -> Bool {
        if error is ExitCode || error is CleanExit || error is ValidationError { return true }
        return "\(type(of: error))" == "CommandError"
    }

    private static func leave(_ failure: Failure, asJSON: Bool) -> Never {
        if !failure.message.isEmpty {
            if asJSON, !answered.load(ordering: .relaxed) { answer(failure.json) }
            let console = Console(color: .auto, quiet: false, concise: true)
            console.fail(failure.message)
        }
        CurrentProcess.exit(failure.status.rawValue)
    }

    /// Help and versions go to standard output and are no failure; wrong arguments end with 64.
    private static func leaveParsing(_ error: any Error, asJSON: Bool) -> Never {
        let code = exitCode(for: error).rawValue
        let text = fullMessage(for: error)
        if code == 0 {
            StandardStream.output.write(Array("\(text)\n".utf8))
        } else {
            if asJSON { answer(Failure(.usage, message(for: error)).json) }
            StandardStream.error.write(Array("\(text)\n".utf8))
        }
        CurrentProcess.exit(code)
    }
}
