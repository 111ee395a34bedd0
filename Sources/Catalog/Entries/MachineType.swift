public import Hosts

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
    /// Disk inside the machine in GiB, in all; nil for none or unknown.
    public var localDiskGB: Int?
    /// Disk types it takes; nil for all that the cloud has.
    public var diskTypes: [DiskType]?
    /// Whether it is sold on demand; some are spot or reserved only.
    public var onDemand: Bool
    /// Whether it is offered as spot.
    public var spot: Bool
    /// Price per hour on demand; nil if unknown.
    public var price: Money?
    /// Price per hour as spot; nil if unknown or not offered.
    public var spotPrice: Money?
    /// How much is to be had, as of the catalog's date; nil if the cloud does not say.
    public var stock: Stock?

    /// Makes a machine type.
    public init(
        cpu: Quantity, ramGB: Quantity, gpu: GPURequest? = nil, architecture: String = "x86_64", price: Money? = nil,
        spotPrice: Money? = nil, spot: Bool = false, onDemand: Bool = true, localDiskGB: Int? = nil,
        diskTypes: [DiskType]? = nil, stock: Stock? = nil
    ) {
        self.cpu = cpu
        self.ramGB = ramGB
        self.gpu = gpu
        self.architecture = architecture
        self.price = price
        self.spotPrice = spotPrice
        self.spot = spot
        self.onDemand = onDemand
        self.localDiskGB = localDiskGB
        self.diskTypes = diskTypes
        self.stock = stock
    }
}

extension MachineType {
    /// Whether it is sold by a pricing model.
    func isSold(by pricing: PricingModel) -> Bool { pricing == .spot ? spot : onDemand }
}

/// What one machine type costs an hour in one place. A price that is not known is nil, never zero.
public struct MachinePrice: Hashable, Sendable {
    /// On demand.
    public var onDemand: Money?
    /// As spot.
    public var spot: Money?

    /// Makes a price.
    public init(onDemand: Money?, spot: Money? = nil) {
        self.onDemand = onDemand
        self.spot = spot
    }
}

/// What a cloud says of its stock. A hint of the moment it was asked, never a promise.
public enum Stock: Hashable, Sendable {
    /// None.
    case none
    /// At least this many.
    case atLeast(Int)
    /// Some, no number given.
    case some

    /// `0`, `12` or `some`, as catalog files have it.
    public var text: String {
        switch self {
        case .none: "0"
        case .some: "some"
        case .atLeast(let count): String(count)
        }
    }
}
