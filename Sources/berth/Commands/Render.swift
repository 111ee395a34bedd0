import ArgumentParser
import Specs

/// `berth render HOST`: the resolved spec, each value with the line it came from.
struct RenderCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "render", abstract: "Print a host's resolved spec, each value with the file and line it came from."
    )

    @OptionGroup var global: GlobalOptions
    @OptionGroup var format: FormatOptions

    @Argument(help: ArgumentHelp("The host.", valueName: "host"))
    var host: String

    @OptionGroup var specs: SpecPathOptions

    func run() async throws {
        let console = try global.begin()
        let workspace = try Workspace(specs, console: console)
        let spec = try workspace.host(named: host)
        switch format.format {
        case .text: console.answer(SpecRenderer.text(host: spec, in: workspace.fleet))
        case .json: console.answer(SpecRenderer.json(host: spec, in: workspace.fleet))
        }
    }
}
