public import Diagnostics
public import Hosts

/// Holds a fleet's specs against what the clouds offer and can do: everything that can be proven wrong without asking a
/// cloud, all of it in one run.
///
/// Each mistake makes one finding: a check that fails stops those that rest on what it says, and what many hosts take from
/// one line is told at that line. What is offered is looked for once for all hosts that ask the same.
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
        let hosts = fleet.hosts.span
        for index in hosts.indices { desk.check(hosts[index], runsOn: runsOn, into: &book) }
        return book.sorted
    }

    /// Remembers the clouds and the answers.
    private struct Desk {
        private let openCatalog: (ProviderID) -> ValidationCatalog?
        private let openCapabilities: (ProviderID) -> Capabilities?
        private var clouds: [ProviderID: CloudFacts?] = [:]
        private var offers: [Subject.Offer: OfferCheck.Answer] = [:]

        init(
            catalogs: @escaping (ProviderID) -> ValidationCatalog?,
            capabilities: @escaping (ProviderID) -> Capabilities?
        ) {
            openCatalog = catalogs
            openCapabilities = capabilities
        }

        /// Writes down what is wrong with a host and its rungs. Of a cloud without a table nothing is known.
        mutating func check(_ host: HostSpec, runsOn: (String) -> String?, into book: inout FindingBook) {
            guard let cloud = cloud(host.provider) else { return }
            var own = faults(Subject(host, rung: nil, runsOn: runsOn(host.name)), on: cloud)
            own += Self.tableFaults(host, host.provider, on: cloud)
            for fault in own { book.add(fault, of: host) }
            for (number, rung) in host.placement.enumerated() {
                for fault in faults(host, rung, number: number, own: own) { book.add(fault, of: host) }
            }
        }

        private mutating func cloud(_ id: ProviderID) -> CloudFacts? {
            if let known = clouds[id] { return known }
            let made = openCapabilities(id).map { CloudFacts(capabilities: $0, catalog: openCatalog(id)) }
            clouds[id] = .some(made)
            return made
        }

        /// What the catalog and the table say of a subject.
        private mutating func faults(_ subject: Subject, on cloud: CloudFacts) -> [Fault] {
            SubjectCheck(context: CheckContext(subject, on: cloud)).run(answer(subject.offer, on: cloud))
        }

        private mutating func answer(_ offer: Subject.Offer, on cloud: CloudFacts) -> OfferCheck.Answer {
            if let known = offers[offer] { return known }
            let found = OfferCheck(offer, on: cloud).run()
            offers[offer] = found
            return found
        }

        /// What the table says of the rest of a host.
        private static func tableFaults(_ host: HostSpec, _ provider: ProviderID, on cloud: CloudFacts) -> [Fault] {
            let name = provider.rawValue
            var out = LabelCheck.run(host, name, cloud.capabilities)
            out += NetworkCheck.run(host, name, cloud.capabilities)
            if let fault = NameCheck.run(host, name, cloud.capabilities.specLimits) { out.append(fault) }
            return out
        }

        /// What is wrong with a rung.
        private mutating func faults(
            _ host: HostSpec, _ rung: PlacementRung, number: Int, own: [Fault]
        ) -> [Fault] {
            if let lost = PlacementCheck.lostSize(host, rung) {
                return PlacementCheck.run(rung, number: number, of: host, [lost], own: own)
            }
            let subject = Subject(host, rung: rung, runsOn: nil)
            guard let cloud = cloud(subject.provider) else { return [] }
            var found = faults(subject, on: cloud)
            if subject.provider != host.provider {
                found += Self.tableFaults(host, subject.provider, on: cloud)
            }
            return PlacementCheck.run(rung, number: number, of: host, found, own: own)
        }
    }
}
