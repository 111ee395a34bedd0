public import Diagnostics
public import Hosts

/// A host the plan cannot decide about; a person must.
public struct Question: Hashable, Sendable {
    /// The kinds.
    public enum Code: String, Hashable, Sendable, CaseIterable {
        /// Recorded, and the cloud says it is gone.
        case vanished
        /// The cloud says it failed.
        case unhealthy
        /// Two VMs carry the mark of one host.
        case doubled
        /// Its day has come, but the cloud cannot stop it.
        case expired
        /// A VM carries its mark, and its record does not know it.
        case unrecorded
    }

    /// The host.
    public var host: String
    /// The kind.
    public var code: Code
    /// What is the matter, without a full stop.
    public var text: String
    /// The commands that would answer it.
    public var answers: [String]

    /// Makes a question.
    public init(host: String, _ code: Code, _ text: String, answers: [String]) {
        self.host = host
        self.code = code
        self.text = text
        self.answers = answers
    }
}

/// Something that stands in the way, with the one flag that opens it.
public struct Refusal: Hashable, Sendable {
    /// The guards.
    public enum Code: String, Hashable, Sendable, CaseIterable {
        /// The host is protected.
        case protected
        /// Too many hosts would go.
        case deletes
        /// Data would be lost.
        case dataLoss = "data-loss"
        /// The fleet would cost more than allowed.
        case budget
        /// More GPUs than allowed.
        case gpus
        /// A VM of this fleet and name exists, but this state does not know it.
        case unrecorded
        /// Hosts would go that may be declared in files that were not read.
        case unread
        /// The specs declare no host at all, the state does.
        case emptySpecs = "empty-specs"
        /// An account shows none of its recorded hosts.
        case emptyAccount = "empty-account"
    }

    /// The guard.
    public var code: Code
    /// The host, for guards of one host.
    public var host: String?
    /// What is the matter, without a full stop.
    public var text: String
    /// The flag that opens this guard; nil if none does.
    public var flag: String?

    /// Makes a refusal.
    public init(_ code: Code, host: String? = nil, _ text: String, flag: String? = nil) {
        self.code = code
        self.host = host
        self.text = text
        self.flag = flag
    }
}

/// A host that would go but is kept, because it is protected.
public struct KeptHost: Hashable, Sendable {
    /// The host.
    public var host: String
    /// What would have been done.
    public var instead: Step.Action
    /// Why it is kept, without a full stop.
    public var text: String

    /// Makes it.
    public init(host: String, instead: Step.Action, _ text: String) {
        self.host = host
        self.instead = instead
        self.text = text
    }
}

/// A change on the cloud's side, whether or not a step undoes it.
public struct DriftItem: Hashable, Sendable {
    /// The host.
    public var host: String
    /// The spec key, or `status`.
    public var field: String
    /// What was applied.
    public var applied: String?
    /// What the cloud says now.
    public var observed: String?

    /// Makes it.
    public init(host: String, field: String, applied: String?, observed: String?) {
        self.host = host
        self.field = field
        self.applied = applied
        self.observed = observed
    }
}

/// A change that takes effect only when the host is replaced: shown, never forced.
public struct PendingChange: Hashable, Sendable {
    /// The host.
    public var host: String
    /// The spec key.
    public var field: String
    /// Where the spec says it.
    public var source: SourceSpan?

    /// Makes it.
    public init(host: String, field: String, source: SourceSpan?) {
        self.host = host
        self.field = field
        self.source = source
    }
}

/// A cloud object that carries the fleet's mark and is in no record.
public struct Orphan: Hashable, Sendable {
    /// What it is.
    public enum Kind: String, Hashable, Sendable, CaseIterable { case vm, disk }
    /// What it is.
    public var kind: Kind
    /// The cloud.
    public var provider: ProviderID
    /// The cloud's id.
    public var id: String
    /// Its mark.
    public var mark: HostMark
    /// Whether another state made it; then it is foreign, and never ours to touch.
    public var foreign: Bool

    /// Makes it.
    public init(kind: Kind, provider: ProviderID, id: String, mark: HostMark, foreign: Bool) {
        self.kind = kind
        self.provider = provider
        self.id = id
        self.mark = mark
        self.foreign = foreign
    }
}
