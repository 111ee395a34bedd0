public import Diagnostics
public import Hosts

/// Holds a fleet's specs against what the clouds offer and can do: everything that can be proven wrong without asking a
/// cloud, all of it in one run.
///
/// Each mistake makes one finding: a check that fails stops those that rest on what it says, hosts that ask the same are
/// checked once, and what many hosts take from one line is told at that line.
public enum SpecValidator {
    /// What is wrong with a fleet, in report order. Pure: asks the closures once for each cloud.
    /// - Parameters:
    ///   - fleet: the specs, values in range.
    ///   - catalogs: a cloud's catalog; nil where there is none at hand.
    ///   - capabilities: a cloud's table; a cloud without one is not checked.
    ///   - runsOn: the machine type a host already runs on, by its name. A type that is sold no more is no mistake
    ///     there.
    /// - Returns: findings whose notes cite the rows that prove them, with a text to paste where one mends the fault.
    public static func findings(
        for fleet: FleetSpec, catalogs: @escaping (ProviderID) -> ValidationCatalog?,
        capabilities: @escaping (ProviderID) -> Capabilities?, runsOn: (String) -> String? = { _ in nil }
    ) -> [Diagnostic] {
        var desk = Desk(catalogs: catalogs, capabilities: capabilities)
        var book = FindingBook(sources: fleet.sources)
        for host in fleet.hosts {
            guard desk.capabilities(of: host.provider) != nil else { continue }
            let own = desk.faults(Subject(host, runsOn: runsOn(host.name))) + desk.tableFaults(host, host.provider)
            for fault in own { book.add(fault, of: host) }
            for (number, rung) in host.placement.enumerated() {
                for fault in desk.faults(host, rung, number: number, own: own) { book.add(fault, of: host) }
            }
        }
        return book.sorted
    }

    /// Remembers the clouds and the answers.
    private struct Desk {
        private final class Cloud {
            let catalog: ValidationCatalog?
            let capabilities: Capabilities

            init(catalog: ValidationCatalog?, capabilities: Capabilities) {
                self.catalog = catalog
                self.capabilities = capabilities
            }
        }

        private let openCatalog: (ProviderID) -> ValidationCatalog?
        private let openCapabilities: (ProviderID) -> Capabilities?
        private var clouds: [ProviderID: Cloud?] = [:]
        private var answers: [Subject: SubjectCheck.Core] = [:]

        init(
            catalogs: @escaping (ProviderID) -> ValidationCatalog?,
            capabilities: @escaping (ProviderID) -> Capabilities?
        ) {
            openCatalog = catalogs
            openCapabilities = capabilities
        }

        private mutating func cloud(_ id: ProviderID) -> Cloud? {
            if let known = clouds[id] { return known }
            let made = openCapabilities(id).map { Cloud(catalog: openCatalog(id), capabilities: $0) }
            clouds[id] = .some(made)
            return made
        }

        mutating func capabilities(of id: ProviderID) -> Capabilities? { cloud(id)?.capabilities }

        /// What the catalog and the table say of a subject.
        mutating func faults(_ subject: Subject) -> [Fault] {
            guard let cloud = cloud(subject.provider) else { return [] }
            let context = CheckContext(subject: subject, capabilities: cloud.capabilities, catalog: cloud.catalog)
            let check = SubjectCheck(context: context)
            let core = core(check, subject)
            return core.faults + check.disk(core)
        }

        private mutating func core(_ check: SubjectCheck, _ subject: Subject) -> SubjectCheck.Core {
            var key = subject
            // A disk inside the machine is sized by the machine; any other by itself.
            if subject.storage == .persistent, subject.diskGB != nil { key.diskGB = 1 }
            if let known = answers[key] { return known }
            let found = check.core()
            answers[key] = found
            return found
        }

        /// What the table says of the rest of a host.
        mutating func tableFaults(_ host: HostSpec, _ provider: ProviderID) -> [Fault] {
            guard let table = cloud(provider)?.capabilities else { return [] }
            let name = provider.rawValue
            var out = LabelCheck.run(host, name, table) + NetworkCheck.run(host, name, table)
            if let fault = NameCheck.run(host, name, table.specLimits) { out.append(fault) }
            return out
        }

        /// What is wrong with a rung.
        mutating func faults(_ host: HostSpec, _ rung: PlacementRung, number: Int, own: [Fault]) -> [Fault] {
            if let lost = PlacementCheck.lostSize(host, rung) {
                return PlacementCheck.run(rung, number: number, of: host, [lost], own: own)
            }
            let subject = Subject(host, rung: rung, runsOn: nil)
            var found = faults(subject)
            if subject.provider != host.provider { found += tableFaults(host, subject.provider) }
            return PlacementCheck.run(rung, number: number, of: host, found, own: own)
        }
    }
}
