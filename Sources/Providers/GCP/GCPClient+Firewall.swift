import Hosts
import JSON

/// Open ports: rules of the host's own, which reach it by a network tag of its own, and go with it.
extension GCPClient {
    /// Makes the rules of a host before the host, so that it is never up with fewer ports than asked for.
    func openPorts(_ request: CreateRequest, zone: String) async throws(ProviderError) {
        let host = request.mark.cloudName
        let rules = GCPWire.firewalls(
            request.configuration.openPorts, mark: request.mark, project: try await calls.account.project(),
            network: try await network(of: request.configuration, zone: zone))
        for rule in rules {
            do throws(ProviderError) {
                try await calls.change(.post, "global/firewalls", [], rule.body, verb: .create, host: host)
            } catch {
                guard GCPErrors.isTaken(error) else { throw error }
                // Made by an earlier try. Its ports are set again: the earlier one may have asked for others.
                try await calls.change(
                    .patch, "global/firewalls/\(rule.name)", [], rule.body, verb: .create, host: host)
            }
        }
    }

    /// Removes the rules of a host, however many of them are still there. A rule that reaches others as well is not ours.
    func closePorts(cloudName: String) async throws(ProviderError) {
        let tag = GCPNames.firewall(cloudName)
        var names: [String] = []
        do throws(ProviderError) {
            try await calls.whole("global/firewalls") { node in
                guard let name = node["name"]?.string, name.hasPrefix("\(tag)-"),
                    name.dropFirst(tag.utf8.count + 1).allSatisfy(\.isNumber), Self.reaches(node, only: tag)
                else { return }
                names.append(name)
            }
        } catch {
            guard GCPErrors.isNoSuchCall(error) else { throw error }
            return try await closeNumbered(tag, cloudName)
        }
        for name in names { _ = try await close(name, cloudName) }
    }

    /// For servers without a list of rules: they are numbered, so the first that is missing is the end. Each is looked at
    /// before, so that nothing is deleted that is not there; a server that does not show rules either is told to delete.
    private func closeNumbered(_ tag: String, _ cloudName: String) async throws(ProviderError) {
        var showsRules = false
        for number in 1...Self.mostRules {
            let name = "\(tag)-\(number)"
            if let node = try await rule(name) {
                showsRules = true
                guard Self.reaches(node, only: tag) else { continue }
            } else if showsRules {
                return
            }
            guard try await close(name, cloudName) else { return }
        }
    }

    /// A rule by its name; nil if there is none, or no call to show it.
    private func rule(_ name: String) async throws(ProviderError) -> JSONNode? {
        do throws(ProviderError) { return try await calls.find("global/firewalls/\(name)") } catch {
            guard GCPErrors.isNoSuchCall(error) else { throw error }
            return nil
        }
    }

    private static func reaches(_ rule: JSONNode, only tag: String) -> Bool {
        rule["targetTags"]?.elements.compactMap(\.string) == [tag]
    }

    /// Removes one rule; false if there is none.
    private func close(_ name: String, _ cloudName: String) async throws(ProviderError) -> Bool {
        do throws(ProviderError) {
            try await calls.change(.delete, "global/firewalls/\(name)", verb: .delete, host: cloudName)
            return true
        } catch {
            guard error.kind == .notFound else { throw error }
            return false
        }
    }

    /// No host has more sources than this.
    private static let mostRules = 100

    /// The network that a host will be in. A rule belongs to a network, and a subnet tells its own.
    private func network(of wanted: HostConfiguration, zone: String) async throws(ProviderError) -> String {
        guard let subnet = wanted.subnet ?? settings.subnet else { return GCPWire.network(settings.network) }
        let region = GCPNames.region(ofZone: zone) ?? wanted.region ?? ""
        let found: JSONNode?
        if subnet.hasPrefix("projects/") {
            found = try await calls.find(path: subnet)
        } else {
            found = try await calls.find(subnet.contains("/") ? subnet : "regions/\(region)/subnetworks/\(subnet)")
        }
        guard let url = found?["network"]?.string, let start = url.firstRange(of: "projects/") else {
            throw GCPErrors.refusal(.invalid, "UnknownSubnet", "there is no subnet `\(subnet)` in \(region)")
        }
        return String(url[start.lowerBound...])
    }
}
