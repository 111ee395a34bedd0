import ArgumentParser
import Diagnostics
import Hosts
import Reports
import Specs

/// `berth validate`: checks specs without a network and without credentials.
struct ValidateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate", abstract: "Check specs offline, all faults of all files in one run.",
        discussion: "Needs no network and no credentials. Exit codes: 0 valid; 3 invalid, or warnings with --strict.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var specs: SpecPathOptions
    @OptionGroup var format: FormatOptions

    @Flag(help: "Let warnings fail, too.")
    var strict = false

    func run() async throws {
        let console = try global.begin()
        let result = Workspace.read(specs.paths, specs.state)
        let known = result.fleet ?? result.partial
        if let known { _ = try known.openCatalogs(Workspace.library(known, specs.state), console) }
        let findings = (result.diagnostics + (known.map { ProviderFindings.check($0) } ?? []))
            .sorted(by: Diagnostic.inReportOrder)
        let errors = findings.count { $0.severity == .error }
        let warnings = findings.count - errors
        switch format.format {
        case .json: console.answer(DiagnosticJSON.report(findings, texts: result.texts))
        case .text:
            console.say(DiagnosticRenderer.text(findings, texts: result.texts, style: console.messageStyle))
            if errors == 0, let fleet = result.fleet {
                let files = result.files.count
                console.answer(
                    "Valid: \(fleet.hosts.count) \(fleet.hosts.count == 1 ? "host" : "hosts") of fleet \(fleet.name) in "
                        + "\(files) \(files == 1 ? "file" : "files")"
                        + (warnings > 0 ? ", \(warnings) \(warnings == 1 ? "warning" : "warnings")" : "") + ".")
            }
        }
        guard errors == 0 else {
            throw format.format == .json
                ? Failure.silent(.invalidSpec)
                : Failure(.invalidSpec, "\(errors) \(errors == 1 ? "error" : "errors") in the specs")
        }
        if strict, warnings > 0 { throw Failure(.invalidSpec, "\(warnings) warnings, and --strict was given") }
    }
}
