import ArgumentParser
import Catalog
import Hosts
import Planning
import Records
import Reports

/// `berth catalog find`: machine types of all clouds, cheapest first.
struct CatalogFindCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "find", abstract: "Find machine types in every catalog, cheapest first.",
        discussion: """
            Works offline. Prices are of the machine for a running hour, without disks. An unknown price is no zero: it \
            comes last, and --max-price leaves it out. Where a fleet is found, each row names the hosts that use it.
            """)

    /// Rows of a table when nothing else is asked for.
    private static let shown = 50

    @OptionGroup var global: GlobalOptions
    @OptionGroup var conditions: CatalogQueryOptions

    @Option(help: "Form of the answer on standard output: text, json or csv.")
    var format: ListFormat = .text

    @Option(help: ArgumentHelp("Show at most so many rows. Default: 50 as text, else all.", valueName: "count"))
    var limit: Int?

    @OptionGroup var specs: SpecPathOptions

    func validate() throws {
        if let limit, limit < 1 { throw ValidationError("--limit takes a number from 1.") }
    }

    func run() async throws {
        let console = try global.begin()
        let query = conditions.query
        let found = await FoundFleet(specs, console: console)
        let shelf = CatalogShelf(stateFolder: found.stateFolder, today: Workspace.today)
        var tables: [CatalogTable] = []
        for id in query.providers.isEmpty ? ProviderID.allCases.sorted() : query.providers.sorted() {
            if let index = try shelf.index(id) { tables.append(index.table) }
        }
        let offers = query.find(in: tables, limit: limit ?? (format == .text ? Self.shown : nil))
        let uses = HostUses(found, shelf: shelf)
        let rows = offers.offers.map { FoundOffer($0, usedBy: uses.hosts(of: $0)) }
        switch format {
        case .text:
            console.answer(CatalogFindReport.text(rows, pricing: query.pricing, style: console.style))
        case .json: console.answer(CatalogFindReport.json(rows, pricing: query.pricing))
        case .csv: console.answer(CatalogFindReport.csv(rows, pricing: query.pricing))
        }
        if offers.total > rows.count { console.say("… and \(offers.total - rows.count) more; --limit shows them") }
    }
}
