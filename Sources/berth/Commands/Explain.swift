import ArgumentParser
import Catalog
import Diagnostics
import Hosts
import Planning
import Records
import Reports
import Specs

/// `berth explain HOST`: why a host gets the machine type it gets, and what it costs.
struct ExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Show what a host asks for, what was looked at, and why one machine type won.",
        discussion: """
            Works offline: reads the specs, the catalogs and, where there is one, the state; asks no cloud.
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var format: FormatOptions

    @Flag(help: "Show every candidate, not only the first ten.")
    var all = false

    @Argument(help: ArgumentHelp("The host.", valueName: "host"))
    var host: String

    @OptionGroup var specs: SpecPathOptions

    func run() async throws {
        let console = try global.begin()
        let workspace = try Workspace(specs, console: console)
        let spec = try workspace.host(named: host)
        let record = try await workspace.load().state.hosts[spec.name]
        let explanation = try HostExplainer(workspace, shelf: CatalogShelf(workspace)).explain(spec, record: record)
        switch format.format {
        case .text: console.answer(ExplainText.text(explanation, all: all, style: console.style))
        case .json: console.answer(ExplainJSON.value(explanation))
        }
        if case .failure(let failure)? = explanation.rungs.first(where: \.isExplained)?.result {
            throw Failure(.invalidSpec, "\(spec.name): \(failure.message)")
        }
    }
}
