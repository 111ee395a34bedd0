public import Hosts

/// One machine type as it is sold in one region: a row of `berth catalog find`.
public struct CatalogOffer: Hashable, Sendable {
    /// The cloud.
    public var provider: ProviderID
    /// Region; nil on a cloud without regions.
    public var region: String?
    /// The zones of the region that have it, sorted; empty on a cloud without zones.
    public var zones: [String]
    /// Whether every zone of the region has it.
    public var isEverywhere: Bool
    /// The machine type's name.
    public var machineType: String
    /// What it has, with its prices and stock in this region.
    public var machine: MachineType

    /// Makes an offer.
    public init(
        provider: ProviderID, region: String?, zones: [String], isEverywhere: Bool = true, machineType: String,
        machine: MachineType
    ) {
        self.provider = provider
        self.region = region
        self.zones = zones
        self.isEverywhere = isEverywhere
        self.machineType = machineType
        self.machine = machine
    }

    /// Price per hour in a pricing model; nil if unknown or not sold so.
    public func price(_ pricing: PricingModel) -> Money? {
        switch pricing {
        case .onDemand: machine.onDemand ? machine.price : nil
        case .spot: machine.spot ? machine.spotPrice : nil
        }
    }

    /// Price per hour of one GPU, rounded half up to a thousand-millionth; nil without GPUs and for an unknown price.
    public func pricePerGPU(_ pricing: PricingModel) -> Money? {
        guard let price = price(pricing), let gpu = machine.gpu, gpu.count > 0 else { return nil }
        let (whole, rest) = price.nanos.quotientAndRemainder(dividingBy: gpu.count)
        return Money(nanos: whole + (rest >= gpu.count - rest ? 1 : 0), currency: price.currency)
    }

    /// Whether a host with this offering has taken this row.
    public func holds(_ offering: Offering) -> Bool {
        provider == offering.provider && machineType == offering.machineType && region == offering.region
            && (isEverywhere || offering.zone.map { zones.contains($0) } ?? true)
    }
}
