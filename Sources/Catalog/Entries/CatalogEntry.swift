public import Hosts

/// One thing a cloud offers, in the words all clouds share.
public struct CatalogEntry: Hashable, Sendable {
    /// Where it is offered.
    public enum Scope: Hashable, Sendable {
        /// Everywhere.
        case global
        /// In one region.
        case region(String)
        /// In one zone.
        case zone(String)
    }

    /// What is offered.
    public enum Payload: Hashable, Sendable {
        /// A region and its zones.
        case region(zones: [String])
        /// A zone and its region.
        case zone(region: String)
        /// A machine type. Prices and stock may be in it, or in rows of their own with the same name.
        case machineType(MachineType)
        /// A GPU type by its canonical name.
        case gpuType(GPUType)
        /// An image family or id.
        case image(CatalogImage)
        /// A disk type with its price per GiB and hour.
        case diskType(DiskOffer)
        /// The price of the machine type of this name.
        case price(MachinePrice)
        /// How much of the machine type of this name is to be had.
        case stock(Stock)
    }

    /// The cloud.
    public var provider: ProviderID
    /// Where.
    public var scope: Scope
    /// The cloud's own name for it; the canonical name for a GPU type.
    public var name: String
    /// What.
    public var payload: Payload

    /// Makes an entry.
    public init(provider: ProviderID, scope: Scope, name: String, payload: Payload) {
        self.provider = provider
        self.scope = scope
        self.name = name
        self.payload = payload
    }
}
