import Hosts

/// What every check of one subject looks at. A reference, because a dozen checks hold it for each of many hosts.
final class CheckContext {
    let subject: Subject
    private let facts: CloudFacts

    init(_ subject: Subject, on facts: CloudFacts) {
        self.subject = subject
        self.facts = facts
    }

    /// The same with another subject.
    func with(_ change: (inout Subject) -> Void) -> CheckContext {
        var subject = subject
        change(&subject)
        return CheckContext(subject, on: facts)
    }

    /// Where a host is put, once its region and zone are known to be right.
    struct Place {
        var region: String?
        var zone: String?
    }

    var cloud: String { subject.provider.rawValue }
    var capabilities: Capabilities { facts.capabilities }
    /// Nil for a cloud whose catalog is not at hand: then only its table is held against the spec.
    var catalog: ValidationCatalog? { facts.catalog }
    var limits: SpecLimits { capabilities.specLimits }

    /// A row of the catalog as proof.
    func row(_ text: String) -> String { catalog.map { "\($0.name): \(text)" } ?? text }

    /// A line of the capability table as proof.
    func fact(_ text: String) -> String { "capabilities of \(cloud): \(text)" }

    /// `zone `z``, `region `r``, or the cloud's name.
    func name(of place: Place) -> String {
        if let zone = place.zone { return "zone `\(zone)`" }
        if let region = place.region { return "region `\(region)`" }
        return cloud
    }

    /// A machine type as a catalog row tells it.
    func describe(_ name: String, _ machine: MachineType) -> String {
        var parts = ["\(machine.cpu) vCPU", "\(machine.ramGB) GiB"]
        if let gpu = machine.gpu { parts.append("\(gpu.count) × \(gpu.type)") }
        if machine.architecture != "x86_64" { parts.append(machine.architecture) }
        if !machine.onDemand { parts.append("spot only") }
        return "machine_type \(name) has \(parts.joined(separator: ", "))"
    }

    /// Some names for a sentence: `a, b, c and 4 more`.
    static func list(_ names: [String], most: Int = 6) -> String {
        let shown = names.prefix(most).joined(separator: ", ")
        return names.count > most ? "\(shown) and \(names.count - most) more" : shown
    }

    /// Names of one continent first: `us-west1` is nearer to `us-east1` than `europe-west1` is.
    static func nearby(_ names: [String], to name: String) -> [String] {
        func shared(_ other: String) -> Int { zip(name, other).prefix { $0 == $1 }.count }
        return names.enumerated().sorted {
            (-shared($0.element), $0.offset) < (-shared($1.element), $1.offset)
        }.map(\.element)
    }
}
