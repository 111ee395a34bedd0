public import Hosts

/// What was seen of one recorded host. Indirect: a dictionary of them stays small.
public indirect enum HostView: Hashable, Sendable {
    /// The cloud has it.
    case present(HostObservation)
    /// The cloud says there is none; looked for twice.
    case absent
    /// Several VMs carry its mark.
    case doubled([HostObservation])
    /// The cloud could not be asked. Never a reason to do anything.
    case unobserved(ProviderError)
}

/// What was seen of a fleet, matched to its records.
public struct Observations: Sendable {
    /// By host name, for every recorded host.
    public var views: [String: HostView]
    /// Marked VMs that are in no record.
    public var strays: [Stray<HostObservation>]
    /// Marked disks that belong to no recorded host.
    public var strayDisks: [Stray<DiskObservation>]
    /// Ids of all marked disks seen, by account; an account that was not asked is not in it.
    public var disks: [ProviderID: Set<String>]
    /// Accounts that could not be asked.
    public var failures: [ProviderID: ProviderError]
    /// Requests it took.
    public var requests: Int
    /// VMs seen.
    public var hostsSeen: Int

    /// Something found in a cloud.
    public struct Stray<Object: Hashable & Sendable>: Hashable, Sendable {
        /// Where.
        public var provider: ProviderID
        /// What.
        public var object: Object

        /// Makes it.
        public init(provider: ProviderID, object: Object) {
            self.provider = provider
            self.object = object
        }
    }

    /// Nothing seen.
    public init(
        views: [String: HostView] = [:], strays: [Stray<HostObservation>] = [],
        strayDisks: [Stray<DiskObservation>] = [], disks: [ProviderID: Set<String>] = [:],
        failures: [ProviderID: ProviderError] = [:], requests: Int = 0, hostsSeen: Int = 0
    ) {
        self.views = views
        self.strays = strays
        self.strayDisks = strayDisks
        self.disks = disks
        self.failures = failures
        self.requests = requests
        self.hostsSeen = hostsSeen
    }
}
