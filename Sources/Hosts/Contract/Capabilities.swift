/// What a cloud can do, as data: the planner, the validator, `berth providers` and the docs read this one table.
public struct Capabilities: Hashable, Sendable {
    /// How a change of one thing can be made.
    public enum ChangeMode: String, Hashable, Sendable, CaseIterable {
        /// While the host runs, without interruption.
        case inPlace = "in_place"
        /// Stopped, changed, started again.
        case stopStart = "stop_start"
        /// Only by a new VM.
        case replace
        /// Not at all.
        case never
    }

    /// A spec key that the cloud needs or ignores.
    public enum Requirement: String, Hashable, Sendable, CaseIterable {
        /// Must be given.
        case required
        /// May be given.
        case optional
        /// The cloud has no such thing; giving it is an error.
        case unsupported
    }

    /// The region key.
    public var region: Requirement = .required
    /// Region used when the spec names none; nil where there is no such thing.
    public var defaultRegion: String?
    /// The zone key.
    public var zone: Requirement = .optional
    /// Whether a create that names no zone looks itself for one of the region that has the machine type and room; where
    /// it does not, the plan names one that has the type.
    public var choosesZone = false
    /// Whether the cloud has GPUs.
    public var gpu = false
    /// Whether a host can be off and keep its disks.
    public var stop = true
    /// Whether the VM can be restarted by the guest's own shutdown.
    public var restart = true
    /// Whether the VM can be reset like by its button.
    public var hardRestart = true
    /// What still bills while stopped.
    public var stoppedBills = "disks"
    /// Whether a stopped host costs what a running one does.
    public var stoppedBillsInFull = false
    /// Whether a host that is stopped and started again has the public address it had.
    public var stopKeepsAddress = true
    /// Change of machine type.
    public var machineTypeChange: ChangeMode = .stopStart
    /// Growth of the data disk; shrinking is never possible.
    public var dataDiskGrowth: ChangeMode = .inPlace
    /// Change of pricing model.
    public var pricingChange: ChangeMode = .replace
    /// Change of labels and marks.
    public var labelChange: ChangeMode = .inPlace
    /// Change of network tags.
    public var tagChange: ChangeMode = .inPlace
    /// Change of instance metadata.
    public var metadataChange: ChangeMode = .inPlace
    /// Whether a data disk outlives its VM.
    public var persistentDisk = true
    /// Whether there are disks inside the machine.
    public var ephemeralDisk = false
    /// Whether spot pricing exists.
    public var spot = false
    /// Whether VMs carry labels; without them the mark lives in the name.
    public var labels = true
    /// Whether network tags exist.
    public var tags = true
    /// Whether no VM is made without an SSH key.
    public var sshKeyRequired = false
    /// Whether create takes an idempotency token.
    public var idempotencyToken = false
    /// Whether lists can be filtered by mark on the cloud's side.
    public var listFilter = false
    /// How long an accepted create may stay invisible to look-ups.
    public var visibility: Duration = .zero
    /// Calls in flight at once for one account, by default.
    public var parallel = 10
    /// Longest start-up script in bytes.
    public var userDataLimit = 16_384
    /// Data disk in GiB: smallest, largest, step.
    public var dataDiskGB = DiskLimits(min: 1, max: 65_536, step: 1)
    /// Whether the boot disk is part of the machine type's price while the host runs.
    public var bootDiskIncluded = false
    /// Default boot disk in GiB, without and with GPU; 0 where the machine type brings it.
    public var bootDiskGB = BootDiskDefault(plain: 20, gpu: 40)
    /// Image used when the spec names none.
    public var defaultImage = "ubuntu-24.04-lts"
    /// Disk types the cloud has.
    public var diskTypes: [DiskType] = [.ssd, .balanced, .standard]
    /// Keys accepted under `options:`.
    public var optionKeys: [String] = []
    /// Keys accepted under `providers.<name>:`.
    public var settingKeys: [String] = []
    /// What the cloud takes of a spec beyond the switches above.
    public var specLimits = SpecLimits()

    /// The defaults above, to be changed field by field.
    public init() {}

    /// Limits of a disk size in GiB.
    public struct DiskLimits: Hashable, Sendable {
        /// Smallest.
        public var min: Int
        /// Largest.
        public var max: Int
        /// Sizes must be a multiple of this.
        public var step: Int

        /// Makes limits.
        public init(min: Int, max: Int, step: Int) {
            self.min = min
            self.max = max
            self.step = step
        }
    }

    /// Boot disk sizes in GiB.
    public struct BootDiskDefault: Hashable, Sendable {
        /// Without a GPU.
        public var plain: Int
        /// With a GPU, whose drivers are large.
        public var gpu: Int

        /// Makes defaults.
        public init(plain: Int, gpu: Int) {
            self.plain = plain
            self.gpu = gpu
        }
    }
}
