public import Diagnostics
public import Hosts
public import JSON

/// A host's resolved spec as values with the place each came from.
public struct RenderedSpec: Sendable {
    /// One value at the end of a key path.
    public struct Line: Hashable, Sendable {
        /// Keys from the outside in, indexes of lists as digits: `placement`, `0`, `region`.
        public var path: [String]
        /// A scalar, or an empty array or object.
        public var value: JSONValue
        /// Where it was written; nil for a built-in default.
        public var origin: SourceSpan?
    }

    /// Every value that is set, in the order of the key table.
    public let lines: [Line]
    /// The same as one value, in the shape of a spec file's host.
    public let value: JSONValue

    /// The resolved spec of a host.
    public init(host: HostSpec, in fleet: FleetSpec) {
        var lines: [Line] = []
        var members: [String: JSONValue] = [:]
        for (key, value) in Self.members(of: host) {
            members[key.rawValue] = value
            Self.flatten(value, [key.rawValue]) { path, leaf in
                let origin = fleet.sources.span(host: host.name, key: path.joined(separator: "."))
                lines.append(Line(path: path, value: leaf, origin: origin))
            }
        }
        self.lines = lines
        value = .object(members)
    }

    private static func flatten(_ value: JSONValue, _ path: [String], _ body: ([String], JSONValue) -> Void) {
        switch value {
        case .object(let members) where !members.isEmpty:
            for key in members.keys.sorted(by: JSONWriter.keyOrder) {
                flatten(members[key] ?? .null, path + [key], body)
            }
        case .array(let items) where !items.isEmpty:
            for (index, item) in items.enumerated() { flatten(item, path + [String(index)], body) }
        default: body(path, value)
        }
    }

    /// The keys that have a value, as a spec file writes them.
    static func members(of host: HostSpec) -> [(key: HostKey, value: JSONValue)] {
        HostKey.allCases.compactMap { key in value(of: key, in: host).map { (key, $0) } }
    }

    private static func value(of key: HostKey, in host: HostSpec) -> JSONValue? {
        switch key {
        case .provider: .string(host.provider.rawValue)
        case .region: host.region.map(JSONValue.string)
        case .zone: host.zone.map(JSONValue.string)
        case .cpu: host.cpu.map { .number($0.description) }
        case .ramGB: host.ramGB.map { .number($0.description) }
        case .gpu: host.gpu.map { .object(["type": .string($0.type), "count": .int($0.count)]) }
        case .machineType: host.machineType.map(JSONValue.string)
        case .diskGB: host.diskGB.map { .int($0) }
        case .diskType: .string(host.diskType.rawValue)
        case .storage: .string(host.storage.rawValue)
        case .bootDiskGB: host.bootDiskGB.map { .int($0) }
        case .image: host.image.map(JSONValue.string)
        case .pricing: .string(host.pricing.rawValue)
        case .power: .string(host.power.rawValue)
        case .placement: list(host.placement.map(rung))
        case .network: network(host.network)
        case .tags: list(host.tags.map(JSONValue.string))
        case .ssh: ssh(host.ssh)
        case .bootstrap: host.bootstrap.map(bootstrap)
        case .startupScript: host.startupScript.map(JSONValue.string)
        case .labels: map(host.labels)
        case .metadata: map(host.metadata)
        case .protect: .bool(host.protect)
        case .onDelete: .object(["data_disk": .string(host.onDeleteDataDisk.rawValue)])
        case .renamedFrom: host.renamedFrom.map(JSONValue.string)
        case .unmanaged: list(host.unmanaged.map(JSONValue.string))
        case .expires: host.expires.map { .string($0.description) }
        case .options: host.options.isEmpty ? nil : .object(host.options)
        }
    }

    private static func list(_ items: [JSONValue]) -> JSONValue? { items.isEmpty ? nil : .array(items) }

    private static func map(_ members: [String: String]) -> JSONValue? {
        members.isEmpty ? nil : .object(members.mapValues(JSONValue.string))
    }

    private static func rung(_ rung: PlacementRung) -> JSONValue {
        var members: [String: JSONValue] = [:]
        members["provider"] = rung.provider.map { .string($0.rawValue) }
        members["region"] = rung.region.map(JSONValue.string)
        members["zone"] = rung.zone.map(JSONValue.string)
        members["machine_type"] = rung.machineType.map(JSONValue.string)
        members["pricing"] = rung.pricing.map { .string($0.rawValue) }
        return .object(members)
    }

    private static func network(_ network: NetworkSpec) -> JSONValue {
        var members: [String: JSONValue] = ["public_ip": .bool(network.publicIP)]
        members["subnet"] = network.subnet.map(JSONValue.string)
        members["open_ports"] = list(network.openPorts.map(port))
        return .object(members)
    }

    private static func port(_ rule: PortRule) -> JSONValue {
        let port: JSONValue = rule.from == rule.to ? .int(rule.from) : .string("\(rule.from)-\(rule.to)")
        return .object(["port": port, "protocol": .string(rule.transport), "from": .string(rule.source)])
    }

    private static func ssh(_ ssh: SSHSpec) -> JSONValue? {
        var members: [String: JSONValue] = [:]
        members["user"] = ssh.user.map(JSONValue.string)
        members["public_keys"] = list(ssh.publicKeys.map(JSONValue.string))
        return members.isEmpty ? nil : .object(members)
    }

    private static func bootstrap(_ spec: BootstrapSpec) -> JSONValue {
        var members: [String: JSONValue] = ["podman": .bool(spec.podman), "btrfs": .bool(spec.btrfs)]
        var bundle: [String: JSONValue] = [:]
        bundle["url"] = spec.bundleURL.map(JSONValue.string)
        bundle["sha256"] = spec.bundleSHA256.map(JSONValue.string)
        members["bundle"] = bundle.isEmpty ? nil : .object(bundle)
        members["packages"] = list(spec.packages.map(JSONValue.string))
        members["run"] = list(spec.run.map(JSONValue.string))
        return .object(members)
    }
}
