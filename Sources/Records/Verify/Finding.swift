/// Something that `berth state verify` found.
public struct Finding: Hashable, Sendable, CustomStringConvertible {
    /// How bad it is.
    public enum Severity: String, Hashable, Sendable, CaseIterable {
        /// Worth knowing; nothing is lost.
        case note
        /// The state cannot be relied upon.
        case error
    }

    /// How bad it is.
    public var severity: Severity
    /// A stable word for its kind, such as `state-unreadable`.
    public var code: String
    /// The file it is about.
    public var file: String
    /// What was found.
    public var message: String

    /// Makes a finding.
    public init(_ severity: Severity, _ code: String, file: String, _ message: String) {
        self.severity = severity
        self.code = code
        self.file = file
        self.message = message
    }

    /// `error[uid-twice]: state/x.state.json: …`.
    public var description: String { "\(severity.rawValue)[\(code)]: \(file): \(message)" }
}
