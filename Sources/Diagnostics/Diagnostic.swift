/// One finding about the user's input: what is wrong, where, and what to do.
///
/// Producers emit values and never print. Renderers (text here, JSON and others in `Reports`) draw them.
public struct Diagnostic: Hashable, Sendable {
    /// How grave a finding is.
    public enum Severity: String, Hashable, Sendable, CaseIterable {
        /// The input cannot be used.
        case error
        /// The input can be used, but probably is not what was meant.
        case warning
    }

    /// A second place, or a remark without a place.
    public struct Note: Hashable, Sendable {
        /// The remark, one sentence without a full stop.
        public var message: String
        /// Where it points, if anywhere.
        public var span: SourceSpan?

        /// Makes a note.
        public init(_ message: String, at span: SourceSpan? = nil) {
            self.message = message
            self.span = span
        }
    }

    /// How grave it is.
    public var severity: Severity
    /// Stable rule code in kebab case, such as `key-unknown`; scripts and CI match on it.
    public var rule: String
    /// What is wrong, one sentence without a full stop.
    public var message: String
    /// Where it is wrong; nil when the fault has no place in a file.
    public var span: SourceSpan?
    /// Short text printed behind the caret, such as ``did you mean `zone`?``.
    public var label: String?
    /// Text that, pasted over `span`, mends the fault; nil where there is no sure fix.
    public var fix: String?
    /// Other places and remarks.
    public var notes: [Note]
    /// True where the line may hold a secret: renderers then name the place and do not quote it.
    public var hidesSource = false

    /// Makes a diagnostic.
    public init(
        _ severity: Severity = .error,
        rule: String,
        _ message: String,
        at span: SourceSpan? = nil,
        label: String? = nil,
        fix: String? = nil,
        notes: [Note] = []
    ) {
        self.severity = severity
        self.rule = rule
        self.message = message
        self.span = span
        self.label = label
        self.fix = fix
        self.notes = notes
    }

    /// The order reports use: file, place, then rule; findings without a place come first.
    public static func inReportOrder(_ left: Self, _ right: Self) -> Bool {
        switch (left.span, right.span) {
        case (nil, nil): (left.rule, left.message) < (right.rule, right.message)
        case (nil, _): true
        case (_, nil): false
        case (let a?, let b?): a == b ? (left.rule, left.message) < (right.rule, right.message) : a < b
        }
    }
}
