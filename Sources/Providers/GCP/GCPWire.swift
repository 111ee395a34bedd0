import Hosts
import JSON

/// Bodies of the requests, as values.
enum GCPWire {
    /// What an insert needs beside the request: what was looked up, and the fleet's settings.
    struct Place: Sendable {
        var project: String
        var zone: String
        /// `projects/P/global/images/family/F`, or another form that the cloud takes.
        var image: String
        /// Network and subnet of the settings.
        var network: String?
        var subnet: String?
        var serviceAccount: String?
    }

    /// The body of instances.insert.
    static func insert(_ request: CreateRequest, userData: String?, at place: Place) -> JSONValue {
        let wanted = request.configuration
        let machine = GCPMachineName(wanted.machineType)
        let accelerator = wanted.options["accelerator"]?.stringValue.flatMap(Accelerator.init)
        var body: [String: JSONValue] = [
            "name": .string(request.mark.cloudName),
            "machineType": .string("zones/\(place.zone)/machineTypes/\(wanted.machineType)"),
            "labels": strings(instanceLabels(request)),
            "disks": .array(disks(request, machine, at: place)),
            "networkInterfaces": .array([networkInterface(wanted, at: place)]),
        ]
        let items = metadata(wanted, userData: userData)
        if !items.isEmpty { body["metadata"] = .object(["items": .array(items)]) }
        let tags = wanted.tags + (wanted.openPorts.isEmpty ? [] : [GCPNames.firewall(request.mark.cloudName)])
        if !tags.isEmpty { body["tags"] = .object(["items": .array(tags.map(JSONValue.string))]) }
        if let scheduling = scheduling(wanted, hasGPU: machine.hasGPU || accelerator != nil) {
            body["scheduling"] = scheduling
        }
        if let accelerator {
            let type = "zones/\(place.zone)/acceleratorTypes/\(accelerator.type)"
            body["guestAccelerators"] = .array([
                .object(["acceleratorType": .string(type), "acceleratorCount": .int(accelerator.count)])
            ])
        }
        if let account = wanted.options["service_account"]?.stringValue ?? place.serviceAccount {
            let scope = "https://www.googleapis.com/auth/cloud-platform"
            body["serviceAccounts"] = .array([
                .object(["email": .string(account), "scopes": .array([.string(scope)])])
            ])
        }
        return .object(body)
    }

    /// GPUs put on a machine that has none of its own, as `nvidia-tesla-t4:1`.
    struct Accelerator: Hashable, Sendable {
        var type: String
        var count: Int

        init?(_ text: String) {
            let parts = text.split(separator: ":", omittingEmptySubsequences: false)
            guard let type = parts.first, GCPNames.isName(String(type)), parts.count <= 2 else { return nil }
            guard let count = parts.count == 2 ? Int(parts[1]) : 1, (1...16).contains(count) else { return nil }
            self.type = String(type)
            self.count = count
        }
    }

    /// The user's labels, the mark, and the request's digest.
    static func instanceLabels(_ request: CreateRequest) -> [String: String] {
        var labels = marked(request.configuration.labels, request.mark)
        labels[GCPNames.requestLabel] = fingerprint(request)
        return labels
    }

    /// The user's labels with the mark on top.
    static func marked(_ labels: [String: String], _ mark: HostMark) -> [String: String] {
        labels.merging(mark.labels) { _, ours in ours }
    }

    /// Tells requests of one token apart; fits a label.
    static func fingerprint(_ request: CreateRequest) -> String {
        var writer = JSONWriter(pretty: false)
        request.write(to: &writer)
        return String(Digest(of: writer.finish()).hex.prefix(32))
    }

    private static func disks(_ request: CreateRequest, _ machine: GCPMachineName, at place: Place) -> [JSONValue] {
        let wanted = request.configuration
        func labels(_ role: String) -> JSONValue {
            let ours = [GCPNames.roleLabel: role, GCPNames.requestLabel: fingerprint(request)]
            return strings(marked(wanted.labels, request.mark).merging(ours) { _, new in new })
        }
        func type(_ name: String) -> JSONValue { .string("zones/\(place.zone)/diskTypes/\(name)") }
        var boot: [String: JSONValue] = [
            "sourceImage": .string(place.image), "diskSizeGb": .string(String(wanted.bootDiskGB)),
            "labels": labels("boot"),
        ]
        if let name = machine.diskType(.balanced) { boot["diskType"] = type(name) }
        var out: [JSONValue] = [
            .object(["boot": .bool(true), "autoDelete": .bool(true), "initializeParams": .object(boot)])
        ]
        if let kept = request.existingDataDiskID.flatMap({ GCPRef($0) }) {
            let source = "projects/\(place.project)/zones/\(kept.zone)/disks/\(kept.name)"
            out.append(
                .object([
                    "source": .string(source), "deviceName": .string(GCPNames.dataDevice), "autoDelete": .bool(false),
                ]))
        } else if let data = wanted.dataDisk, wanted.storage == .persistent {
            var parameters: [String: JSONValue] = [
                "diskName": .string(GCPNames.dataDisk(request.mark)), "diskSizeGb": .string(String(data.sizeGB)),
                "labels": labels("data"),
            ]
            if let name = machine.diskType(data.type) { parameters["diskType"] = type(name) }
            out.append(
                .object([
                    "autoDelete": .bool(false), "deviceName": .string(GCPNames.dataDevice),
                    "initializeParams": .object(parameters),
                ]))
        } else if let data = wanted.dataDisk, !machine.bundlesLocalSSD(wanted.machineType) {
            let scratch = JSONValue.object([
                "type": .string("SCRATCH"), "autoDelete": .bool(true), "interface": .string("NVME"),
                "initializeParams": .object(["diskType": type("local-ssd")]),
            ])
            out += Array(repeating: scratch, count: localSSDs(gigabytes: data.sizeGB))
        }
        return out
    }

    /// Local SSDs that hold so many GiB: they come by 375, and only in these numbers.
    static func localSSDs(gigabytes: Int) -> Int {
        let least = max(0, min(gigabytes, 1_000_000) - 1) / 375 + 1
        return [1, 2, 3, 4, 5, 6, 7, 8, 16, 24].first { $0 >= least } ?? least
    }

    private static func networkInterface(_ wanted: HostConfiguration, at place: Place) -> JSONValue {
        var out: [String: JSONValue] = [:]
        let region = GCPNames.region(ofZone: place.zone) ?? wanted.region ?? ""
        if let subnet = wanted.subnet ?? place.subnet {
            out["subnetwork"] = .string(subnet.contains("/") ? subnet : "regions/\(region)/subnetworks/\(subnet)")
        } else {
            out["network"] = .string(network(place.network))
        }
        if wanted.publicIP {
            out["accessConfigs"] = .array([
                .object([
                    "name": .string("External NAT"), "type": .string("ONE_TO_ONE_NAT"),
                    "networkTier": .string("PREMIUM"),
                ])
            ])
        }
        return .object(out)
    }

    /// The path of a network; the project's default one for nil.
    static func network(_ name: String?) -> String {
        guard let name else { return "global/networks/default" }
        return name.contains("/") ? name : "global/networks/\(name)"
    }

    private static func metadata(_ wanted: HostConfiguration, userData: String?) -> [JSONValue] {
        var all = wanted.metadata
        if let userData { all["startup-script"] = userData }
        if !wanted.sshKeys.isEmpty {
            let user = wanted.sshUser ?? "ubuntu"
            all["ssh-keys"] = wanted.sshKeys.map { "\(user):\($0)" }.joined(separator: "\n")
        }
        return items(all)
    }

    /// A map as metadata items, sorted by key.
    static func items(_ map: [String: String]) -> [JSONValue] {
        map.sorted { $0.key < $1.key }.map { .object(["key": .string($0.key), "value": .string($0.value)]) }
    }

    /// A VM with GPUs cannot be moved while it runs; a spot VM is stopped, not deleted, when it is taken away.
    private static func scheduling(_ wanted: HostConfiguration, hasGPU: Bool) -> JSONValue? {
        if wanted.pricing == .spot {
            return .object([
                "provisioningModel": .string("SPOT"), "instanceTerminationAction": .string("STOP"),
                "onHostMaintenance": .string("TERMINATE"), "automaticRestart": .bool(false),
            ])
        }
        guard hasGPU else { return nil }
        return .object(["onHostMaintenance": .string("TERMINATE"), "automaticRestart": .bool(true)])
    }

    /// The body of setScheduling for a VM that is stopped, not moved, when its machine is taken away.
    static func setScheduling(automaticRestart: Bool) -> JSONValue {
        .object(["onHostMaintenance": .string("TERMINATE"), "automaticRestart": .bool(automaticRestart)])
    }

    /// The body of setLabels, of a VM or a disk.
    static func setLabels(_ labels: [String: String], fingerprint: String?) -> JSONValue {
        var body: [String: JSONValue] = ["labels": strings(labels)]
        if let fingerprint { body["labelFingerprint"] = .string(fingerprint) }
        return .object(body)
    }

    /// The body of setTags.
    static func setTags(_ tags: [String], fingerprint: String?) -> JSONValue {
        var body: [String: JSONValue] = ["items": .array(tags.map(JSONValue.string))]
        if let fingerprint { body["fingerprint"] = .string(fingerprint) }
        return .object(body)
    }

    /// The body of setMetadata.
    static func setMetadata(_ map: [String: String], fingerprint: String?) -> JSONValue {
        var body: [String: JSONValue] = ["items": .array(items(map))]
        if let fingerprint { body["fingerprint"] = .string(fingerprint) }
        return .object(body)
    }

    /// The bodies of firewalls.insert for a host's open ports: one rule for each source, named in order.
    static func firewalls(
        _ ports: [PortRule], mark: HostMark, project: String, network: String
    ) -> [(name: String, body: JSONValue)] {
        let tag = GCPNames.firewall(mark.cloudName)
        let path = network.contains("projects/") ? network : "projects/\(project)/\(network)"
        let bySource = Dictionary(grouping: ports, by: \.source).sorted { $0.key < $1.key }
        return bySource.enumerated().map { place, group in
            let name = "\(tag)-\(place + 1)"
            let byTransport = Dictionary(grouping: group.value, by: \.transport).sorted { $0.key < $1.key }
            let allowed = byTransport.map { transport, rules in
                let spans = Set(rules.map { $0.from == $0.to ? "\($0.from)" : "\($0.from)-\($0.to)" }).sorted()
                return JSONValue.object([
                    "IPProtocol": .string(transport), "ports": .array(spans.map(JSONValue.string)),
                ])
            }
            return (
                name,
                .object([
                    "name": .string(name), "network": .string(path), "direction": .string("INGRESS"),
                    "description": .string(description(mark)), "sourceRanges": .array([.string(group.key)]),
                    "targetTags": .array([.string(tag)]), "allowed": .array(allowed),
                ])
            )
        }
    }

    /// Firewall rules have no labels: the mark stands in the description.
    static func description(_ mark: HostMark) -> String {
        mark.labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
    }

    private static func strings(_ map: [String: String]) -> JSONValue { .object(map.mapValues(JSONValue.string)) }
}
