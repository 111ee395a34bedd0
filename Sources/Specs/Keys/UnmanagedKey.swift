/// The host keys that a spec can leave alone: those a plan would otherwise bring back. Single entries of `labels` and
/// `metadata` can be named, too: `labels.lesson`.
enum UnmanagedKey: String, CaseIterable, Sendable {
    case zone, machineType = "machine_type", diskGB = "disk_gb", diskType = "disk_type", bootDiskGB = "boot_disk_gb"
    case image, pricing, power, network, ssh, startupScript = "startup_script", labels, tags, metadata, options

    static let table = KeyTable<Self>()
}
