public import Hosts

extension CatalogTable {
    /// A region.
    public struct Region: Hashable, Sendable {
        /// The cloud's name for it.
        public var name: String
        /// Its zones, sorted; empty where the cloud has none.
        public var zones: [String]

        /// Makes a region.
        public init(name: String, zones: [String] = []) {
            self.name = name
            self.zones = zones
        }
    }

    /// A GPU type.
    public struct GPU: Hashable, Sendable {
        /// The canonical name.
        public var name: String
        /// The vendor's or cloud's own name; nil if it is not known.
        public var vendorName: String?
        /// Memory of one GPU in GiB; nil if unknown.
        public var memoryGB: Int?

        /// Makes a GPU type.
        public init(name: String, vendorName: String? = nil, memoryGB: Int? = nil) {
            self.name = name
            self.vendorName = vendorName
            self.memoryGB = memoryGB
        }
    }

    /// An image.
    public struct Image: Hashable, Sendable {
        /// Family or id.
        public var name: String
        /// `x86_64` or `arm64`.
        public var architecture: String
        /// Smallest boot disk in GiB; 0 if unknown.
        public var minDiskGB: Int
        /// Whether it brings GPU drivers; nil if unknown.
        public var gpuDrivers: Bool?
        /// The regions that have it, sorted; nil for all.
        public var regions: [String]?

        /// Makes an image.
        public init(
            name: String, architecture: String = "x86_64", minDiskGB: Int = 0, gpuDrivers: Bool? = nil,
            regions: [String]? = nil
        ) {
            self.name = name
            self.architecture = architecture
            self.minDiskGB = minDiskGB
            self.gpuDrivers = gpuDrivers
            self.regions = regions
        }
    }

    /// A disk type.
    public struct Disk: Hashable, Sendable {
        /// The cloud's own name, such as `gp3`.
        public var name: String
        /// Our word for it.
        public var type: DiskType
        /// Sizes in GiB; nil where the cloud's table of limits holds.
        public var limits: Capabilities.DiskLimits?
        /// Price per GiB and hour by region, sorted; the region `*` stands for all that are not listed.
        public var prices: [RegionPrice]

        /// Makes a disk type.
        public init(
            name: String, type: DiskType, limits: Capabilities.DiskLimits? = nil, prices: [RegionPrice] = []
        ) {
            self.name = name
            self.type = type
            self.limits = limits
            self.prices = prices
        }

        /// Price per GiB and hour in a region; nil if unknown.
        public func price(in region: String?) -> Money? {
            prices.first { $0.region == region }?.price ?? prices.first { $0.region == CatalogTable.everywhere }?.price
        }
    }

    /// A price in a region.
    public struct RegionPrice: Hashable, Sendable {
        /// The region, or `*`.
        public var region: String
        /// The price.
        public var price: Money

        /// Makes a price.
        public init(region: String, price: Money) {
            self.region = region
            self.price = price
        }
    }

    /// A machine type: what it has is the same everywhere, what it costs is not.
    public struct Machine: Hashable, Sendable {
        /// The cloud's name for it.
        public var name: String
        /// vCPUs.
        public var cpu: Quantity
        /// Memory in GiB.
        public var ramGB: Quantity
        /// GPUs by canonical name.
        public var gpu: GPURequest?
        /// `x86_64` or `arm64`.
        public var architecture: String
        /// Disk inside the machine in GiB; 0 for none.
        public var localDiskGB: Int
        /// Disk types it takes; nil for all that the cloud has.
        public var diskTypes: [DiskType]?
        /// Whether it is sold on demand.
        public var onDemand: Bool
        /// Whether it is sold as spot.
        public var spot: Bool
        /// Where it is offered, sorted by region.
        public var offers: [Offer]

        /// Makes a machine type.
        public init(
            name: String, cpu: Quantity, ramGB: Quantity, gpu: GPURequest? = nil, architecture: String = "x86_64",
            localDiskGB: Int = 0, diskTypes: [DiskType]? = nil, onDemand: Bool = true, spot: Bool = false,
            offers: [Offer] = []
        ) {
            self.name = name
            self.cpu = cpu
            self.ramGB = ramGB
            self.gpu = gpu
            self.architecture = architecture
            self.localDiskGB = localDiskGB
            self.diskTypes = diskTypes
            self.onDemand = onDemand
            self.spot = spot
            self.offers = offers
        }

        /// The offer in a region (nil: of a cloud without regions); nil if there is none.
        public func offer(in region: String?) -> Offer? { offers.first { $0.region == region } }

        /// The machine type as one value, as offered at some place: its sizes are the same everywhere, its price may not be.
        public var machineType: MachineType { machineType(offers.first ?? .init(region: nil)) }

        /// The machine type as one value, with the prices of one offer.
        public func machineType(_ offer: Offer) -> MachineType {
            MachineType(
                cpu: cpu, ramGB: ramGB, gpu: gpu, architecture: architecture, price: offer.price,
                spotPrice: offer.spotPrice, spot: spot, onDemand: onDemand,
                localDiskGB: localDiskGB == 0 ? nil : localDiskGB, diskTypes: diskTypes, stock: offer.stock)
        }
    }

    /// A machine type in one region.
    public struct Offer: Hashable, Sendable {
        /// The region; nil on a cloud without regions.
        public var region: String?
        /// The zones that have it, sorted; nil for every zone of the region.
        public var zones: [String]?
        /// Price per hour on demand; nil if unknown.
        public var price: Money?
        /// Price per hour as spot; nil if unknown.
        public var spotPrice: Money?
        /// What the cloud says of its stock.
        public var stock: Stock?

        /// Makes an offer.
        public init(
            region: String?, zones: [String]? = nil, price: Money? = nil, spotPrice: Money? = nil, stock: Stock? = nil
        ) {
            self.region = region
            self.zones = zones
            self.price = price
            self.spotPrice = spotPrice
            self.stock = stock
        }

        /// Whether it is offered in a zone; nil asks for any.
        public func serves(_ zone: String?) -> Bool {
            guard let zone, let zones else { return true }
            return zones.contains(zone)
        }
    }

    /// Where some kinds of rows come from.
    public struct Source: Hashable, Sendable {
        /// The day it was collected.
        public var date: CalendarDate
        /// The kinds of rows, in the words of the file form, such as `machine_types` and `prices`.
        public var kinds: [String]
        /// What it is, for people.
        public var text: String

        /// Makes a source.
        public init(date: CalendarDate, kinds: [String], text: String) {
            self.date = date
            self.kinds = kinds
            self.text = text
        }
    }

    /// Stands for every region in a file.
    public static let everywhere = "*"
}
