public import Hosts

/// A GPU type: its canonical name is the entry's name (`h100`, `a100-80gb`, `l4`).
public struct GPUType: Hashable, Sendable {
    /// The cloud's own name, such as `nvidia-h100-80gb` or `H100-80G-PCIe`.
    public var vendorName: String
    /// Memory of one GPU in GiB; nil if unknown.
    public var memoryGB: Int?

    /// Makes a GPU type.
    public init(vendorName: String, memoryGB: Int? = nil) {
        self.vendorName = vendorName
        self.memoryGB = memoryGB
    }
}

/// An image family or id.
public struct CatalogImage: Hashable, Sendable {
    /// The architecture it runs on, `x86_64` or `arm64`.
    public var architecture: String
    /// Smallest boot disk in GiB.
    public var minDiskGB: Int
    /// Whether it brings GPU drivers; nil if unknown.
    public var gpuDrivers: Bool?

    /// Makes an image.
    public init(architecture: String, minDiskGB: Int, gpuDrivers: Bool? = nil) {
        self.architecture = architecture
        self.minDiskGB = minDiskGB
        self.gpuDrivers = gpuDrivers
    }
}

/// A disk type; the entry's name is the cloud's own (`pd-balanced`, `gp3`).
public struct DiskOffer: Hashable, Sendable {
    /// Our word for it.
    public var type: DiskType
    /// Price per GiB and hour; nil if unknown.
    public var perGBHour: Money?
    /// Smallest and largest size in GiB and the step between sizes; nil where the cloud's table of limits holds.
    public var limits: Capabilities.DiskLimits?

    /// Makes a disk offer.
    public init(type: DiskType, perGBHour: Money? = nil, limits: Capabilities.DiskLimits? = nil) {
        self.type = type
        self.perGBHour = perGBHour
        self.limits = limits
    }
}
