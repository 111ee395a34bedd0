/// What is wrong with one key of a provider's settings or of a host's options.
public struct SettingFinding: Hashable, Sendable {
    /// The key; nested ones as `faults[2].kind`.
    public var key: String
    /// What is wrong, one sentence without a full stop.
    public var message: String
    /// What was probably meant.
    public var suggestion: String?

    /// Makes a finding.
    public init(key: String, message: String, suggestion: String? = nil) {
        self.key = key
        self.message = message
        self.suggestion = suggestion
    }
}
