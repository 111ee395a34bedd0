import ArgumentParser
import Hosts
import Providers
import Reports

/// `berth providers`: what each cloud can do, from the table the planner reads.
struct ProvidersCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "providers", abstract: "Show what each cloud can do.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var format: FormatOptions

    func run() async throws {
        let console = try global.begin()
        let built = ProviderTable.all.reduce(into: [:]) { $0[$1.id] = $1.capabilities }
        switch format.format {
        case .text:
            console.answer(ProvidersReport.text(built, style: console.style))
            let missing = ProviderTable.all.filter { !$0.built }.map(\.id.rawValue)
            if !missing.isEmpty { console.hint("\nNot built into this version: \(missing.joined(separator: ", ")).") }
        case .json: console.answer(ProvidersReport.json(built))
        }
    }
}
