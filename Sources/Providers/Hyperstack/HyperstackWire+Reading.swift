import Hosts
import JSON

/// Hyperstack's answers as values. Fields that are missing, null or of an odd type are nil, and unknown ones are passed
/// over; only an object without its id is nothing.
extension HyperstackWire {
    /// One page of a list, by the name of its array.
    static func page<Item>(
        _ root: JSONNode, _ name: String, _ read: (JSONNode) -> Item?
    ) -> HyperstackPage<Item> {
        HyperstackPage(
            items: root[name]?.elements.compactMap(read) ?? [], total: root["count"]?.int,
            size: root["page_size"]?.int.flatMap { $0 > 0 ? $0 : nil })
    }

    static func vm(_ node: JSONNode) -> HyperstackVM? {
        guard let id = id(node) else { return nil }
        let environment = node["environment"]
        return HyperstackVM(
            id: id, name: text(node["name"]) ?? "", status: (text(node["status"]) ?? "").uppercased(),
            vmState: text(node["vm_state"]), environment: text(environment?["name"]),
            region: text(environment?["region"]), image: text(node["image"]?["name"]),
            flavor: text(node["flavor"]?["name"]), keyPair: text(node["keypair"]?["name"]),
            floatingIP: text(node["floating_ip"]),
            floatingIPStatus: text(node["floating_ip_status"])?.uppercased(),
            attachments: node["volume_attachments"].flatMap { list in
                list.kind == .array ? list.elements.compactMap(attachment) : nil
            },
            labels: node["labels"]?.elements.compactMap(\.string) ?? [])
    }

    private static func attachment(_ node: JSONNode) -> HyperstackAttachment? {
        guard let volume = node["volume"], let id = id(volume) else { return nil }
        return HyperstackAttachment(
            volume: id, name: text(volume["name"]), size: volume["size"]?.int,
            bootable: volume["bootable"]?.bool ?? false, status: text(node["status"])?.uppercased())
    }

    static func volume(_ node: JSONNode) -> HyperstackVolume? {
        guard let id = id(node) else { return nil }
        let attachment = node["attachments"]?.elements.first
        return HyperstackVolume(
            id: id, name: text(node["name"]) ?? "", status: (text(node["status"]) ?? "").lowercased(),
            size: node["size"]?.int, bootable: node["bootable"]?.bool ?? false,
            description: text(node["description"]), environment: text(node["environment"]?["name"]),
            region: text(node["environment"]?["region"]), instance: attachment?["instance_id"]?.int,
            attachmentStatus: text(attachment?["status"])?.uppercased())
    }

    static func environment(_ node: JSONNode) -> HyperstackEnvironment? {
        guard let id = id(node), let name = text(node["name"]) else { return nil }
        return HyperstackEnvironment(id: id, name: name, region: text(node["region"]))
    }

    static func keyPair(_ node: JSONNode) -> HyperstackKeyPair? {
        guard let id = id(node), let name = text(node["name"]) else { return nil }
        return HyperstackKeyPair(
            id: id, name: name, environment: text(node["environment"]?["name"]),
            publicKey: text(node["public_key"]))
    }

    /// Names of the regions.
    static func regions(_ root: JSONNode) -> [String] {
        root["regions"]?.elements.compactMap { text($0["name"]) } ?? []
    }

    /// Machine types, which come in groups of one GPU and region.
    static func flavors(_ root: JSONNode) -> [HyperstackFlavor] {
        (root["data"]?.elements ?? []).flatMap { group in
            (group["flavors"]?.elements ?? []).compactMap { flavor(group, $0) }
        }
    }

    private static func flavor(_ group: JSONNode, _ node: JSONNode) -> HyperstackFlavor? {
        guard let name = text(node["name"]), let region = text(node["region_name"]) ?? text(group["region_name"])
        else { return nil }
        return HyperstackFlavor(
            name: name, region: region, cpu: node["cpu"]?.int, ram: number(node["ram"]), disk: node["disk"]?.int,
            ephemeral: node["ephemeral"]?.int, gpu: text(node["gpu"]), gpuCount: node["gpu_count"]?.int ?? 0,
            stockAvailable: node["stock_available"]?.bool,
            labels: node["labels"]?.elements.compactMap { $0.string ?? text($0["label"]) } ?? [])
    }

    /// Images, which come in groups of one distribution and region. Older documents named the array `data`.
    static func images(_ root: JSONNode) -> [HyperstackImage] {
        (root["images"] ?? root["data"])?.elements.flatMap { group in
            (group["images"]?.elements ?? []).compactMap { node -> HyperstackImage? in
                guard let name = text(node["name"]),
                    let region = text(node["region_name"]) ?? text(group["region_name"])
                else { return nil }
                return HyperstackImage(
                    name: name, region: region, type: text(node["type"]) ?? text(group["type"]) ?? "",
                    version: text(node["version"]) ?? "")
            }
        } ?? []
    }

    static func stocks(_ root: JSONNode) -> [HyperstackStock] {
        (root["stocks"]?.elements ?? []).flatMap { place in
            (place["models"]?.elements ?? []).compactMap { node -> HyperstackStock? in
                guard let region = text(place["region"]), let model = text(node["model"]) else { return nil }
                var fits: [Int: Int] = [:]
                node["configurations"]?.forEachMember { (key: String, value: JSONNode) in
                    if key.hasSuffix("x"), let gpus = Int(key.dropLast()), let count = value.int { fits[gpus] = count }
                }
                return HyperstackStock(
                    region: region, model: model, available: text(node["available"]) ?? number(node["available"]),
                    configurations: fits)
            }
        }
    }

    /// The price list: a bare array, its decimals as numbers or as text.
    static func prices(_ root: JSONNode) -> [HyperstackPrice] {
        root.elements.compactMap { node in
            guard let name = text(node["name"]), let value = number(node["value"]) else { return nil }
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
    private static func id(_ node: JSONNode) -> Int? { node["id"]?.int.flatMap { $0 > 0 ? $0 : nil } }

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
