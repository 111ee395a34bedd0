import Applying
import ArgumentParser
import Catalog
import CatalogStore
import Hosts
import Providers
import Reports

/// `berth catalog update`: asks the clouds what they offer, and locks it.
struct CatalogUpdateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "update", abstract: "Fetch what the clouds offer now, and lock it for git.",
        discussion: """
            Asks the clouds that the specs name, all at once, with their credentials, and writes a file for each and \
            the lock into the state folder's catalog/. Commit them: then a laptop and CI check specs against the same \
            bytes. A cloud that cannot be asked, or whose answer lost more than a fifth of its rows, keeps what was \
            locked.

            Exit codes: 0 all were updated; 1 some were not; 6 another update is at work; 8 credentials are missing or \
            rejected.
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var format: FormatOptions

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp("This cloud, whether or not the specs name it. May be repeated.", valueName: "cloud"),
        transform: ArgumentText.cloud)
    var provider: [ProviderID] = []

    @Flag(help: "Believe an answer that lost more than a fifth of its rows.")
    var allowShrink = false

    @OptionGroup var specs: SpecPathOptions

    func run() async throws {
        let console = try global.begin()
        let found = await FoundFleet(specs, console: console)
        let clouds = provider.isEmpty ? found.clouds.filter { $0 != .local } : Set(provider).sorted()
        guard !clouds.isEmpty else {
            guard found.fleet != nil else {
                throw Failure(.usage, "there are no specs here; name the clouds to ask with --provider")
            }
            console.say("The catalog of local is part of the program: there is nothing to fetch.")
            return answer([], console)
        }
        let folder = CatalogFolder(stateFolder: found.stateFolder)
        let claim = try Self.claim(folder)
        defer { claim.release() }
        let live = LiveCatalogs(found, console: console)
        var rows: [CatalogUpdateRow] = []
        var isRejected = false
        await live.fetch(clouds) { fetched in
            if case .failure(let error) = fetched.result, error.kind == .auth { isRejected = true }
            rows.append(
                CatalogUpdateRow(provider: fetched.provider, outcome: outcome(fetched, folder)))
        }
        rows.sort { $0.provider < $1.provider }
        answer(rows, console)
        let failed = rows.filter { if case .failed = $0.outcome { true } else { false } }.map(\.provider.rawValue)
        if failed.count < rows.count { console.hint("\nCommit \(folder.path) to git, so that CI sees the same.") }
        guard failed.isEmpty else {
            throw Failure(
                isRejected ? .credentials : .failure, "not updated: \(failed.joined(separator: ", "))")
        }
    }

    private static func claim(_ folder: CatalogFolder) throws(Failure) -> CatalogClaim {
        do { return try folder.claim() } catch { throw Failure(error) }
    }

    private func outcome(_ fetched: CatalogFetcher.Fetched, _ folder: CatalogFolder) -> CatalogUpdateRow.Outcome {
        do {
            let entries = try fetched.result.get()
            guard let today = Workspace.today else { return .failed("the clock tells no day") }
            let update = try folder.update(
                fetched.provider, entries: entries, today: today, source: "fetched by berth catalog update",
                allowShrink: allowShrink)
            return .written(rows: update.entry.entries, diff: update.diff)
        } catch {
            return .failed(Failure(error).message)
        }
    }

    private func answer(_ rows: [CatalogUpdateRow], _ console: Console) {
        switch format.format {
        case .text: console.answer(CatalogUpdateReport.text(rows, style: console.style))
        case .json: console.answer(CatalogUpdateReport.json(rows))
        }
    }
}
