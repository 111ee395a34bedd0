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
    ///   - catalogs: those of the clouds that the specs name, as far as there are any.
    ///   - records: hosts that are there already: a machine type that is sold no more is no mistake of theirs.
    static func check(
        _ fleet: FleetSpec, _ catalogs: [ProviderID: OpenedCatalog], today: CalendarDate?,
        records: [String: HostRecord] = [:]
    ) -> [Diagnostic] {
        SpecValidator.findings(
            for: fleet,
            catalogs: { id in
                catalogs[id].map { opened in
                    ValidationCatalog(
                        opened.index, origin: origin(opened.origin), date: opened.date,
                        ageDays: today.flatMap { opened.age(today: $0) })
                }
            },
            capabilities: { ProviderTable.known(of: $0) }, runsOn: { records[$0]?.applied?.machineType })
    }

    /// What is wrong with locked catalogs themselves.
    static let rules = [
        RuleText(
            "catalog-invalid", "A locked catalog must be whole, and the file that `catalog.lock` names.",
            help: "Fetch it anew with `berth catalog update`, or restore the file and the lock from git.")
    ]

    /// A catalog that cannot be used, as findings at its rows.
    static func findings(_ fault: CatalogStoreFault) -> [Diagnostic] {
        guard case .malformed(let damage, let remedy) = fault else {
            return [Diagnostic(rule: "catalog-invalid", fault.description)]
        }
        return damage.findings.map { finding in
            let place = SourcePosition(line: finding.line, column: 1)
            return Diagnostic(
                rule: "catalog-invalid", finding.told, at: SourceSpan(file: finding.path, start: place), label: remedy)
        }
    }

    /// Prints what is wrong with the specs of a plan; errors end the command before any cloud is asked.
    static func require(_ workspace: Workspace, _ loaded: LoadedState) throws(Failure) {
        guard workspace.hasSpecs else { return }
        var catalogs: [ProviderID: OpenedCatalog] = [:]
        for id in workspace.fleet.clouds {
            // One that cannot be trusted is told of when its cloud is opened.
            catalogs[id] = (try? workspace.library.catalog(id)).flatMap(\.self)
        }
        let found = check(workspace.fleet, catalogs, today: workspace.today, records: loaded.state.hosts)
        guard !found.isEmpty else { return }
        let console = workspace.console
        console.say(DiagnosticRenderer.text(found, texts: workspace.texts, style: console.messageStyle))
        let errors = found.count { $0.severity == .error }
        if errors > 0 { throw Failure(.invalidSpec, "\(errors) \(errors == 1 ? "error" : "errors") in the specs") }
    }

    private static func origin(_ origin: OpenedCatalog.Origin) -> ValidationCatalog.Origin {
        switch origin {
        case .locked: .locked
        case .shipped: .shipped
        case .builtIn: .builtIn
        }
    }
}
