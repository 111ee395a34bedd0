import ArgumentParser
import Catalog
import CatalogStore
import Hosts
import Reports

/// `berth catalog show`: which catalogs are in use, or the rows of one.
struct CatalogShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show which catalogs are in use and how old they are, or the rows of one.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var format: FormatOptions

    @Argument(
        help: ArgumentHelp("Only this cloud, with its sources.", valueName: "cloud"), transform: ArgumentText.cloud)
    var provider: ProviderID?

    @Option(
        help: ArgumentHelp(
            "The rows of this kind: region, zone, machine_type, gpu_type, image or disk_type.", valueName: "kind"))
    var kind: String?

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp("Spec files that say where the state is. Default: berth.yaml.", valueName: "path"))
    var specs: [String] = []

    @OptionGroup var state: StateOptions

    func validate() throws {
        guard let kind else { return }
        guard provider != nil else {
            throw ValidationError("--kind needs a cloud: berth catalog show aws --kind \(kind)")
        }
        guard CatalogRowsReport.kinds.contains(where: { $0.rawValue == kind }) else {
            let words = CatalogRowsReport.kinds.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("there are no rows of kind `\(kind)`; known are \(words)")
        }
    }

    func run() async throws {
        let console = try global.begin()
        let found = await FoundFleet(paths: specs, state: state, console: console)
        let shelf = CatalogShelf(stateFolder: found.stateFolder, today: Workspace.today)
        if let provider, let kind = kind.flatMap({ CatalogEntry.Kind(rawValue: $0) }) {
            guard let table = try shelf.index(provider)?.table else { throw none(provider) }
            switch format.format {
            case .text: console.answer(CatalogRowsReport.text(kind, of: table, style: console.style))
            case .json: console.answer(CatalogRowsReport.json(kind, of: table))
            }
            return
        }
        var summaries: [CatalogSummary] = []
        for id in provider.map({ [$0] }) ?? ProviderID.allCases.sorted() {
            guard let opened = try shelf.opened(id) else { continue }
            summaries.append(
                CatalogSummary(
                    origin: CatalogOrigin(opened, today: shelf.today), table: opened.index.table,
                    stale: shelf.today.map { opened.staleKinds(today: $0) } ?? []))
        }
        if let provider, summaries.isEmpty { throw none(provider) }
        switch format.format {
        case .text:
            console.answer(
                summaries.count == 1
                    ? CatalogShowReport.detail(summaries[0], style: console.style)
                    : CatalogShowReport.text(summaries, style: console.style))
        case .json: console.answer(CatalogShowReport.json(summaries))
        }
    }

    private func none(_ provider: ProviderID) -> Failure {
        Failure(.failure, "there is no catalog of \(provider.rawValue); run `berth catalog update`")
    }
}
