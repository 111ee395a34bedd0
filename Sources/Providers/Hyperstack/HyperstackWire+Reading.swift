import Hosts
import JSON

/// Hyperstack's answers as values. Fields that are missing, null or of an odd type are nil, and unknown ones are passed
/// over; numbers may come as text. Only an object without its id is nothing, and no list is ever taken for an empty one.
extension HyperstackWire {
    /// One page of a list, by the name of its array.
    /// - Throws: an answer that cannot be read, if it has no such array or one of its objects has no id: what it does not
    ///   tell of is there all the same.
    static func page<Item>(
        _ root: JSONNode, _ name: String, _ read: (JSONNode) -> Item?
    ) throws(ProviderError) -> HyperstackPage<Item> {
        let total = whole(root["count"]).map { max(0, $0) }
        let size = whole(root["page_size"]).flatMap { $0 > 0 ? min($0, 100_000) : nil }
        var items: [Item] = []
        for element in try array(root, name) {
            guard let item = read(element) else {
                throw HyperstackLister.unreadable("one of its `\(name)` has no id")
            }
            items.append(item)
        }
        return HyperstackPage(items: items, total: total, size: size)
    }

    /// The objects of an array, which must be there; null is an empty one if the answer counts none.
    static func array(_ root: JSONNode, _ name: String) throws(ProviderError) -> [JSONNode] {
        if let list = root[name] {
            if list.kind == .array { return list.elements }
            if list.kind == .null, whole(root["count"]) == 0 { return [] }
        }
        throw HyperstackLister.unreadable("it has no list of `\(name)`")
    }

    static func vm(_ node: JSONNode) -> HyperstackVM? {
        guard let id = id(node) else { return nil }
        let environment = node["environment"]
        return HyperstackVM(
            id: id, name: text(node["name"]) ?? "", status: (text(node["status"]) ?? "").uppercased(),
            vmState: text(node["vm_state"])?.lowercased(), environment: text(environment?["name"]),
            region: text(environment?["region"]), image: text(node["image"]?["name"]),
            flavor: text(node["flavor"]?["name"]), keyPair: text(node["keypair"]?["name"]),
            floatingIP: text(node["floating_ip"]).flatMap { isAddress($0) ? $0 : nil },
            floatingIPStatus: text(node["floating_ip_status"])?.uppercased(),
            attachments: node["volume_attachments"].flatMap { list in
                list.kind == .array ? list.elements.compactMap(attachment) : nil
            },
            labels: node["labels"]?.elements.compactMap(\.string) ?? [])
    }

    private static func attachment(_ node: JSONNode) -> HyperstackAttachment? {
        guard let volume = node["volume"], let id = id(volume) else { return nil }
        return HyperstackAttachment(
            volume: id, name: text(volume["name"]), size: whole(volume["size"]),
            bootable: flag(volume["bootable"]) ?? false, status: text(node["status"])?.uppercased())
    }

    static func volume(_ node: JSONNode) -> HyperstackVolume? {
        guard let id = id(node) else { return nil }
        let attachment = node["attachments"]?.elements.first
        return HyperstackVolume(
            id: id, name: text(node["name"]) ?? "",
            status: (text(node["status"]) ?? "").lowercased().replacing("_", with: "-"),
            size: whole(node["size"]), bootable: flag(node["bootable"]) ?? false,
            description: text(node["description"]), environment: text(node["environment"]?["name"]),
            region: text(node["environment"]?["region"]), instance: whole(attachment?["instance_id"]),
            attachmentStatus: text(attachment?["status"])?.uppercased())
    }

    static func environment(_ node: JSONNode) -> HyperstackEnvironment? {
        guard let id = id(node) else { return nil }
        return HyperstackEnvironment(id: id, name: text(node["name"]) ?? "", region: text(node["region"]))
    }

    static func keyPair(_ node: JSONNode) -> HyperstackKeyPair? {
        guard let id = id(node) else { return nil }
        return HyperstackKeyPair(
            id: id, name: text(node["name"]) ?? "", environment: text(node["environment"]?["name"]),
            publicKey: text(node["public_key"]))
    }

    /// Names of the regions.
    static func regions(_ root: JSONNode) throws(ProviderError) -> [String] {
        try array(root, "regions").compactMap { text($0["name"]) }
    }

    /// Machine types, which come in groups of one GPU and region.
    static func flavors(_ root: JSONNode) throws(ProviderError) -> [HyperstackFlavor] {
        try array(root, "data").flatMap { group in
            (group["flavors"]?.elements ?? []).compactMap { flavor(group, $0) }
        }
    }

    private static func flavor(_ group: JSONNode, _ node: JSONNode) -> HyperstackFlavor? {
        guard let name = text(node["name"]), let region = text(node["region_name"]) ?? text(group["region_name"])
        else { return nil }
        return HyperstackFlavor(
            name: name, region: region, cpu: whole(node["cpu"]), ram: number(node["ram"]), disk: whole(node["disk"]),
            ephemeral: whole(node["ephemeral"]), gpu: text(node["gpu"]),
            gpuCount: max(0, whole(node["gpu_count"]) ?? 0),
            stockAvailable: flag(node["stock_available"]),
            labels: node["labels"]?.elements.compactMap { $0.string ?? text($0["label"]) } ?? [])
    }

    /// Images, which come in groups of one distribution and region. Older documents named the array `data`.
    static func images(_ root: JSONNode) throws(ProviderError) -> [HyperstackImage] {
        try array(root, root["images"] == nil ? "data" : "images").flatMap { group in
            (group["images"]?.elements ?? []).compactMap { node -> HyperstackImage? in
                guard let name = text(node["name"]),
                    let region = text(node["region_name"]) ?? text(group["region_name"])
                else { return nil }
                return HyperstackImage(
                    name: name, region: region, type: text(node["type"]) ?? text(group["type"]) ?? "",
                    version: text(node["version"]) ?? "")
            }
        }
    }

    static func stocks(_ root: JSONNode) throws(ProviderError) -> [HyperstackStock] {
        try array(root, "stocks").flatMap { place in
            (place["models"]?.elements ?? []).compactMap { node -> HyperstackStock? in
                guard let region = text(place["region"]), let model = text(node["model"]) else { return nil }
                var fits: [Int: Int] = [:]
                node["configurations"]?.forEachMember { (key: String, value: JSONNode) in
                    if key.hasSuffix("x"), let gpus = Int(key.dropLast()), let count = whole(value) {
                        fits[gpus] = count
                    }
                }
                return HyperstackStock(
                    region: region, model: model, available: text(node["available"]) ?? number(node["available"]),
                    configurations: fits)
            }
        }
    }

    /// The price list: a bare array, its decimals as numbers or as text.
    static func prices(_ root: JSONNode) throws(ProviderError) -> [HyperstackPrice] {
        guard root.kind == .array else { throw HyperstackLister.unreadable("it is no list of prices") }
        return root.elements.compactMap { node in
            guard let name = text(node["name"]), let value = number(node["value"]) ?? number(node["original_value"])
            else { return nil }
            return HyperstackPrice(name: name, value: value)
        }
    }

    static func events(_ root: JSONNode) -> [HyperstackEvent] {
        root["instance_events"]?.elements.map {
            HyperstackEvent(
                type: text($0["type"]) ?? "", reason: text($0["reason"]) ?? "", message: text($0["message"]) ?? "")
        } ?? []
    }

    // MARK: Parts

    /// An object's id: a positive number.
    private static func id(_ node: JSONNode) -> Int? { whole(node["id"]).flatMap { $0 > 0 ? $0 : nil } }

    /// A whole number, whether it came as a number or as text; `50.0` is one.
    private static func whole(_ node: JSONNode?) -> Int? {
        guard let text = number(node) else { return nil }
        if let value = Int(text) { return value }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[1].isEmpty, parts[1].utf8.allSatisfy({ $0 == 0x30 }) else { return nil }
        return Int(parts[0])
    }

    /// True or false, whether it came as such or as text.
    static func flag(_ node: JSONNode?) -> Bool? {
        switch node?.string?.lowercased() {
        case "true": true
        case "false": false
        default: node?.bool
        }
    }

    /// Whether a text can be an address: the cloud has other words for none.
    private static func isAddress(_ text: String) -> Bool { text.contains(".") || text.contains(":") }

    /// A text; nil for an empty one, too.
    private static func text(_ node: JSONNode?) -> String? {
        node?.string.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// A number's text, whether it came as a number or as a string.
    private static func number(_ node: JSONNode?) -> String? {
        guard let node else { return nil }
        return node.kind == .number ? node.raw : text(node)
    }
}
