import Hosts

/// The keys at the top of a spec file.
enum FileKey: String, SpecKey {
    case fleet, state, providers, defaults, guards, hosts

    static let table = KeyTable<Self>()

    var rule: KeyRule {
        switch self {
        case .fleet:
            KeyRule("Name of the fleet; exactly one file of a fleet has it.", .text(.name), example: "research")
        case .state:
            KeyRule("Folder or address where the state is kept.", .text(.text), example: "s3://bucket/prefix")
        case .providers:
            KeyRule(
                "Settings of each cloud that are not secret.", .section(of: ProviderKey.self),
                example: ["gcp": ["project": "sage-research"]])
        case .defaults:
            KeyRule(
                "Keys merged under each host: maps merge, lists and scalars replace, null unsets.",
                .section(of: HostKey.self), example: ["provider": "gcp", "region": "us-west1"])
        case .guards:
            KeyRule(
                "Limits that a plan may not pass without a flag.", .section(of: GuardKey.self),
                example: ["max_deletes": 2])
        case .hosts:
            KeyRule(
                "The hosts by name; `train-{01..04}` stands for four of them.",
                .map(keys: .name, values: .section(of: HostKey.self)), example: ["hub-1": ["provider": "local"]])
        }
    }
}

/// The keys of `guards`.
enum GuardKey: String, SpecKey {
    case maxHourlyCost = "max_hourly_cost"
    case maxDeletes = "max_deletes"
    case maxGPUs = "max_gpus"
    case unknownPrices = "unknown_prices"

    static let table = KeyTable<Self>()

    var rule: KeyRule {
        switch self {
        case .maxHourlyCost:
            KeyRule("The fleet's price per hour after the plan, at most.", .money, example: "40 USD")
        case .maxDeletes:
            KeyRule("Hosts deleted or replaced by one plan, at most.", .integer(Limits.deletes), example: 2)
        case .maxGPUs: KeyRule("GPUs running after the plan, at most.", .integer(Limits.gpus), example: 8)
        case .unknownPrices:
            KeyRule(
                "Whether a plan whose unknown prices could pass `max_hourly_cost` is refused; default `warn`.",
                .words(of: UnknownPrices.self), example: "refuse")
        }
    }
}

/// The keys of `providers`: one for each cloud.
struct ProviderKey: SpecKey {
    var rawValue: String

    init(_ provider: ProviderID) { rawValue = provider.rawValue }

    init?(rawValue: String) {
        guard let provider = ProviderID(rawValue: rawValue) else { return nil }
        self.init(provider)
    }

    static let allCases = ProviderID.allCases.map { ProviderKey($0) }
    static let table = KeyTable<Self>()

    /// The cloud.
    var provider: ProviderID { ProviderID(rawValue: rawValue) ?? .local }

    var rule: KeyRule { KeyRule("Settings of \(rawValue).", .settings, example: ["endpoint": "http://localhost:9000"]) }
}
