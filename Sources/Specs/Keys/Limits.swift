/// The ranges that specs are held to, whatever the cloud; the catalog's own limits are narrower.
enum Limits {
    /// vCPUs of one host.
    static let cpu = 10_000
    /// Memory of one host in GiB.
    static let ramGB = 1_000_000
    /// GPUs of one host.
    static let gpuCount = 1...64
    /// A disk in GiB.
    static let diskGB = 1...65_536
    /// A TCP or UDP port.
    static let port = 1...65_535
    /// Hosts that one plan may delete.
    static let deletes = 0...100_000
    /// GPUs of a fleet.
    static let gpus = 0...1_000_000
    /// Names that one pattern may stand for.
    static let patternNames = 1000
    /// Hosts of a fleet.
    static let hosts = 100_000
    /// Bytes of a file that a `file:` reference names.
    static let referencedBytes = 256 << 10
}
