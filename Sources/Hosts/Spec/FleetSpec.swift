public import Diagnostics

/// Limits that a plan may not pass without a flag.
public struct GuardSettings: Hashable, Sendable {
    /// The fleet's price per hour after the plan, at most.
    public var maxHourlyCost: Money?
    /// Hosts deleted or replaced by one plan, at most; nil for the built-in limits.
    public var maxDeletes: Int?
    /// GPUs running after the plan, at most.
    public var maxGPUs: Int?

    /// What becomes of a plan whose unknown prices could pass `maxHourlyCost`.
    public var unknownPrices = UnknownPrices.warn

    /// No limits but the built-in ones.
    public init() {}
}

/// A set of hosts declared together, as the spec files say it.
public struct FleetSpec: Sendable {
    /// Name of the fleet; part of every ownership mark and of the state file's name.
    public var name: String
    /// Where state lives: a folder or a backend address; nil for the default folder.
    public var state: String?
    /// Settings of each cloud, not secret.
    public var providers: [ProviderID: OptionMap]
    /// Limits.
    public var guards: GuardSettings
    /// Hosts, sorted by name.
    public var hosts: [HostSpec]
    /// Where each value came from.
    public var sources: any SpecSources
    /// Files that declare hosts, lie beside those that were read, and were not read because nobody named a path.
    public var unreadFiles: [String] = []

    /// Makes a fleet; `hosts` are sorted here.
    public init(
        name: String, state: String? = nil, providers: [ProviderID: OptionMap] = [:], guards: GuardSettings = .init(),
        hosts: [HostSpec], sources: any SpecSources = NoSources()
    ) {
        self.name = name
        self.state = state
        self.providers = providers
        self.guards = guards
        self.hosts = hosts.sorted { $0.name < $1.name }
        self.sources = sources
    }
}

/// Tells where a host's values stand in the files. Asked only for what is shown, so it may search.
public protocol SpecSources: Sendable {
    /// The place of a host's key: in its own block, else in the defaults it took it from; nil if nobody wrote it.
    /// An empty key means the host's name itself. Nested keys are joined by points: `gpu.count`.
    func span(host: String, key: String) -> SourceSpan?
    /// The place of a key at the top of the fleet's files, such as `guards.max_deletes`.
    func span(fleetKey: String) -> SourceSpan?
    /// The place of a host's key itself, not of its value; nil if nobody wrote it.
    func keySpan(host: String, key: String) -> SourceSpan?
    /// Where a key that nobody wrote can be written into a host's block, or into a map of it, and the text that, put at
    /// that point, writes it.
    /// - Parameters:
    ///   - map: key path of the map in the host's block; empty for the block itself.
    ///   - entry: the key and its value, such as `region: us-east-1`.
    /// - Returns: an empty span and the text; nil where the block cannot be written into.
    func insertion(host: String, map: String, entry: String) -> (span: SourceSpan, text: String)?
}

extension SpecSources {
    /// Nowhere.
    public func keySpan(host: String, key: String) -> SourceSpan? { nil }
    /// Nowhere.
    public func insertion(host: String, map: String, entry: String) -> (span: SourceSpan, text: String)? { nil }
}

/// Sources of a fleet that was not read from files.
public struct NoSources: SpecSources {
    /// Makes it.
    public init() {}
    /// Always nil.
    public func span(host: String, key: String) -> SourceSpan? { nil }
    /// Always nil.
    public func span(fleetKey: String) -> SourceSpan? { nil }
}
