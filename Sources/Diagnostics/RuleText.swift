/// What one rule code stands for, in words: shown where a report lists the rules it applied.
public struct RuleText: Hashable, Sendable {
    /// The stable code, such as `key-unknown`.
    public var code: String
    /// What the rule asks for, one sentence with its full stop.
    public var summary: String
    /// What to do when it is broken, in sentences.
    public var help: String

    /// Makes a rule's text.
    public init(_ code: String, _ summary: String, help: String) {
        self.code = code
        self.summary = summary
        self.help = help
    }
}
