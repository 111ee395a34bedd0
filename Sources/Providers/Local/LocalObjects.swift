import Hosts

/// A VM as the Local cloud keeps it.
struct LocalHost: Hashable, Sendable {
    /// The cloud's own words for what a VM is doing.
    enum Status: String, CaseIterable, Sendable {
        case starting = "STARTING"
        case running = "RUNNING"
        case stopping = "STOPPING"
        case stopped = "STOPPED"
        case error = "ERROR"

        /// In the words all clouds share.
        var shared: HostStatus {
            switch self {
            case .starting: .starting
            case .running: .running
            case .stopping: .stopping
            case .stopped: .stopped
            case .error: .error
            }
        }
    }

    var number: Int
    var name: String
    var mark: HostMark?
    var status: Status
    var zone: String
    var machineType: String
    var image: String
    var bootDiskGB: Int
    var pricing: PricingModel = .onDemand
    /// Number of the attached data disk.
    var disk: Int?
    /// A disk inside the machine, emptied by a stop.
    var ephemeral: DataDisk?
    /// Counts stops that emptied the ephemeral disk.
    var ephemeralLosses = 0
    var hasAddress = true
    var labels: [String: String] = [:]
    var tags: [String] = []
    var metadata: [String: String] = [:]
    /// Lists that do not show it yet.
    var hiddenLists = 0
    /// Why it went wrong after it was accepted.
    var failure: String?

    var id: String { LocalID.host(number) }
    var address: String? { hasAddress ? LocalID.address(number) : nil }

    /// Whether it occupies a machine.
    var holdsMachine: Bool { status != .stopped }
}

/// A data disk as the Local cloud keeps it.
struct LocalDisk: Hashable, Sendable {
    var number: Int
    var mark: HostMark?
    var sizeGB: Int
    var type: DiskType
    var zone: String
    /// Number of the VM it is attached to.
    var attachedTo: Int?

    var id: String { LocalID.disk(number) }
}

/// An idempotency token that was used: what it made, and a fingerprint of the request it came with.
struct LocalToken: Hashable, Sendable {
    var token: String
    var host: Int
    var request: String
}

/// Ids made from one counter, so that a run that does the same gets the same ids.
enum LocalID {
    static func host(_ number: Int) -> String { "vm-\(padded(number))" }
    static func disk(_ number: Int) -> String { "disk-\(padded(number))" }

    /// The number in an id of the given prefix; nil unless it is exactly as we write it.
    static func number(_ id: String, prefix: String) -> Int? {
        guard id.hasPrefix(prefix), let number = Int(id.dropFirst(prefix.count)), number > 0,
            id == prefix + padded(number)
        else { return nil }
        return number
    }

    /// An address of 100.64.0.0/10, the range that no public network uses.
    static func address(_ number: Int) -> String {
        let host = number % (1 << 22)
        return "100.\(64 + host >> 16).\(host >> 8 & 255).\(host & 255)"
    }

    private static func padded(_ number: Int) -> String {
        let digits = String(number)
        return digits.utf8.count >= 6 ? digits : String(repeating: "0", count: 6 - digits.utf8.count) + digits
    }
}
