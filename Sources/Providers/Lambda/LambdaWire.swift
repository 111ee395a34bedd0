import Hosts
import JSON

/// Requests as values. Nothing is sent here.
struct LambdaWire: Sendable {
    /// How a launch names its image.
    enum ImageChoice: Hashable, Sendable {
        case id(String)
        /// The newest of a family.
        case family(String)

        var json: JSONValue {
            switch self {
            case .id(let id): .object(["id": .string(id)])
            case .family(let name): .object(["family": .string(name)])
            }
        }
    }

    /// The family that a host without an image gets. A launch that names none gets Lambda's own default, which is of an
    /// older Ubuntu.
    static let defaultImage = "lambda-stack-24-04"
    /// The base URL, without a final slash.
    var base: String

    func instances() -> HTTPRequest { HTTPRequest(.get, "\(base)/instances") }
    func instance(_ id: String) -> HTTPRequest { HTTPRequest(.get, "\(base)/instances/\(Self.segment(id))") }
    func types() -> HTTPRequest { HTTPRequest(.get, "\(base)/instance-types") }
    func regions() -> HTTPRequest { HTTPRequest(.get, "\(base)/regions") }
    func images() -> HTTPRequest { HTTPRequest(.get, "\(base)/images") }
    func keys() -> HTTPRequest { HTTPRequest(.get, "\(base)/ssh-keys") }
    func rulesets() -> HTTPRequest { HTTPRequest(.get, "\(base)/firewall-rulesets") }
    func deleteKey(_ id: String) -> HTTPRequest { HTTPRequest(.delete, "\(base)/ssh-keys/\(Self.segment(id))") }

    func deleteRuleset(_ id: String) -> HTTPRequest {
        HTTPRequest(.delete, "\(base)/firewall-rulesets/\(Self.segment(id))")
    }

    func addKey(name: String, publicKey: String) -> HTTPRequest {
        post("/ssh-keys", ["name": .string(name), "public_key": .string(publicKey)])
    }

    func rename(_ id: String, name: String) -> HTTPRequest {
        post("/instances/\(Self.segment(id))", ["name": .string(name)])
    }

    func restart(_ id: String) -> HTTPRequest {
        post("/instance-operations/restart", ["instance_ids": .array([.string(id)])])
    }

    func terminate(_ id: String) -> HTTPRequest {
        post("/instance-operations/terminate", ["instance_ids": .array([.string(id)])])
    }

    /// Opens ports to the world, and SSH and ping with them: a ruleset stands for all that is let in.
    func addRuleset(name: String, region: String, ports: [PortRule]) -> HTTPRequest {
        var rules: [JSONValue] = [
            rule(PortRule(from: 22, to: 22), "SSH"),
            .object([
                "protocol": .string("icmp"), "source_network": .string("0.0.0.0/0"), "description": .string("ping"),
            ]),
        ]
        var seen: Set<PortRule> = [PortRule(from: 22, to: 22)]
        rules += ports.filter { seen.insert($0).inserted }.map { rule($0, "berth") }
        return post(
            "/firewall-rulesets", ["name": .string(name), "region": .string(region), "rules": .array(rules)])
    }

    /// The launch of one instance.
    func launch(
        _ request: CreateRequest, region: String, things: LambdaClient.Things, image: ImageChoice,
        tags: [LambdaTags.Tag], userData: String?
    ) -> HTTPRequest {
        let configuration = request.configuration
        var body: [String: JSONValue] = [
            "region_name": .string(region), "instance_type_name": .string(configuration.machineType),
            "ssh_key_names": .array([.string(things.key)]), "name": .string(request.mark.cloudName),
            "image": image.json,
            "tags": .array(tags.map { .object(["key": .string($0.key), "value": .string($0.value)]) }),
        ]
        if let hostname = Self.hostname(request.mark) { body["hostname"] = .string(hostname) }
        if let userData { body["user_data"] = .string(userData) }
        if let ruleset = things.ruleset { body["firewall_rulesets"] = .array([.object(["id": .string(ruleset)])]) }
        return post("/instance-operations/launch", body)
    }

    /// A host name the cloud takes; nil leaves it to the cloud.
    static func hostname(_ mark: HostMark) -> String? {
        let name = mark.host.lowercased()
        guard (1...63).contains(name.utf8.count), name.utf8.first != 0x2D,
            name.utf8.allSatisfy({
                (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D
            })
        else { return nil }
        return name
    }

    /// Whether a text is an image's id (a UUID), not a family.
    static func isImageID(_ text: String) -> Bool {
        let groups = text.split(separator: "-", omittingEmptySubsequences: false).map(\.count)
        return groups == [8, 4, 4, 4, 12] && text.allSatisfy { $0 == "-" || $0.isHexDigit }
    }

    private func rule(_ port: PortRule, _ description: String) -> JSONValue {
        .object([
            "protocol": .string(port.transport), "port_range": .array([.int(port.from), .int(port.to)]),
            "source_network": .string(port.source), "description": .string(description),
        ])
    }

    private func post(_ path: String, _ body: [String: JSONValue]) -> HTTPRequest {
        HTTPRequest(
            .post, base + path, headers: [.init("Content-Type", "application/json")],
            body: JSONValue.object(body).text(pretty: false))
    }

    /// A path segment with all but the harmless characters encoded.
    static func segment(_ text: String) -> String {
        var out = ""
        for byte in text.utf8 {
            let plain =
                (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte) || (0x30...0x39).contains(byte)
                || byte == 0x2D || byte == 0x5F
            if plain {
                out.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                let digits = String(byte, radix: 16, uppercase: true)
                out += digits.count == 1 ? "%0\(digits)" : "%\(digits)"
            }
        }
        return out
    }
}
