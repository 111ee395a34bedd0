import Hosts
import JSON

/// Hyperstack's requests as values. Nothing is sent from here.
struct HyperstackWire: Sendable {
    /// Where the vendor serves it.
    static let vendor = "https://infrahub-api.nexgencloud.com/v1"
    /// Items asked for a page; a page may be smaller.
    static let pageSize = 100

    /// The base URL, without a final slash.
    let base: String

    init(base: String) {
        var base = base
        while base.hasSuffix("/") { base.removeLast() }
        self.base = base
    }

    /// What a list call asks for.
    enum List: String, Sendable {
        case vms = "virtual-machines"
        case volumes, environments, keypairs
    }

    /// A verb on a VM that Hyperstack gives the method GET, although it changes the VM.
    enum Switch: Sendable {
        case start, stop, hardReboot, restore
        case hibernate(retainIP: Bool)
    }

    // MARK: Reading

    /// One page of a list.
    /// - Parameters:
    ///   - page: from 1; nil leaves paging to the cloud.
    ///   - environment: only what is in it, where the list can tell.
    func list(_ what: List, page: Int?, environment: String? = nil) -> HTTPRequest {
        var query: [(String, String)] = []
        if let page { query += [("page", "\(page)"), ("pageSize", "\(Self.pageSize)")] }
        if let environment {
            query.append(("environment", environment))
            if what == .vms { query.append(("exact_environment_match", "true")) }
        }
        return request(.get, "/core/\(what.rawValue)", query)
    }

    func vm(_ id: Int) -> HTTPRequest { request(.get, "/core/virtual-machines/\(id)") }
    func events(ofVM id: Int) -> HTTPRequest { request(.get, "/core/virtual-machines/\(id)/events") }
    func regions() -> HTTPRequest { request(.get, "/core/regions") }
    func flavors(region: String? = nil) -> HTTPRequest {
        request(.get, "/core/flavors", region.map { [("region", $0)] } ?? [])
    }
    func images(region: String? = nil) -> HTTPRequest {
        request(.get, "/core/images", region.map { [("region", $0)] } ?? [])
    }
    func stocks() -> HTTPRequest { request(.get, "/core/stocks") }
    func pricebook() -> HTTPRequest { request(.get, "/pricebook") }

    // MARK: Writing

    func makeEnvironment(name: String, region: String) -> HTTPRequest {
        request(.post, "/core/environments", body: ["name": .string(name), "region": .string(region)])
    }

    func deleteEnvironment(_ id: Int) -> HTTPRequest { request(.delete, "/core/environments/\(id)") }

    func makeKeyPair(name: String, environment: String, publicKey: String) -> HTTPRequest {
        request(
            .post, "/core/keypairs",
            body: [
                "name": .string(name), "environment_name": .string(environment), "public_key": .string(publicKey),
            ])
    }

    /// The path is singular, unlike that of the list.
    func deleteKeyPair(_ id: Int) -> HTTPRequest { request(.delete, "/core/keypair/\(id)") }

    func makeVolume(name: String, environment: String, sizeGB: Int, description: String) -> HTTPRequest {
        request(
            .post, "/core/volumes",
            body: [
                "name": .string(name), "environment_name": .string(environment), "size": .int(sizeGB),
                "volume_type": .string(HyperstackCatalog.volumeType), "description": .string(description),
            ])
    }

    func deleteVolume(_ id: Int) -> HTTPRequest { request(.delete, "/core/volumes/\(id)") }

    func makeVM(_ order: HyperstackOrder, image: String, labels: [String]) -> HTTPRequest {
        var body: [String: JSONValue] = [
            "name": .string(order.name), "environment_name": .string(order.environment),
            "flavor_name": .string(order.flavor), "image_name": .string(image), "key_name": .string(order.keyName),
            "count": .int(1), "assign_floating_ip": .bool(order.publicIP),
            "labels": .array(labels.map(JSONValue.string)),
            "security_rules": .array(order.rules.map { Self.rule($0) }),
        ]
        // Ports are those that are asked for, not others that the cloud would choose.
        if order.publicIP { body["enable_port_randomization"] = .bool(false) }
        if let userData = order.userData { body["user_data"] = .string(userData) }
        return request(.post, "/core/virtual-machines", body: body)
    }

    func deleteVM(_ id: Int) -> HTTPRequest { request(.delete, "/core/virtual-machines/\(id)") }

    func turn(_ id: Int, _ how: Switch) -> HTTPRequest {
        let vm = "/core/virtual-machines/\(id)"
        switch how {
        case .start: return request(.get, "\(vm)/start")
        case .stop: return request(.get, "\(vm)/stop")
        case .hardReboot: return request(.get, "\(vm)/hard-reboot")
        case .restore: return request(.get, "\(vm)/hibernate-restore")
        case .hibernate(let retain): return request(.get, "\(vm)/hibernate", [("retain_ip", retain ? "true" : "false")])
        }
    }

    func resize(_ id: Int, flavor: String) -> HTTPRequest {
        request(.post, "/core/virtual-machines/\(id)/resize", body: ["flavor_name": .string(flavor)])
    }

    func setLabels(_ id: Int, _ labels: [String]) -> HTTPRequest {
        request(
            .put, "/core/virtual-machines/\(id)/label", body: ["labels": .array(labels.map(JSONValue.string))])
    }

    func attachAddress(_ id: Int) -> HTTPRequest { request(.post, "/core/virtual-machines/\(id)/attach-floatingip") }

    func attach(volume: Int, to id: Int) -> HTTPRequest {
        request(
            .post, "/core/virtual-machines/\(id)/attach-volumes", body: ["volume_ids": .array([.int(volume)])])
    }

    // MARK: Parts

    private static func rule(_ rule: PortRule) -> JSONValue {
        .object([
            "direction": .string("ingress"),
            "ethertype": .string(rule.source.contains(":") ? "IPv6" : "IPv4"),
            "protocol": .string(rule.transport),
            "remote_ip_prefix": .string(rule.source),
            "port_range_min": .int(rule.from),
            "port_range_max": .int(rule.to),
        ])
    }

    private func request(
        _ method: HTTPRequest.Method, _ path: String, _ query: [(String, String)] = [], body: [String: JSONValue]? = nil
    ) -> HTTPRequest {
        var url = base + path
        if !query.isEmpty {
            url += "?" + query.map { "\($0.0)=\(PercentText.urlPart($0.1))" }.joined(separator: "&")
        }
        var headers = [HTTPRequest.Header("Accept", "application/json")]
        guard let body else { return HTTPRequest(method, url, headers: headers) }
        headers.append(.init("Content-Type", "application/json"))
        return HTTPRequest(method, url, headers: headers, body: JSONValue.object(body).text(pretty: false))
    }
}
