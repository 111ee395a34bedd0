import Files
public import Hosts
import JSON
import Synchronization

/// Opens clouds, each when it is first asked for and once.
public final class ProviderRegistry: Sendable {
    private let context: @Sendable (ProviderID) -> ProviderContext
    private let open = Mutex<[ProviderID: any HostProvider]>([:])

    /// Makes a registry; nothing is opened yet.
    /// - Parameter context: what to open a cloud with; asked once for each cloud opened.
    public init(context: @escaping @Sendable (ProviderID) -> ProviderContext) { self.context = context }

    /// A cloud's provider.
    /// - Throws: `invalid` if the cloud is not built in, or its settings are wrong.
    public func provider(_ id: ProviderID) throws(ProviderError) -> any HostProvider {
        let result: Result<any HostProvider, ProviderError> = open.withLock { open in
            if let known = open[id] { return .success(known) }
            do throws(ProviderError) {
                let made = try Self.make(id, context(id))
                open[id] = made
                return .success(made)
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    private static func make(_ id: ProviderID, _ context: ProviderContext) throws(ProviderError) -> any HostProvider {
        let findings = ProviderTable.check(settings: context.settings, of: id)
        if let first = findings.first { throw refusal(id, first, more: findings.count - 1) }
        switch id {
        case .gcp: return GCPProvider(context: context, settings: GCPSettings.parse(context.settings).settings)
        case .hyperstack:
            return HyperstackProvider(context, settings: HyperstackSettings.parse(context.settings).settings)
        case .lambda: return LambdaProvider(context: context, settings: LambdaSettings.parse(context.settings).settings)
        case .local: return try local(context)
        case .aws, .nebius:
            let built = ProviderTable.built.map(\.rawValue).joined(separator: ", ")
            throw ProviderError(
                .invalid, provider: id, code: "NotBuilt",
                message: "\(id.rawValue) is not built into this version; built in: \(built)")
        }
    }

    /// The Local cloud, with the world its settings name and the faults of `BERTH_LOCAL_FAULTS` behind its own.
    private static func local(_ context: ProviderContext) throws(ProviderError) -> LocalProvider {
        var (settings, _) = LocalSettings.parse(context.settings)
        if let path = context.environment("BERTH_LOCAL_FAULTS"), !path.isEmpty {
            let value: JSONValue
            do {
                value = try JSONDocument(parsing: FileSystem.read(path)).root.tree
            } catch {
                throw ProviderError(
                    .invalid, provider: .local, code: "BadFaults", message: "BERTH_LOCAL_FAULTS: \(path): \(error)")
            }
            let findings = settings.add(faults: value["faults"] ?? value)
            if var first = findings.first {
                first.key = "\(path): \(first.key)"
                throw refusal(.local, first, more: findings.count - 1)
            }
        }
        let path = FileSystem.join(context.stateFolder, settings.world ?? "local-cloud.json")
        return LocalProvider(
            world: .file(path), settings: settings, clock: context.clock, meter: context.meter, crash: context.crash)
    }

    private static func refusal(_ id: ProviderID, _ finding: SettingFinding, more: Int) -> ProviderError {
        let hint = finding.suggestion.map { "; did you mean `\($0)`?" } ?? ""
        let others = more > 0 ? " (and \(more) more)" : ""
        return ProviderError(
            .invalid, provider: id, code: "BadSetting",
            message: "providers.\(id.rawValue): \(finding.key): \(finding.message)\(hint)\(others)")
    }
}
