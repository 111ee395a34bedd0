/// What a cloud takes of a spec: names, labels, disks, images. The validator's part of the capability table.
public struct SpecLimits: Hashable, Sendable {
    /// Longest host name in characters. Clouds see the host's name with its uid, and volumes with `-data` behind that.
    public var hostName = 40
    /// Labels of a user on one host, beside our marks; nil where no limit is known.
    public var labelCount: Int?
    /// Length of a label's key in characters.
    public var labelKey = 1...63
    /// Whether a label's key may hold `_`.
    public var labelKeyUnderscore = true
    /// Longest label value in characters.
    public var labelValue = 63
    /// Whether instance metadata can be set.
    public var metadata = true
    /// Whether ports can be opened for a host.
    public var openPorts = true
    /// Whether a subnet can be chosen.
    public var subnet = true
    /// Whether a host can go without a public address.
    public var privateHosts = true
    /// Boot disk in GiB; nil where its size comes with the machine type.
    public var bootDiskGB: Capabilities.DiskLimits? = .init(min: 1, max: 65_536, step: 1)
    /// Data disk in GiB by type, where a type differs from the table's `dataDiskGB`.
    public var diskGB: [DiskType: Capabilities.DiskLimits] = [:]
    /// Words for disk types that mean another of the cloud's here, where it has one type for both: the catalog lists the
    /// other, and the adapter makes it.
    public var diskTypeMeaning: [DiskType: DiskType] = [:]
    /// Whether a machine type has a local disk only where the catalog says so; false where one can be added to types.
    public var localDiskIsListed = false
    /// Forms of image names that the catalog cannot list, such as ids and paths, as globs.
    public var imageForms: [String] = []
    /// Families of machine types whose sizes are free: `FAMILY-custom-CPU-MB`.
    public var customFamilies: [String] { customSizes.keys.sorted() }
    /// The sizes that each of those families allows.
    public var customSizes: [String: CustomSize] = [:]

    /// Limits of a family's custom sizes.
    public struct CustomSize: Hashable, Sendable {
        /// vCPUs at most; an even number of them.
        public var mostCPU: Int
        /// Whether a single vCPU is sold, too.
        public var hasOneCPU: Bool
        /// Least memory for each vCPU in MiB.
        public var leastMiB: Int
        /// Most memory for each vCPU in MiB, unless the name ends in `-ext`.
        public var mostMiB: Int

        /// Makes limits.
        public init(mostCPU: Int, hasOneCPU: Bool, leastMiB: Int, mostMiB: Int) {
            self.mostCPU = mostCPU
            self.hasOneCPU = hasOneCPU
            self.leastMiB = leastMiB
            self.mostMiB = mostMiB
        }
    }

    /// The defaults above, to be changed field by field.
    public init() {}
}
