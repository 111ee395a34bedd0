import Hosts
import JSON

/// Keys and firewall rulesets: made when a host first needs them, used by all hosts that need the same, and removed with
/// the last one. Who uses them is asked of the cloud, never remembered.
extension LambdaClient {
    /// What a launch is given beside its own.
    struct Things: Sendable {
        /// Name of the key.
        var key: String
        /// Id of the ruleset.
        var ruleset: String?
        /// Those of them that are Berth's.
        var ours: Ours
    }

    /// Names of keys and rulesets that are Berth's.
    struct Ours: Sendable {
        var keys: [String] = []
        var rulesets: [String] = []
        /// Keys that may have been made though not all that was needed could be; nobody counts on them.
        var inVain: [String] = []

        /// What the launch counts on.
        var all: [String] { keys + rulesets }
        var isEmpty: Bool { keys.isEmpty && rulesets.isEmpty }
    }

    /// Finds or makes what a launch needs. The names are noted as used; the caller releases them.
    func things(for request: CreateRequest, region: String) async throws(ProviderError) -> Things {
        try await shared.alone { () throws(ProviderError) in
            let key = try await key(for: request)
            let name = LambdaNames.ruleset(for: request, region: region)
            var ruleset: String?
            if let name { ruleset = try await self.ruleset(name, for: request, region: region) }
            let ours = Ours(keys: [key].filter { LambdaNames.isOurs($0) }, rulesets: [name].compactMap { $0 })
            shared.use(ours.all)
            return Things(key: key, ruleset: ruleset, ours: ours)
        }
    }

    /// Name of the one key that a launch is given.
    private func key(for request: CreateRequest) async throws(ProviderError) -> String {
        let configuration = request.configuration
        guard let wanted = configuration.sshKeys.first else {
            guard let name = configuration.options["ssh_key"]?.stringValue ?? settings.sshKey else {
                throw ProviderError(.invalid, provider: .lambda, code: "NoKey", message: LambdaSettings.noKey)
            }
            return name
        }
        let blob = LambdaNames.blob(wanted)
        if let known = shared.known(blob) { return known }
        if let same = try await registered(blob) { return same }
        let name = LambdaNames.key(fleet: request.mark.fleet, publicKey: wanted)
        do throws(ProviderError) {
            _ = try await api.send(
                wire.addKey(name: name, publicKey: wanted), .write(.create), host: request.mark.host)
        } catch {
            guard Self.mayBeThere(after: error) else { throw error }
            guard let made = try await registered(blob) else { throw error }
            return made
        }
        shared.learn(blob, name)
        return name
    }

    /// Whether something may be there though its making failed: somebody else made it at the same time, which the cloud
    /// calls by several codes, or an answer was lost. The list tells.
    private static func mayBeThere(after error: ProviderError) -> Bool {
        error.kind == .conflict || error.kind == .invalid || error.leavesOutcomeUnknown
    }

    /// Name of the registered key with a blob.
    private func registered(_ blob: String) async throws(ProviderError) -> String? {
        let keys = try LambdaWire.keys(try await api.send(wire.keys(), .read))
        let found = keys.first { $0.publicKey.map(LambdaNames.blob) == blob }?.name
        if let found { shared.learn(blob, found) }
        return found
    }

    /// Id of the ruleset that opens a host's ports.
    private func ruleset(
        _ name: String, for request: CreateRequest, region: String
    ) async throws(ProviderError) -> String {
        if let known = shared.known(name) { return known }
        if let known = try await rulesets().first(where: { $0.name == name }) {
            shared.learn(name, known.id)
            return known.id
        }
        let call = wire.addRuleset(name: name, region: region, ports: request.configuration.openPorts)
        var made: LambdaRuleset?
        do throws(ProviderError) {
            let answer = try await api.send(call, .write(.create), host: request.mark.host)
            made = LambdaWire.ruleset(try LambdaWire.data(answer))
        } catch {
            guard Self.mayBeThere(after: error) else { throw error }
            made = try await rulesets().first { $0.name == name }
            if made == nil { throw error }
        }
        if made == nil { made = try await rulesets().first { $0.name == name } }
        guard let made else {
            throw ProviderError(
                .transient, provider: .lambda, code: "NoRuleset", message: "the ruleset \(name) does not show")
        }
        shared.learn(name, made.id)
        return made.id
    }

    private func rulesets() async throws(ProviderError) -> [LambdaRuleset] {
        try LambdaWire.rulesets(try await api.send(wire.rulesets(), .read))
    }

    // MARK: Removing

    /// Removes keys and rulesets of a fleet that no instance uses, and no create under way; keys of other fleets, too,
    /// if they are among those given, for one fleet's key may have been used by the last host of another.
    /// - Parameters:
    ///   - keys: names of Berth's keys that a host used; without one no keys are looked through.
    ///   - rulesets: whether it used a ruleset; if not, none are looked through.
    func cleanUp(fleet: String, keys: [String], rulesets: Bool) async throws(ProviderError) {
        if keys.isEmpty, !rulesets { return }
        try await shared.alone { () throws(ProviderError) in
            let users = try await instances().filter { !$0.isGone }
            if !keys.isEmpty {
                let used = Set(users.flatMap(\.keys))
                for key in try LambdaWire.keys(try await api.send(wire.keys(), .read)) where !used.contains(key.name) {
                    let isOurs = LambdaNames.isOurs(key.name, fleet: fleet) || keys.contains(key.name)
                    if isOurs, !shared.isUsed(key.name) { try await remove(key) }
                }
            }
            if rulesets {
                let used = Set(users.flatMap(\.rulesets))
                for set in try await self.rulesets() where !used.contains(set.id) {
                    let isOurs = LambdaNames.isOurs(set.name, fleet: fleet)
                    if isOurs, !shared.isUsed(set.name) { try await remove(wire.deleteRuleset(set.id)) }
                }
            }
        }
    }

    /// A key that is gone is refused as any bad request is, so the list is asked which it was.
    private func remove(_ key: LambdaKey) async throws(ProviderError) {
        do throws(ProviderError) { try await remove(wire.deleteKey(key.id)) } catch {
            guard error.kind == .invalid else { throw error }
            let left = try LambdaWire.keys(try await api.send(wire.keys(), .read))
            if left.contains(where: { $0.id == key.id }) { throw error }
        }
    }

    private func remove(_ request: HTTPRequest) async throws(ProviderError) {
        shared.forget()
        do throws(ProviderError) { _ = try await api.send(request, .write(.delete)) } catch {
            // Gone already, or used again meanwhile: both are well.
            guard error.kind == .notFound || error.kind == .conflict else { throw error }
        }
    }
}
