/// How specs are read.
public struct SpecOptions: Hashable, Sendable {
    /// Whether `file:` references may lead out of the spec file's folder.
    public var allowOutsideFiles = false
    /// The folder that relative paths count from, and where `berth.yaml` is looked for.
    public var folder = "."

    /// The defaults.
    public init() {}
}
