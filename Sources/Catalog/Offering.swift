public import Hosts

/// The machine type and place chosen for a host, with its prices.
public struct Offering: Hashable, Sendable {
    /// The cloud.
    public var provider: ProviderID
    /// Region; nil on a cloud without regions.
    public var region: String?
    /// Zone; nil to let the cloud choose.
    public var zone: String?
    /// The machine type's name.
    public var machineType: String
    /// What it has; nil when the spec names a type the catalog does not know.
    public var machine: MachineType?
    /// Price per hour of the running host, disks included; nil if any part is unknown.
    public var price: Money?
    /// Price per hour of the stopped host; nil if any part is unknown.
    public var stoppedPrice: Money?

    /// Makes an offering.
    public init(
        provider: ProviderID, region: String?, zone: String?, machineType: String, machine: MachineType?, price: Money?,
        stoppedPrice: Money?
    ) {
        self.provider = provider
        self.region = region
        self.zone = zone
        self.machineType = machineType
        self.machine = machine
        self.price = price
        self.stoppedPrice = stoppedPrice
    }
}
