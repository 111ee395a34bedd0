import ArgumentParser
import Catalog
import CatalogStore
import Files
import Hosts
import Specs

/// `berth schema`: the JSON Schema of spec files, for editors.
struct SchemaCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema", abstract: "Print the JSON Schema (2020-12) of spec files, for editors.",
        discussion: """
            Save it and point your editor at it, for example with a first line
              # yaml-language-server: $schema=./berth.schema.json

            --with-catalog puts in the regions, zones, machine types, GPU types, disk types and images of the clouds that \
            the given specs use, for the editor to complete and check; without specs, of all clouds with a locked \
            catalog, or of every cloud if none is locked.
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var specs: SpecPathOptions

    @Flag(help: "Put the clouds' own words in: regions, machine types, GPU types and so on.")
    var withCatalog = false

    func validate() throws {
        guard withCatalog || specs.paths.isEmpty else {
            throw ValidationError("The schema is the same for all specs; paths go with --with-catalog.")
        }
    }

    func run() async throws {
        let console = try global.begin()
        guard withCatalog else {
            console.answer(SpecSchema.document)
            return
        }
        let fleet = try fleet()
        let opened = try catalogs(of: fleet)
        console.tell(opened, today: Workspace.today)
        console.answer(
            SpecSchema.document(
                with: opened.map { SchemaCatalog($0.index.table, isPinned: $0.origin != .shipped) }))
    }

    /// What the specs declare, however much of it is sound; nil without paths and without a berth.yaml.
    private func fleet() throws(Failure) -> FleetSpec? {
        if specs.paths.isEmpty, FileSystem.kind("berth.yaml") == nil { return nil }
        let result = Workspace.read(specs.paths, specs.state)
        let fleet = result.fleet ?? result.partial
        if fleet == nil, !specs.paths.isEmpty {
            throw Failure(.invalidSpec, "the specs make no fleet; `berth validate` tells why")
        }
        return fleet
    }

    /// The catalogs of the clouds that the given specs name; without specs, or if they name none, those there are.
    private func catalogs(of fleet: FleetSpec?) throws(Failure) -> [OpenedCatalog] {
        let library = Workspace.library(fleet ?? FleetSpec(name: "", hosts: []), specs.state)
        let named = specs.paths.isEmpty ? [] : fleet?.clouds ?? []
        do throws(CatalogStoreFault) {
            if !named.isEmpty { return try Self.open(named, library) }
            let all = try Self.open(ProviderID.allCases.sorted(), library)
            return all.contains { $0.origin == .locked } ? all.filter { $0.origin != .shipped } : all
        } catch {
            throw Failure(.invalidSpec, error.description)
        }
    }

    private static func open(
        _ providers: [ProviderID], _ library: CatalogLibrary
    ) throws(CatalogStoreFault) -> [OpenedCatalog] {
        var out: [OpenedCatalog] = []
        for provider in providers { if let catalog = try library.catalog(provider) { out.append(catalog) } }
        return out
    }
}
