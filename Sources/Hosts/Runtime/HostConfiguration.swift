/// A data disk as asked for.
public struct DataDisk: Hashable, Sendable {
    /// Size in GiB.
    public var sizeGB: Int
    /// Type.
    public var type: DiskType

    /// Makes one.
    public init(sizeGB: Int, type: DiskType) {
        self.sizeGB = sizeGB
        self.type = type
    }
}

/// All that a cloud is told of a host: chosen, concrete and free of secrets.
///
/// The planner makes one from a spec and its offering, the create call sends it, the record keeps the last one applied,
/// and two of them compared are the field changes of a plan.
public struct HostConfiguration: Hashable, Sendable {
    /// Region; nil on a cloud without regions.
    public var region: String?
    /// Zone; nil on a cloud without zones, or to let the cloud choose.
    public var zone: String?
    /// The chosen machine type.
    public var machineType: String
    /// Image family or id, defaults filled in.
    public var image: String
    /// Boot disk in GiB.
    public var bootDiskGB: Int
    /// Data disk; nil for none.
    public var dataDisk: DataDisk?
    /// Whether the data disk outlives the VM.
    public var storage: StorageMode = .persistent
    /// How compute is paid.
    public var pricing: PricingModel = .onDemand
    /// Whether it has a public address.
    public var publicIP = true
    /// Subnet; nil for the account's default.
    public var subnet: String?
    /// Ports opened.
    public var openPorts: [PortRule] = []
    /// Network tags.
    public var tags: [String] = []
    /// The user's labels, without our marks.
    public var labels: [String: String] = [:]
    /// Instance metadata.
    public var metadata: [String: String] = [:]
    /// Login user; nil for the image's own.
    public var sshUser: String?
    /// Public keys allowed to log in.
    public var sshKeys: [String] = []
    /// Digest and length of the start-up script; the text itself is never stored.
    public var userData: TextDigest?
    /// The provider's own keys.
    public var options: OptionMap = [:]

    /// Makes a configuration; everything else has its default.
    public init(region: String?, zone: String?, machineType: String, image: String, bootDiskGB: Int) {
        self.region = region
        self.zone = zone
        self.machineType = machineType
        self.image = image
        self.bootDiskGB = bootDiskGB
    }
}
