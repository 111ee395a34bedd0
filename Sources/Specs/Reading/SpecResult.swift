public import Diagnostics
public import Hosts

/// What reading specs gave: a fleet, or the reasons why not.
public struct SpecResult: Sendable {
    /// The fleet; nil if there is any error, so that nobody plans on half of one.
    public var fleet: FleetSpec?
    /// What could be read in spite of errors: hosts with errors that may change what a cloud is asked for are left out. For
    /// further checks only, never for planning; nil if no file named a fleet.
    public var partial: FleetSpec?
    /// Errors and warnings in report order.
    public var diagnostics: [Diagnostic]
    /// The files' texts by the name that spans use, for quoting.
    public var texts: [String: SourceText]
    /// The files that were read, sorted.
    public var files: [String]
    /// The files that could be parsed.
    var parsed: [FleetSources.File] = []

    /// Whether any finding is an error.
    public var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }
}
