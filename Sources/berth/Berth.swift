import ArgumentParser
import Files
import Hosts
import JSON
import Networking
import Records
import Reports

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
            StartCommand.self, StopCommand.self, RestartCommand.self, StateCommand.self, CatalogCommand.self,
            ExplainCommand.self, ProvidersCommand.self, DoctorCommand.self,
            VersionCommand.self,
        ])

    /// Signals, watched from the first moment.
    static let interrupts = Interrupts()

    static func main() async {
        CurrentProcess.ignoreBrokenPipes()
        interrupts.watch()
        let arguments = Array(CommandLine.arguments.dropFirst())
        var form = answerForm(arguments)
        do {
            let parser = Arguments(
                commands: configuration.subcommands.compactMap { $0.configuration.commandName },
                groups: [
                    "state": StateCommand.configuration.subcommands.compactMap { $0.configuration.commandName },
                    "catalog": CatalogCommand.configuration.subcommands.compactMap { $0.configuration.commandName },
                ])
            let normal = try parser.normalized(arguments) { CurrentProcess.environment($0) }
            form = answerForm(normal)
            var command = try parseAsRoot(normal)
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
            await Clouds.transport.close()
        } catch let misuse as Arguments.Misuse {
            leave(Failure(.usage, "\(misuse.message)\nSee `berth --help`."), as: form)
        } catch let failure as Failure {
            leave(failure, as: form)
        } catch  where isParsing(error) {
            leaveParsing(error, as: form)
        } catch {
            leave(Failure(error), as: form)
        }
    }

    /// The form asked for, as far as it can be told without a parser: then an error has that form, too, also when the
    /// command line cannot be read.
    private static func answerForm(_ arguments: [String]) -> RunFormat {
        var form = RunFormat.text
        for (index, word) in arguments.enumerated() {
            var value: String?
            if word.hasPrefix("--format=") { value = String(word.dropFirst("--format=".count)) }
            if word == "--format", index + 1 < arguments.count { value = arguments[index + 1] }
            if let value { form = RunFormat(rawValue: value) ?? .text }
        }
        return form
    }

    private static func isParsing(_ error: any Error) -> Bool {
        if error is ExitCode || error is CleanExit || error is ValidationError { return true }
        return "\(type(of: error))" == "CommandError"
    }

    private static func leave(_ failure: Failure, as form: RunFormat) -> Never {
        if !failure.message.isEmpty {
            answer(failure, as: form)
            let console = Console(color: .auto, quiet: false, concise: true)
            console.fail(failure.message)
        }
        CurrentProcess.exit(failure.status.rawValue)
    }

    /// A document on standard output stays the only one; a stream of lines gets one more.
    private static func answer(_ failure: Failure, as form: RunFormat) {
        switch form {
        case .text: break
        case .json: if !Console.hasAnswered { StandardStream.output.write(failure.json.text()) }
        case .jsonl:
            let event = EventJSON.failure(
                failure.message, exitCode: failure.status.rawValue, timestamp: Timestamp.now.description)
            StandardStream.output.write(event.text(pretty: false) + [0x0A])
        }
    }

    /// Help and versions go to standard output and are no failure; wrong arguments end with 64.
    private static func leaveParsing(_ error: any Error, as form: RunFormat) -> Never {
        let code = exitCode(for: error).rawValue
        let text = fullMessage(for: error)
        if code == 0 {
            StandardStream.output.write(Array("\(text)\n".utf8))
        } else {
            answer(Failure(.usage, message(for: error)), as: form)
            StandardStream.error.write(Array("\(text)\n".utf8))
        }
        CurrentProcess.exit(code)
    }
}
