import Applying
import ArgumentParser
import Catalog
import CatalogStore
import Files
import Hosts
import Reports

/// `berth catalog diff`: what changed in what the clouds offer.
struct CatalogDiffCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "Compare catalogs: the rows that your specs use, or --all.",
        discussion: """
            Compares the catalogs that ship with the program with those that are locked; with a folder, those in it \
            (as taken out of an older revision with git) with those in use; with --live, those in use with what the \
            clouds say now. Writes nothing.

            Exit codes: 0 done; 2 with --detailed-exitcode if rows that are shown differ; 8 with --live if credentials \
            are missing or rejected.
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var format: FormatOptions

    @Argument(
        help: ArgumentHelp("A folder with older catalog files, such as aws.json.", valueName: "folder"),
        completion: .directory)
    var old: String?

    @Flag(help: "Compare with what the clouds say now; needs credentials.")
    var live = false

    @Flag(help: "Show all rows, not only those that a host uses.")
    var all = false

    @Option(
        parsing: .singleValue, help: ArgumentHelp("Only this cloud. May be repeated.", valueName: "cloud"),
        transform: ArgumentText.cloud)
    var provider: [ProviderID] = []

    @Option(
        parsing: .singleValue, help: ArgumentHelp("Spec files or folders. Default: berth.yaml.", valueName: "path"))
    var specs: [String] = []

    @OptionGroup var state: StateOptions

    @Flag(help: "Exit with 2 if rows differ, 0 if none does.")
    var detailedExitcode = false

    func validate() throws {
        guard old == nil || !live else { throw ValidationError("a folder and --live are two different questions.") }
    }

    func run() async throws {
        let console = try global.begin()
        let found = await FoundFleet(paths: specs, state: state, console: console)
        let shelf = CatalogShelf(stateFolder: found.stateFolder, today: Workspace.today)
        if found.fleet == nil, !all { console.hint("There are no specs here, so all rows are shown.") }
        let uses = CatalogUse(found, shelf: shelf)
        if let old { try Self.requireFolder(old) }
        var failures: [ProviderError] = []
        let pairs = try await self.pairs(found, shelf, console, &failures)
        let comparisons = pairs.map { pair in
            let whole = CatalogDiff(from: pair.old.table, to: pair.new.table)
            let isWhole = all || found.fleet == nil
            return CatalogComparison(
                provider: pair.new.table.provider, old: pair.old.name, new: pair.new.name, whole: whole,
                shown: isWhole ? whole : whole.limited(to: uses.of(pair.new.table.provider)))
        }
        switch format.format {
        case .text:
            console.answer(
                comparisons.isEmpty && failures.isEmpty
                    ? nothingToCompare(found)
                    : CatalogDiffReport.text(comparisons, style: console.style))
        case .json: console.answer(CatalogDiffReport.json(comparisons))
        }
        guard failures.isEmpty else {
            let isRejected = failures.contains { $0.kind == .auth }
            throw Failure(
                isRejected ? .credentials : .failure, failures.map { Failure($0).message }.joined(separator: "\n"))
        }
        if detailedExitcode, comparisons.contains(where: { !$0.shown.isEmpty }) { throw Failure.silent(.changes) }
    }

    /// Why there is no pair of catalogs: none is locked, or what is locked does not ship.
    private func nothingToCompare(_ found: FoundFleet) -> String {
        let folder = CatalogFolder(stateFolder: found.stateFolder)
        let asked = provider.isEmpty ? ProviderID.allCases.sorted() : Set(provider).sorted()
        if let old {
            let files = asked.map { FileSystem.join(old, "\($0.rawValue).json") }
            let isThere = files.contains { FileSystem.kind($0) != nil }
            return isThere
                ? "There is nothing to compare: no catalog is in use that \(old) has an older one of.\n"
                : "There is nothing to compare: \(old) holds no catalog, such as \(files.first ?? "gcp.json").\n"
        }
        let locked = asked.filter { FileSystem.kind(FileSystem.join(folder.path, "\($0.rawValue).json")) != nil }
        guard !locked.isEmpty else { return "There is nothing to compare: no catalog is locked.\n" }
        return locked.map { "\($0.rawValue) ships no catalog to compare with.\n" }.joined()
    }

    private static func requireFolder(_ path: String) throws(Failure) {
        guard FileSystem.kind(path) != .folder else { return }
        throw Failure(.failure, "there is no folder \(path)")
    }

    /// A catalog with what it is called.
    private struct Named {
        var name: String
        var table: CatalogTable
    }

    private func pairs(
        _ found: FoundFleet, _ shelf: CatalogShelf, _ console: Console, _ failures: inout [ProviderError]
    ) async throws(Failure) -> [(old: Named, new: Named)] {
        if live { return try await livePairs(found, shelf, console, &failures) }
        var out: [(old: Named, new: Named)] = []
        for id in provider.isEmpty ? ProviderID.allCases.sorted() : Set(provider).sorted() {
            guard let current = try shelf.opened(id) else { continue }
            if let old {
                guard let before = try read(id, in: old) else { continue }
                out.append((before, named(current, shelf)))
            } else if current.origin == .locked {
                do throws(CatalogStoreFault) {
                    guard let shipped = try CatalogLibrary.shipped(id) else { continue }
                    out.append((named(shipped, shelf), named(current, shelf)))
                } catch {
                    throw Failure(error)
                }
            }
        }
        return out
    }

    private func livePairs(
        _ found: FoundFleet, _ shelf: CatalogShelf, _ console: Console, _ failures: inout [ProviderError]
    ) async throws(Failure) -> [(old: Named, new: Named)] {
        let clouds = provider.isEmpty ? found.clouds.filter { $0 != .local } : Set(provider).sorted()
        guard !clouds.isEmpty else { throw Failure(.usage, "name the clouds to ask with --provider") }
        var before: [ProviderID: Named] = [:]
        for id in clouds { before[id] = try shelf.opened(id).map { named($0, shelf) } }
        var out: [(old: Named, new: Named)] = []
        var failed: [ProviderError] = []
        await LiveCatalogs(found, console: console).fetch(clouds) { fetched in
            switch fetched.result {
            case .failure(let error): failed.append(error)
            case .success(let entries):
                let now = CatalogTable(provider: fetched.provider, entries: entries)
                let old =
                    before[fetched.provider] ?? Named(name: "none", table: CatalogTable(provider: fetched.provider))
                out.append((old, Named(name: "now", table: now)))
            }
        }
        failures += failed.sorted { $0.provider < $1.provider }
        return out.sorted { $0.new.table.provider < $1.new.table.provider }
    }

    private func named(_ opened: OpenedCatalog, _ shelf: CatalogShelf) -> Named {
        let words = opened.summary(today: shelf.today)
        let prefix = "\(opened.provider.rawValue) "
        return Named(
            name: words.hasPrefix(prefix) ? String(words.dropFirst(prefix.count)) : words, table: opened.index.table)
    }

    private func read(_ id: ProviderID, in folder: String) throws(Failure) -> Named? {
        let path = FileSystem.join(folder, "\(id.rawValue).json")
        let bytes: [UInt8]
        do throws(FileError) { bytes = try FileSystem.read(path) } catch {
            if error.isMissing, FileSystem.kind(folder) != nil { return nil }
            throw Failure(.failure, error.description)
        }
        do throws(CatalogFault) {
            return Named(name: path, table: try CatalogFile.read(bytes, path: path, provider: id))
        } catch {
            throw Failure(.invalidSpec, error.description)
        }
    }
}
