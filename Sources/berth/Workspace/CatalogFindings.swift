import Catalog
import CatalogStore
import Diagnostics
import Hosts
import Providers
import Records

/// Checks that need the catalogs and the tables of all clouds: whether what the specs ask for can be had. Needs no
/// network and no credentials.
enum CatalogFindings {
    /// What is wrong with a fleet's hosts.
    /// - Parameters:
    ///   - stateFolder: where fetched catalogs are.
    ///   - records: hosts that are there already: a machine type that is sold no more is no mistake of theirs.
    static func check(
        _ fleet: FleetSpec, stateFolder: String, today: CalendarDate?, records: [String: HostRecord] = [:]
    ) -> [Diagnostic] {
        let library = CatalogLibrary(stateFolder: stateFolder, builtIn: [.local: { LocalCatalog.index }])
        var faults: [Diagnostic] = []
        var catalogs: [ProviderID: ValidationCatalog] = [:]
        for id in providers(of: fleet) {
            do {
                catalogs[id] = try library.catalog(id).map { opened in
                    ValidationCatalog(
                        opened.index, origin: origin(opened.origin), date: opened.date,
                        ageDays: today.flatMap { opened.age(today: $0) })
                }
            } catch {
                faults.append(
                    Diagnostic(rule: "catalog-unusable", "the catalog of \(id.rawValue) cannot be used: \(error)"))
            }
        }
        let found = SpecValidator.findings(
            for: fleet, catalogs: { [catalogs] in catalogs[$0] }, capabilities: { ProviderTable.known(of: $0) },
            runsOn: { records[$0]?.applied?.machineType })
        return faults + found
    }

    /// The same for a command that has no workspace: the state folder is only looked into for catalogs.
    static func check(_ fleet: FleetSpec, _ state: StateOptions) -> [Diagnostic] {
        let folder = Workspace.givenFolder(state) ?? fleet.state.flatMap { $0.contains("://") ? nil : $0 } ?? "state"
        return check(fleet, stateFolder: folder, today: Workspace.today)
    }

    /// Prints what is wrong; errors end the command before any cloud is asked.
    static func require(_ workspace: Workspace, _ loaded: LoadedState) throws(Failure) {
        guard workspace.hasSpecs else { return }
        let found = check(
            workspace.fleet, stateFolder: workspace.stateFolder, today: workspace.today, records: loaded.state.hosts)
        guard !found.isEmpty else { return }
        let console = workspace.console
        console.say(DiagnosticRenderer.text(found, texts: workspace.texts, style: console.messageStyle))
        let errors = found.count { $0.severity == .error }
        if errors > 0 { throw Failure(.invalidSpec, "\(errors) \(errors == 1 ? "error" : "errors") in the specs") }
    }

    private static func providers(of fleet: FleetSpec) -> Set<ProviderID> {
        var out: Set<ProviderID> = []
        for host in fleet.hosts {
            out.insert(host.provider)
            for rung in host.placement { if let provider = rung.provider { out.insert(provider) } }
        }
        return out
    }

    private static func origin(_ origin: OpenedCatalog.Origin) -> ValidationCatalog.Origin {
        switch origin {
        case .locked: .locked
        case .shipped: .shipped
        case .builtIn: .builtIn
        }
    }
}
