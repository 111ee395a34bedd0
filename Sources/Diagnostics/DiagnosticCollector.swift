/// Gathers findings, so that one run tells all of them. There is no cap: a hidden error costs another run.
public struct DiagnosticCollector: Sendable {
    /// What was found, in the order it was found.
    public private(set) var diagnostics: [Diagnostic] = []
    /// How many of them are errors.
    public private(set) var errorCount = 0

    /// An empty collector.
    public init() {}

    /// How many of them are warnings.
    public var warningCount: Int { diagnostics.count - errorCount }

    /// Adds one finding.
    public mutating func add(_ diagnostic: Diagnostic) {
        if diagnostic.severity == .error { errorCount += 1 }
        diagnostics.append(diagnostic)
    }

    /// Adds several findings.
    public mutating func add(contentsOf more: some Sequence<Diagnostic>) {
        for diagnostic in more { add(diagnostic) }
    }

    /// The findings in report order.
    public var sorted: [Diagnostic] { diagnostics.sorted(by: Diagnostic.inReportOrder) }
}
