public import Hosts

/// A mutating cloud call that is about to be made: durable before the call leaves the machine.
///
/// Holds all that is needed to find out later what became of the call, or to send it again unchanged. No secrets.
public struct Intent: Hashable, Sendable {
    /// `i-` and random characters; labels and results name it.
    public var id: String
    /// The call.
    public var verb: CloudVerb
    /// The host's name.
    public var host: String
    /// The host's uid.
    public var uid: String
    /// The host's generation.
    public var generation: Int
    /// The attempt within the generation.
    public var attempt: Int
    /// The cloud.
    public var provider: ProviderID
    /// The idempotency token sent along, if any.
    public var token: String?
    /// The request as it will be sent: for `create`.
    public var request: CreateRequest?
    /// The VM the call is about: for all verbs but `create`.
    public var runtime: HostRuntime?
    /// Whether a delete keeps the data disk.
    public var keepData = false
    /// The machine type wanted: for `resize`.
    public var machineType: String?
    /// The data disk size wanted in GiB: for `resizeDisk`.
    public var sizeGB: Int?
    /// Whether the host was running before this step and shall run after it.
    public var restorePower = false
    /// The plan's step this call belongs to.
    public var step: String?
    /// Digest of the plan.
    public var plan: String?
    /// When it was written down; set by the session.
    public var since: Timestamp?
    /// Host records as they shall read once this intent is durable.
    public var changes: [HostChange] = []

    /// Makes an intent; everything else has its default.
    public init(
        id: String, verb: CloudVerb, host: String, uid: String, generation: Int, attempt: Int, provider: ProviderID
    ) {
        self.id = id
        self.verb = verb
        self.host = host
        self.uid = uid
        self.generation = generation
        self.attempt = attempt
        self.provider = provider
    }
}
