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

    /// Removes the rules of a host; they are numbered, so the first that is missing is the end.
    func closePorts(cloudName: String) async throws(ProviderError) {
        let stem = GCPNames.firewall(cloudName)
        for number in 1...Self.mostRules {
            do throws(ProviderError) {
                try await calls.change(.delete, "global/firewalls/\(stem)-\(number)", verb: .delete, host: cloudName)
            } catch {
                guard error.kind == .notFound else { throw error }
                return
            }
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
