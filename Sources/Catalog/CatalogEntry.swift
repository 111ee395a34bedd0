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
        /// A machine type.
        case machineType(MachineType)
        /// An image family or id, with the architecture it runs on and the smallest boot disk in GiB.
        case image(architecture: String, minDiskGB: Int)
        /// A disk type with its price per GiB and hour.
        case diskType(DiskType, perGBHour: Money?)
    }

    /// The cloud.
    public var provider: ProviderID
    /// Where.
    public var scope: Scope
    /// The cloud's own name for it.
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

/// A machine type as one cloud offers it in one place.
public struct MachineType: Hashable, Sendable {
    /// vCPUs.
    public var cpu: Quantity
    /// Memory in GiB.
    public var ramGB: Quantity
    /// GPUs by canonical name.
    public var gpu: GPURequest?
    /// `x86_64` or `arm64`.
    public var architecture: String
    /// Price per hour on demand.
    public var price: Money?
    /// Price per hour as spot; nil if unknown or not offered.
    public var spotPrice: Money?
    /// Whether it is offered as spot.
    public var spot: Bool

    /// Makes a machine type.
    public init(
        cpu: Quantity, ramGB: Quantity, gpu: GPURequest? = nil, architecture: String = "x86_64", price: Money? = nil,
        spotPrice: Money? = nil, spot: Bool = false
    ) {
        self.cpu = cpu
        self.ramGB = ramGB
        self.gpu = gpu
        self.architecture = architecture
        self.price = price
        self.spotPrice = spotPrice
        self.spot = spot
    }
}
