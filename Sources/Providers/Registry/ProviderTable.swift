import Catalog
import Diagnostics
public import Hosts

/// The clouds of this build as data: what each can do, and which keys it takes.
public enum ProviderTable {
    /// One line of `berth providers`.
    public struct Entry: Hashable, Sendable {
        /// The word used in specs.
        public var id: ProviderID
        /// The cloud's name.
        public var title: String
        /// Whether this build can talk to it.
        public var built: Bool
        /// What it can do; nil if not built.
        public var capabilities: Capabilities?
    }

    /// Every cloud Berth knows, sorted by id.
    public static let all: [Entry] = ProviderID.allCases.sorted().map { id in
        let table = capabilities(of: id) == nil ? nil : known(of: id)
        return Entry(id: id, title: title(of: id), built: table != nil, capabilities: table)
    }

    /// Ids of the clouds this build can talk to, sorted.
    public static var built: [ProviderID] { all.filter(\.built).map(\.id) }

    /// What a cloud can do; nil if it is not built in.
    public static func capabilities(of id: ProviderID) -> Capabilities? {
        switch id {
        case .gcp: GCPProvider.table
        case .hyperstack: HyperstackProvider.table
        case .lambda: LambdaProvider.table
        case .local: LocalProvider.table
        case .aws, .nebius: nil
        }
    }

    /// What is known of a cloud, built in or not, with what it takes of a spec: for checking specs.
    public static func known(of id: ProviderID) -> Capabilities? {
        var table = capabilities(of: id) ?? KnownCapabilities.table(of: id)
        if table?.specLimits == SpecLimits() { table?.specLimits = KnownCapabilities.limits(of: id) }
        return table
    }

    /// What is wrong with a cloud's settings: unknown keys, then values that the cloud cannot use; by key. Empty for a
    /// cloud that is not built in, of which nothing is known.
    public static func check(settings: OptionMap, of id: ProviderID) -> [SettingFinding] {
        guard let table = capabilities(of: id) else { return [] }
        let unknown = unknownKeys(settings, known: table.settingKeys, what: "setting of \(id.rawValue)")
        switch id {
        case .gcp: return unknown + GCPSettings.parse(settings).findings
        case .hyperstack: return unknown + HyperstackSettings.parse(settings).findings
        case .lambda: return unknown + LambdaSettings.parse(settings).findings
        case .local: return unknown + LocalSettings.parse(settings).findings
        case .aws, .nebius: return unknown
        }
    }

    /// What is wrong with a host's `options:` for a cloud.
    public static func check(options: OptionMap, of id: ProviderID) -> [SettingFinding] {
        guard let table = capabilities(of: id) else { return [] }
        let unknown = unknownKeys(options, known: table.optionKeys, what: "option of \(id.rawValue)")
        switch id {
        case .gcp: return unknown + GCPSettings.check(options: options)
        case .hyperstack: return unknown + HyperstackSettings.check(options: options)
        case .lambda: return unknown + LambdaSettings.check(options: options)
        case .aws, .local, .nebius: return unknown
        }
    }

    /// What is wrong with a host for its cloud, beside options and what a catalog tells; by spec key.
    /// - Parameter settings: the cloud's block under `providers:`.
    public static func check(host: HostSpec, settings: OptionMap = [:]) -> [SettingFinding] {
        switch host.provider {
        case .gcp: GCPSettings.check(host: host)
        case .hyperstack: HyperstackSettings.check(host: host, settings: settings)
        case .lambda: LambdaSettings.check(host: host, settings: settings)
        case .aws, .local, .nebius: []
        }
    }

    /// Where a cloud's credentials are looked for, in words: variables and files by name. Empty for one that needs none,
    /// and for one that is not built in.
    public static func credentialPlaces(of id: ProviderID) -> [String] {
        switch id {
        case .gcp: ["GOOGLE_APPLICATION_CREDENTIALS", "gcloud's login"]
        case .hyperstack: [HyperstackCredentials.variable]
        case .lambda: [LambdaCredentials.variable]
        case .aws, .local, .nebius: []
        }
    }

    private static func unknownKeys(_ map: OptionMap, known: [String], what: String) -> [SettingFinding] {
        map.keys.sorted().filter { !known.contains($0) && !$0.hasPrefix("x-") }.map { key in
            let list = known.isEmpty ? "it has none" : "known are \(known.sorted().joined(separator: ", "))"
            return SettingFinding(
                key: key, message: "`\(key)` is no \(what); \(list)",
                suggestion: Spelling.nearest(to: key, among: known))
        }
    }

    private static func title(of id: ProviderID) -> String {
        switch id {
        case .aws: "Amazon Web Services"
        case .gcp: "Google Cloud Platform"
        case .hyperstack: "Hyperstack"
        case .lambda: "Lambda Cloud"
        case .local: "Local (embedded)"
        case .nebius: "Nebius AI Cloud"
        }
    }
}
