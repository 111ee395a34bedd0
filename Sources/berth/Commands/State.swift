import ArgumentParser
import Files
import Hosts
import JSON
import Records
import Reports

/// `berth state …`: looks at the state; only `restore` changes it.
struct StateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "state", abstract: "Look at the state: list, show, verify; or go back to a saved one: restore.",
        subcommands: [
            StateListCommand.self, StateShowCommand.self, StateVerifyCommand.self, StateRestoreCommand.self,
        ])
}

/// `berth state list`.
struct StateListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the recorded hosts.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var specs: SpecPathOptions
    @OptionGroup var format: FormatOptions

    func run() async throws {
        let console = try global.begin()
        let workspace = try Workspace(specs, console: console, specsOptional: true)
        let loaded = try await workspace.load()
        let rows = loaded.state.hosts.sorted { $0.key < $1.key }.map { StateRow(host: $0.key, record: $0.value) }
        switch format.format {
        case .text: console.answer(StateListReport.text(rows, style: console.style))
        case .json: console.answer(StateListReport.json(rows))
        }
    }
}

/// `berth state show HOST`.
struct StateShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Print all that is recorded of one host.",
        discussion: "The record holds no secrets, so it may be pasted into a report.")

    @OptionGroup var global: GlobalOptions

    @Argument(help: ArgumentHelp("The host.", valueName: "host"))
    var host: String

    @OptionGroup var specs: SpecPathOptions

    func run() async throws {
        let console = try global.begin()
        let workspace = try Workspace(specs, console: console, specsOptional: true)
        let loaded = try await workspace.load()
        guard let record = loaded.state.hosts[host] else {
            throw Failure(.failure, "the state has no host `\(host)`; see `berth state list`")
        }
        var writer = JSONWriter()
        record.write(to: &writer)
        console.answer(String(decoding: writer.finish(), as: UTF8.self))
    }
}

/// `berth state verify`.
struct StateVerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Check the state, its journal, its history and its ledger.",
        discussion: "Exit codes: 0 all is well; 1 something is wrong.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var specs: SpecPathOptions
    @OptionGroup var format: FormatOptions

    func run() async throws {
        let console = try global.begin()
        let workspace = try Workspace(specs, console: console, specsOptional: true)
        let findings = await StateVerifier(workspace.store(command: "state verify")).findings()
        let errors = findings.count { $0.severity == .error }
        switch format.format {
        case .text:
            for finding in findings { console.answer(finding.description) }
            if errors == 0 { console.answer("The state of \(workspace.fleet.name) is whole.") }
        case .json:
            console.answer(
                .object([
                    "format_version": .string("1.0"), "valid": .bool(errors == 0),
                    "findings": .array(
                        findings.map { finding in
                            .object([
                                "severity": .string(finding.severity.rawValue), "code": .string(finding.code),
                                "file": .string(finding.file), "message": .string(finding.message),
                            ])
                        }),
                ]))
        }
        guard errors == 0 else {
            throw Failure(.failure, "\(errors) \(errors == 1 ? "error" : "errors") in the state")
        }
    }
}
