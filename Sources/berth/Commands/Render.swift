import ArgumentParser
import Diagnostics
import Hosts
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
        guard let spec = workspace.fleet.hosts.first(where: { $0.name == host }) else {
            let names = workspace.fleet.hosts.map(\.name)
            let nearest = Spelling.nearest(to: host, among: names).map { "; did you mean `\($0)`?" } ?? ""
            throw Failure(.failure, "the specs have no host `\(host)`\(nearest)")
        }
        switch format.format {
        case .text: console.answer(SpecRenderer.text(host: spec, in: workspace.fleet))
        case .json: console.answer(SpecRenderer.json(host: spec, in: workspace.fleet))
        }
    }
}
