import CatalogStore
import Diagnostics
import Hosts
import Providers

extension CatalogLibrary {
    /// The catalogs kept with a state, and those that are part of the program.
    static func of(stateFolder: String) -> CatalogLibrary {
        CatalogLibrary(stateFolder: stateFolder, builtIn: [.local: { LocalCatalog.index }])
    }
}

extension Console {
    /// Tells where catalogs are from and how old they are, for prices and machine types are as old as they are.
    func tell(_ catalogs: [OpenedCatalog], today: CalendarDate?) {
        guard !isQuiet else { return }
        // Without an adapter there is nobody to ask.
        let note = OpenedCatalog.note(of: catalogs, today: today) { ProviderTable.capabilities(of: $0) != nil }
        if let note { say(note) }
    }
}

extension FleetSpec {
    /// The clouds that hosts and their placement rungs name, sorted.
    var clouds: [ProviderID] {
        var found: Set<ProviderID> = []
        let hosts = hosts.span
        for index in hosts.indices {
            found.insert(hosts[index].provider)
            for rung in hosts[index].placement { if let provider = rung.provider { found.insert(provider) } }
        }
        return found.sorted()
    }

    /// Opens the catalogs of the clouds the specs name, and tells how old they are. One that cannot be trusted is a
    /// finding, so that it does not hide those in the specs; a lock that cannot is told once for all of its clouds.
    func openCatalogs(
        _ library: CatalogLibrary, _ console: Console
    ) -> (opened: [ProviderID: OpenedCatalog], findings: [Diagnostic]) {
        var opened: [ProviderID: OpenedCatalog] = [:]
        var faults: [CatalogStoreFault] = []
        for id in clouds {
            do throws(CatalogStoreFault) {
                opened[id] = try library.catalog(id)
            } catch {
                if !faults.contains(error) { faults.append(error) }
            }
        }
        console.tell(clouds.compactMap { opened[$0] }, today: Workspace.today)
        return (opened, faults.flatMap { CatalogFindings.findings($0) })
    }
}
