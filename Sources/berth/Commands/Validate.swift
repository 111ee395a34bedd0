import ArgumentParser
import Diagnostics
import Hosts
import Specs

/// `berth validate`: checks specs without a network and without credentials.
struct ValidateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate", abstract: "Check specs offline, all faults of all files in one run.",
        discussion: """
            Needs no network and no credentials. Exit codes: 0 valid; 3 invalid, or warnings with --strict.

            --format sarif is for code scanning, junit for test reports, github for annotations of a workflow's lines. \
            GitHub shows ten errors, ten warnings and ten notices a step; all of them stand in the log.
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var specs: SpecPathOptions
    @OptionGroup var format: FindingFormatOptions

    @Flag(help: "Let warnings fail, too.")
    var strict = false

    func run() async throws {
        let console = try global.begin()
        let result = Workspace.read(specs.paths, specs.state)
        let known = result.fleet ?? result.partial
        var checked: [Diagnostic] = []
        if let known {
            let catalogs = known.openCatalogs(Workspace.library(known, specs.state), console)
            let found = catalogs.findings + CatalogFindings.check(known, catalogs.opened, today: Workspace.today)
            // A cloud's adapter may refuse what a row refuses already, in other words: one mistake is told once.
            let told = Set(found.filter { $0.severity == .error }.compactMap(\.span))
            checked =
                found
                + ProviderFindings.check(known).filter { finding in
                    finding.rule != "host-invalid" || finding.span.map { !told.contains($0) } ?? true
                }
        }
        let findings = (result.diagnostics + checked).sorted(by: Diagnostic.inReportOrder)
        let answer = FindingsAnswer(findings, of: result, strict: strict)
        answer.give(as: format.chosen, on: console)
        try answer.requireValid(as: format.chosen)
    }
}
