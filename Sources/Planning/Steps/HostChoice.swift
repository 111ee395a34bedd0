public import Catalog
public import Hosts

/// What a plan would give a host on one place of its ladder, and what its record has to do with it.
public struct HostChoice: Hashable, Sendable {
    /// The rung it stands on; nil for the host's own place.
    public var rung: PlacementRung?
    /// What it gets.
    public var offering: Offering
    /// The machine type that the record pins; nil if there is none, or none on this cloud.
    public var pinned: String?
    /// Why the pinned machine type does not do any more, such as `cpu: 16 does not fit standard-8 (8 vCPU)`.
    public var misfit: String?

    /// Whether the host keeps the machine type it has because it has it.
    public var isPinned: Bool { pinned == offering.machineType && misfit == nil }
}

extension Planner {
    /// The rung an existing host stands on; nil is its own place.
    public static func rung(of spec: HostSpec, record: HostRecord) -> PlacementRung? {
        DesiredHost.rung(of: spec, record: record)
    }

    /// The choice of a host's offering, by the rules that a plan follows: what is pinned stays while it satisfies the
    /// request, and a host that was made stays on its rung.
    /// - Parameters:
    ///   - record: the host's record, if it has one.
    ///   - catalog: looks up the catalog of a cloud.
    ///   - capabilities: looks up what a cloud can do.
    public static func choice(
        of spec: HostSpec, record: HostRecord?, catalog: (ProviderID) -> CatalogIndex?,
        capabilities: (ProviderID) -> Capabilities?
    ) throws(Sizing.NoOffering) -> HostChoice {
        let rung = record.flatMap { self.rung(of: spec, record: $0) }
        return try choice(of: spec, on: rung, record: record, catalog: catalog, capabilities: capabilities)
    }

    /// The choice on a given rung; nil is the host's own place.
    public static func choice(
        of spec: HostSpec, on rung: PlacementRung?, record: HostRecord?, catalog: (ProviderID) -> CatalogIndex?,
        capabilities: (ProviderID) -> Capabilities?
    ) throws(Sizing.NoOffering) -> HostChoice {
        let provider = rung?.provider ?? spec.provider
        guard let table = capabilities(provider), let index = catalog(provider) else {
            throw Sizing.NoOffering(key: "provider", message: "\(provider.rawValue) is not built into this version")
        }
        let pinned = record?.provider == provider ? record?.applied : nil
        let choice = Choice(spec, rung: rung, pinned: pinned, catalog: index, capabilities: table)
        return HostChoice(
            rung: rung, offering: try choice.offering(), pinned: pinned?.machineType, misfit: choice.misfit)
    }
}
