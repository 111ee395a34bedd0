public import Diagnostics
public import Hosts

/// One host and what will be done to it.
public struct Step: Hashable, Sendable {
    /// What it comes to, for headings, symbols and counts.
    public enum Action: String, Hashable, Sendable, CaseIterable {
        /// A new VM.
        case create
        /// The VM goes.
        case delete
        /// Another machine type for the same VM.
        case resize
        /// Changes that keep the VM and its machine type, and changes of the record alone.
        case update
        /// A new VM in place of the old.
        case replace
        /// Turned on.
        case start
        /// Turned off.
        case stop
        /// Off and on again, asked for by command.
        case restart
        /// The record goes; there is no VM.
        case forget
    }

    /// A place where a create may be tried: the host's own, then each rung of `placement`.
    public struct Candidate: Hashable, Sendable {
        /// The cloud.
        public var provider: ProviderID
        /// What to make there.
        public var configuration: HostConfiguration
        /// Price per hour running; nil if unknown.
        public var price: Money?
        /// Price per hour stopped; nil if unknown.
        public var stoppedPrice: Money?
        /// GPUs of the machine type.
        public var gpus: Int

        /// Makes a candidate.
        public init(
            provider: ProviderID, configuration: HostConfiguration, price: Money?, stoppedPrice: Money?, gpus: Int
        ) {
            self.provider = provider
            self.configuration = configuration
            self.price = price
            self.stoppedPrice = stoppedPrice
            self.gpus = gpus
        }
    }

    /// What the host costs, before or after.
    public enum Price: Hashable, Sendable {
        /// There is no host, so it costs nothing.
        case none
        /// Per hour; nil if unknown.
        case hourly(Money?)
    }

    /// The host's name in the specs (in the record, if the specs have it no more).
    public var host: String
    /// What it comes to.
    public var action: Action
    /// The cloud the present VM is in, or the first candidate's.
    public var provider: ProviderID
    /// Why, most telling first.
    public var reasons: [Reason] = []
    /// What changes, in the order of the spec's key table.
    public var changes: [FieldChange] = []
    /// The calls, in order; empty for a change of the record alone.
    public var calls: [PlannedCall] = []
    /// What it does to a host in use, sorted.
    public var impact: [Impact] = []
    /// Price now.
    public var priceBefore: Price = .none
    /// Price afterwards.
    public var priceAfter: Price = .none
    /// Places to create in; empty unless `calls` has a create.
    public var candidates: [Candidate] = []
    /// What the record shall say was applied, for changes of a VM that stays.
    public var target: HostConfiguration?
    /// What others put on the VM, and `updateMarks` leaves there.
    public var foreign = ForeignMarks()
    /// GPUs running now and afterwards.
    public var gpusBefore = 0
    /// GPUs running afterwards.
    public var gpusAfter = 0
    /// Protection the record shall have.
    public var protect = false
    /// What the record shall say of the data disk's fate.
    public var onDeleteDataDisk: DataDiskFate = .delete
    /// Whether a new VM shall be running when the step is done.
    public var endsRunning = true
    /// The name the record has now, if the step renames it.
    public var renamedFrom: String?
    /// Digest of what was observed of this host; the step runs only if it still is.
    public var precondition: Digest
    /// Where the spec declares the host.
    public var source: SourceSpan?

    /// Makes a step with nothing in it yet.
    public init(host: String, action: Action, provider: ProviderID, precondition: Digest) {
        self.host = host
        self.action = action
        self.provider = provider
        self.precondition = precondition
    }

    /// Unique in its plan, stable between plans: `create/hub-1`.
    public var id: String { "\(action.rawValue)/\(host)" }

    /// Whether the step removes a VM.
    public var removesHost: Bool { action == .delete || action == .replace }
}
