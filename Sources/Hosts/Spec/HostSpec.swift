/// What the user wants of one host, after defaults are merged and name patterns expanded.
///
/// Values are typed and in range; whether a cloud offers them is the catalog's question.
public struct HostSpec: Hashable, Sendable {
    /// Name, unique in the fleet: lower-case letters, digits and inner hyphens, at most 40 characters.
    public var name: String
    /// The cloud.
    public var provider: ProviderID
    /// Region by the cloud's name.
    public var region: String?
    /// Zone by the cloud's name.
    public var zone: String?
    /// vCPUs wanted at least.
    public var cpu: Quantity?
    /// Memory wanted at least, in GiB.
    public var ramGB: Quantity?
    /// GPUs wanted exactly by type, at least by count.
    public var gpu: GPURequest?
    /// A machine type by name, instead of a request.
    public var machineType: String?
    /// Data disk in GiB; nil for none.
    public var diskGB: Int?
    /// Data disk type.
    public var diskType: DiskType = .balanced
    /// Whether the data disk outlives the VM.
    public var storage: StorageMode = .persistent
    /// Boot disk in GiB; nil for the provider's default.
    public var bootDiskGB: Int?
    /// Image family or id; nil for the newest Ubuntu LTS.
    public var image: String?
    /// How compute is paid.
    public var pricing: PricingModel = .onDemand
    /// Desired power state.
    public var power: DesiredPower = .running
    /// Alternatives walked on a stock-out, in order, after the host's own place.
    public var placement: [PlacementRung] = []
    /// How it is reached.
    public var network = NetworkSpec()
    /// Network tags.
    public var tags: [String] = []
    /// Who may log in.
    public var ssh = SSHSpec()
    /// What the generated start-up script sets up.
    public var bootstrap: BootstrapSpec?
    /// Start-up script text, `file:` reference already read. Never stored; see `TextDigest`.
    public var startupScript: String?
    /// Labels put on the VM and its disks, beside our marks.
    public var labels: [String: String] = [:]
    /// Instance metadata.
    public var metadata: [String: String] = [:]
    /// Never delete or replace; remembered in the record.
    public var protect = false
    /// What becomes of the data disk when the host is deleted.
    public var onDeleteDataDisk: DataDiskFate = .delete
    /// The name this host had before.
    public var renamedFrom: String?
    /// Fields left alone, by spec key, such as `labels` or `power`.
    public var unmanaged: [String] = []
    /// Day from which the plan stops (or deletes) it.
    public var expires: CalendarDate?
    /// The provider's own keys.
    public var options: OptionMap = [:]

    /// A host with nothing but defaults.
    public init(name: String, provider: ProviderID) {
        self.name = name
        self.provider = provider
    }
}
