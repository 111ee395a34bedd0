public import Diagnostics

/// One field that a step changes.
public struct FieldChange: Hashable, Sendable {
    /// Who moved the field away from what was last applied.
    public enum Author: String, Hashable, Sendable, CaseIterable {
        /// The spec was edited.
        case you
        /// It was changed on the cloud's side.
        case cloud
        /// Both, differently.
        case both
    }

    /// The spec key, such as `machine_type` or `labels.team`.
    public var field: String
    /// Text of the value now; nil for none.
    public var before: String?
    /// Text of the value wanted; nil for none.
    public var after: String?
    /// Who changed it.
    public var author: Author
    /// Whether this change is why the host must be replaced.
    public var forcesReplacement: Bool
    /// A remark, such as `cpu: 16 no longer fits`.
    public var note: String?
    /// Where the spec says it.
    public var source: SourceSpan?

    /// Makes a change.
    public init(
        _ field: String, before: String?, after: String?, author: Author = .you, forcesReplacement: Bool = false,
        note: String? = nil, source: SourceSpan? = nil
    ) {
        self.field = field
        self.before = before
        self.after = after
        self.author = author
        self.forcesReplacement = forcesReplacement
        self.note = note
        self.source = source
    }
}
