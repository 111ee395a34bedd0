/// How a data disk is built; each cloud maps the words to its own types.
public enum DiskType: String, Hashable, Sendable, CaseIterable {
    /// Fast network SSD.
    case ssd
    /// General-purpose network SSD.
    case balanced
    /// Cheapest network disk, usually magnetic.
    case standard
    /// Nebius' IO-optimised SSD, in steps of 93 GiB.
    case ssdIOM3 = "ssd_io_m3"
}

/// Whether the data disk outlives its VM.
public enum StorageMode: String, Hashable, Sendable, CaseIterable {
    /// A network disk that can be kept when the VM goes.
    case persistent
    /// A disk inside the VM's machine, lost on stop or delete.
    case ephemeral
}

/// How compute is paid.
public enum PricingModel: String, Hashable, Sendable, CaseIterable {
    /// Full price, not taken away.
    case onDemand = "on_demand"
    /// Cheap, may be taken away by the cloud.
    case spot
}

/// The power state a spec asks for.
public enum DesiredPower: String, Hashable, Sendable, CaseIterable {
    /// The host shall run.
    case running
    /// The host shall be off, its disks kept.
    case stopped
    /// Whatever it is, leave it.
    case ignore
}

/// What becomes of the data disk when the host is deleted.
public enum DataDiskFate: String, Hashable, Sendable, CaseIterable {
    /// It goes with the host.
    case delete
    /// It stays, with our mark, and bills.
    case keep
}

/// What becomes of a plan whose unknown prices could carry the fleet over its budget.
public enum UnknownPrices: String, Hashable, Sendable, CaseIterable {
    /// It says so, and goes on.
    case warn
    /// It is refused.
    case refuse
}
