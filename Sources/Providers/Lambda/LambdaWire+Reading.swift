import Hosts
import JSON

/// Answers as values. Unknown members are passed over; a missing one that is needed is a `transient` fault, because the
/// outcome of the call is not known then.
extension LambdaWire {
    /// The `data` of a success.
    static func data(_ response: HTTPResponse) throws(ProviderError) -> JSONNode {
        guard let root = (try? JSONDocument(parsing: response.body))?.root, let data = root["data"] else {
            throw unreadable("an answer without `data`")
        }
        return data
    }

    /// The rows of a list. Anything else is not an empty list: from that, hosts would be taken for gone.
    private static func rows(_ response: HTTPResponse) throws(ProviderError) -> [JSONNode] {
        let data = try data(response)
        guard data.kind == .array else { throw unreadable("something else where a list was expected") }
        return data.elements
    }

    /// A text that says something.
    private static func text(_ node: JSONNode?) -> String? {
        node?.string.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// A whole number, also one that is written as `26.0`.
    private static func whole(_ node: JSONNode?) -> Int? {
        guard let node, node.kind == .number else { return nil }
        return node.int ?? Double(node.raw).flatMap { Int(exactly: $0) }
    }

    static func instances(_ response: HTTPResponse) throws(ProviderError) -> [LambdaInstance] {
        var out: [LambdaInstance] = []
        for node in try rows(response) { out.append(try instance(node)) }
        return out
    }

    static func instance(_ node: JSONNode) throws(ProviderError) -> LambdaInstance {
        guard let id = text(node["id"]), let status = node["status"]?.string else {
            throw unreadable("an instance without id or status")
        }
        var tags: [String: String] = [:]
        for tag in node["tags"]?.elements ?? [] {
            if let key = tag["key"]?.string { tags[key] = tag["value"]?.string ?? "" }
        }
        return LambdaInstance(
            id: id, name: text(node["name"]), status: status, ip: text(node["ip"]),
            region: node["region"]?["name"]?.string, machineType: node["instance_type"]?["name"]?.string,
            keys: node["ssh_key_names"]?.elements.compactMap(\.string) ?? [],
            rulesets: node["firewall_rulesets"]?.elements.compactMap { $0["id"]?.string } ?? [], tags: tags,
            mayTerminate: node["actions"]?["terminate"]?["available"]?.bool ?? true)
    }

    /// The id of what a launch made.
    static func launched(_ response: HTTPResponse) throws(ProviderError) -> String {
        guard let id = try data(response)["instance_ids"]?.elements.first.flatMap({ text($0) }) else {
            throw unreadable("a launch without an instance id")
        }
        return id
    }

    static func keys(_ response: HTTPResponse) throws(ProviderError) -> [LambdaKey] {
        try rows(response).compactMap { key($0) }
    }

    static func key(_ node: JSONNode) -> LambdaKey? {
        guard let id = node["id"]?.string, let name = node["name"]?.string else { return nil }
        return LambdaKey(id: id, name: name, publicKey: node["public_key"]?.string)
    }

    static func rulesets(_ response: HTTPResponse) throws(ProviderError) -> [LambdaRuleset] {
        try rows(response).compactMap { ruleset($0) }
    }

    static func ruleset(_ node: JSONNode) -> LambdaRuleset? {
        guard let id = node["id"]?.string, let name = node["name"]?.string else { return nil }
        return LambdaRuleset(id: id, name: name, region: node["region"]?["name"]?.string ?? node["region"]?.string)
    }

    static func images(_ response: HTTPResponse) throws(ProviderError) -> [LambdaImage] {
        try rows(response).compactMap { node in
            guard let id = node["id"]?.string else { return nil }
            return LambdaImage(
                id: id, name: node["name"]?.string, family: node["family"]?.string,
                architecture: node["architecture"]?.string,
                region: node["region"]?["name"]?.string ?? node["region"]?.string,
                version: node["version"]?.string, updated: node["updated_time"]?.string)
        }
    }

    static func regions(_ response: HTTPResponse) throws(ProviderError) -> [String] {
        try rows(response).compactMap { $0["name"]?.string }
    }

    /// Machine types, in the order of their names.
    static func types(_ response: HTTPResponse) throws(ProviderError) -> [LambdaType] {
        let data = try data(response)
        guard data.kind == .object else { throw unreadable("something else where machine types were expected") }
        let types = data.members.compactMap { key, row -> LambdaType? in
            guard let type = row["instance_type"], let specs = type["specs"], let cpu = whole(specs["vcpus"]),
                let ram = whole(specs["memory_gib"])
            else { return nil }
            return LambdaType(
                name: type["name"]?.string ?? key, description: type["description"]?.string ?? "",
                gpuDescription: type["gpu_description"]?.string ?? "",
                centsPerHour: whole(type["price_cents_per_hour"]),
                cpu: cpu, ramGB: ram, diskGB: whole(specs["storage_gib"]), gpus: whole(specs["gpus"]) ?? 0,
                regions: row["regions_with_capacity_available"]?.elements.compactMap { $0["name"]?.string } ?? [])
        }
        return types.sorted { $0.name < $1.name }
    }

    private static func unreadable(_ what: String) -> ProviderError {
        ProviderError(.transient, provider: .lambda, code: "Unreadable", message: "the cloud sent \(what)")
    }
}
