public import Diagnostics

/// Why a step is there: a stable code, words, and the spec line behind it.
public struct Reason: Hashable, Sendable {
    /// The codes, matched on by scripts.
    public enum Code: String, Hashable, Sendable, CaseIterable {
        /// The specs have a host that no record knows.
        case new
        /// An earlier run was cut off between its call and the answer; this finishes it.
        case interrupted
        /// The host is in no spec any more.
        case specGone = "spec-gone"
        /// `berth destroy` was asked for.
        case destroyAsked = "destroy-asked"
        /// The pinned machine type does not satisfy the request any more.
        case noLongerFits = "no-longer-fits"
        /// The spec was changed since it was applied.
        case specChanged = "spec-changed"
        /// The cloud's side was changed since it was applied.
        case cloudChanged = "cloud-changed"
        /// Spec and cloud were changed, differently.
        case bothChanged = "both-changed"
        /// The power state is not the one the spec asks for.
        case power
        /// A resize had stopped the host and was cut off before it started it again.
        case restorePower = "restore-power"
        /// The host's day has come.
        case expired
        /// `--replace` named the host.
        case replaceAsked = "replace-asked"
        /// `--recreate` named the host.
        case recreateAsked = "recreate-asked"
        /// The host has another name in the specs.
        case renamed
        /// `berth start`, `stop` or `restart` named the host.
        case asked
    }

    /// The code.
    public var code: Code
    /// Words for people, without a full stop.
    public var text: String
    /// The line of the spec that says so, if one does.
    public var source: SourceSpan?

    /// Makes a reason.
    public init(_ code: Code, _ text: String, at source: SourceSpan? = nil) {
        self.code = code
        self.text = text
        self.source = source
    }
}
