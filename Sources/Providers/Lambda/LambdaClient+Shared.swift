import Hosts
import JSON

/// Keys and firewall rulesets: made when a host first needs them, used by all hosts that need the same, and removed with
/// the last one. Who uses them is asked of the cloud, never remembered.
extension LambdaClient {
    /// Name of the one key that a launch is given.
    func key(for request: CreateRequest) async throws(ProviderError) -> String {
        let configuration = request.configuration
        guard let wanted = configuration.sshKeys.first else {
            guard let name = configuration.options["ssh_key"]?.stringValue ?? settings.sshKey else {
                throw ProviderError(
                    .invalid, provider: .lambda, code: "NoKey",
                    message: "a launch takes exactly one SSH key: give the host ssh.public_keys, or "
                        + "providers.lambda.ssh_key the name of a registered key")
            }
            return name
        }
        let blob = LambdaNames.blob(wanted)
        let known = try LambdaWire.keys(try await api.send(wire.keys(), .read))
        if let same = known.first(where: { $0.publicKey.map(LambdaNames.blob) == blob }) { return same.name }
        let name = LambdaNames.key(fleet: request.mark.fleet, publicKey: wanted)
        do throws(ProviderError) {
            _ = try await api.send(
                wire.addKey(name: name, publicKey: wanted), .write(.create), host: request.mark.host)
        } catch {
            // Somebody else registered it at the same time, or an answer was lost: the list tells.
            guard error.kind == .conflict || error.kind == .invalid || error.leavesOutcomeUnknown else { throw error }
            let again = try LambdaWire.keys(try await api.send(wire.keys(), .read))
            guard again.contains(where: { $0.publicKey.map(LambdaNames.blob) == blob }) else { throw error }
        }
        return name
    }

    /// Id of the ruleset that opens a host's ports; nil where none are to be opened.
    func ruleset(for request: CreateRequest, region: String) async throws(ProviderError) -> String? {
        let ports = request.configuration.openPorts
        if ports.isEmpty { return nil }
        let name = LambdaNames.ruleset(fleet: request.mark.fleet, region: region, ports: ports)
        func find() async throws(ProviderError) -> LambdaRuleset? {
            try LambdaWire.rulesets(try await api.send(wire.rulesets(), .read)).first { $0.name == name }
        }
        if let known = try await find() { return known.id }
        do throws(ProviderError) {
            let answer = try await api.send(
                wire.addRuleset(name: name, region: region, ports: ports), .write(.create), host: request.mark.host)
            if let made = LambdaWire.ruleset(try LambdaWire.data(answer)) { return made.id }
        } catch {
            guard error.kind == .conflict || error.leavesOutcomeUnknown else { throw error }
        }
        guard let made = try await find() else {
            throw ProviderError(
                .transient, provider: .lambda, code: "NoRuleset", message: "the ruleset \(name) does not show")
        }
        return made.id
    }

    /// Removes keys and rulesets of a fleet that no instance uses. While a launch is under way nothing is removed: what it
    /// counts on is not seen in any list yet; the next delete does it.
    func cleanUp(fleet: String) async throws(ProviderError) {
        if shared.isLaunching { return }
        let users = try await instances().filter { !$0.isGone }
        let keys = Set(users.flatMap(\.keys))
        let known = try LambdaWire.keys(try await api.send(wire.keys(), .read))
        for key in known where LambdaNames.isOurs(key.name, fleet: fleet) && !keys.contains(key.name) {
            try await remove(wire.deleteKey(key.id))
        }
        let rulesets = Set(users.flatMap(\.rulesets))
        let sets = try LambdaWire.rulesets(try await api.send(wire.rulesets(), .read))
        for set in sets where LambdaNames.isOurs(set.name, fleet: fleet) && !rulesets.contains(set.id) {
            try await remove(wire.deleteRuleset(set.id))
        }
    }

    private func remove(_ request: HTTPRequest) async throws(ProviderError) {
        do throws(ProviderError) { _ = try await api.send(request, .write(.delete)) } catch {
            // Gone already, or used again meanwhile: both are well.
            guard error.kind == .notFound || error.kind == .conflict || error.kind == .invalid else { throw error }
        }
    }
}
