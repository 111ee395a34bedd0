/// What a cloud says of one VM now. A field the cloud does not tell is nil and is not compared.
public struct HostObservation: Hashable, Sendable {
    /// The ids.
    public var runtime: HostRuntime
    /// The mark, if the VM carries one. Generation 0 says that the create has not completed the VM.
    public var mark: HostMark?
    /// Status in our words.
    public var status: HostStatus
    /// Status in the cloud's words, for messages.
    public var rawStatus: String
    /// Machine type.
    public var machineType: String?
    /// Image.
    public var image: String?
    /// Boot disk in GiB.
    public var bootDiskGB: Int?
    /// Data disk: size and type, if one is attached.
    public var dataDisk: DataDisk?
    /// Whether the answer tells about data disks at all; without it a nil `dataDisk` means nothing.
    public var tellsDataDisk: Bool
    /// How compute is paid.
    public var pricing: PricingModel?
    /// The user's labels, our marks taken out.
    public var labels: [String: String]?
    /// Network tags.
    public var tags: [String]?
    /// Instance metadata.
    public var metadata: [String: String]?

    /// Makes an observation.
    public init(
        runtime: HostRuntime, mark: HostMark?, status: HostStatus, rawStatus: String, machineType: String? = nil,
        image: String? = nil, bootDiskGB: Int? = nil, dataDisk: DataDisk? = nil, tellsDataDisk: Bool = false,
        pricing: PricingModel? = nil, labels: [String: String]? = nil, tags: [String]? = nil,
        metadata: [String: String]? = nil
    ) {
        self.runtime = runtime
        self.mark = mark
        self.status = status
        self.rawStatus = rawStatus
        self.machineType = machineType
        self.image = image
        self.bootDiskGB = bootDiskGB
        self.dataDisk = dataDisk
        self.tellsDataDisk = tellsDataDisk
        self.pricing = pricing
        self.labels = labels
        self.tags = tags
        self.metadata = metadata
    }
}

/// A disk that carries our mark.
public struct DiskObservation: Hashable, Sendable {
    /// The cloud's id.
    public var id: String
    /// The mark.
    public var mark: HostMark
    /// Size in GiB.
    public var sizeGB: Int
    /// Type, if told.
    public var type: DiskType?
    /// The VM it is attached to, if any.
    public var attachedTo: String?

    /// Makes an observation.
    public init(id: String, mark: HostMark, sizeGB: Int, type: DiskType?, attachedTo: String?) {
        self.id = id
        self.mark = mark
        self.sizeGB = sizeGB
        self.type = type
        self.attachedTo = attachedTo
    }
}

/// All that one account shows of a fleet.
public struct FleetListing: Sendable {
    /// VMs with the fleet's mark, sorted by cloud name.
    public var hosts: [HostObservation]
    /// Disks with the fleet's mark, sorted by id.
    public var disks: [DiskObservation]

    /// Makes a listing.
    public init(hosts: [HostObservation], disks: [DiskObservation]) {
        self.hosts = hosts
        self.disks = disks
    }
}
