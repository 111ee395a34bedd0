public import JSON

extension HostConfiguration {
    /// Writes an object; absent fields and those at their default are left out.
    public func write(to writer: inout JSONWriter) { write(to: &writer, unknown: [:]) }

    /// Reads what `write` wrote; unknown members are ignored.
    public init(_ node: JSONNode) throws(JSONFault) {
        var unknown: [String: JSONValue] = [:]
        try self.init(node, unknown: &unknown)
    }

    /// Writes an object with the members kept from a newer version.
    func write(to writer: inout JSONWriter, unknown: [String: JSONValue]) {
        writer.beginObject(extra: unknown)
        writer.member("boot_disk_gb", bootDiskGB)
        if let dataDisk {
            writer.key("data_disk")
            dataDisk.write(to: &writer)
        }
        writer.member("image", image)
        if !labels.isEmpty { writer.member("labels", map: labels) }
        writer.member("machine_type", machineType)
        if !metadata.isEmpty { writer.member("metadata", map: metadata) }
        if !openPorts.isEmpty {
            writer.key("open_ports")
            writer.beginArray()
            for rule in openPorts { rule.write(to: &writer) }
            writer.endArray()
        }
        if !options.isEmpty { writer.member("options", .object(options)) }
        if pricing != .onDemand { writer.member("pricing", pricing.rawValue) }
        if !publicIP { writer.member("public_ip", false) }
        writer.member("region", region)
        if !sshKeys.isEmpty { writer.member("ssh_keys", list: sshKeys) }
        writer.member("ssh_user", sshUser)
        if storage != .persistent { writer.member("storage", storage.rawValue) }
        writer.member("subnet", subnet)
        if !tags.isEmpty { writer.member("tags", list: tags) }
        if let userData {
            writer.key("user_data")
            userData.write(to: &writer)
        }
        writer.member("zone", zone)
        writer.endObject()
    }

    /// Reads an object and hands back the members this version does not know.
    init(_ node: JSONNode, unknown: inout [String: JSONValue]) throws(JSONFault) {
        try node.expectObject()
        var result = HostConfiguration(region: nil, zone: nil, machineType: "", image: "", bootDiskGB: 0)
        var machineType: String?
        var image: String?
        var bootDiskGB: Int?
        var others: [String: JSONValue] = [:]
        try node.forEachMember { (key, value) throws(JSONFault) in
            switch key {
            case "boot_disk_gb": bootDiskGB = try value.expectInt(StoredRange.amount)
            case "image": image = try value.expectString()
            case "machine_type": machineType = try value.expectString()
            default:
                if try !result.take(key, value) { others[key] = value.tree }
            }
        }
        result.machineType = try node.required(machineType, "machine_type")
        result.image = try node.required(image, "image")
        result.bootDiskGB = try node.required(bootDiskGB, "boot_disk_gb")
        unknown = others
        self = result
    }

    /// Reads one optional member; false if its name is not known.
    private mutating func take(_ key: String, _ value: JSONNode) throws(JSONFault) -> Bool {
        switch key {
        case "data_disk": dataDisk = try DataDisk(value)
        case "labels": labels = try value.expectStringMap()
        case "metadata": metadata = try value.expectStringMap()
        case "open_ports":
            guard value.kind == .array else { throw value.fault("expected an array of port rules") }
            for element in value.elements { openPorts.append(try PortRule(element)) }
        case "options":
            try value.expectObject()
            options = value.tree.objectValue ?? [:]
        case "pricing": pricing = try value.expectCase(of: PricingModel.self)
        case "public_ip": publicIP = try value.expectBool()
        case "region": region = try value.expectString()
        case "ssh_keys": sshKeys = try value.expectStrings()
        case "ssh_user": sshUser = try value.expectString()
        case "storage": storage = try value.expectCase(of: StorageMode.self)
        case "subnet": subnet = try value.expectString()
        case "tags": tags = try value.expectStrings()
        case "user_data": userData = try TextDigest(value)
        case "zone": zone = try value.expectString()
        default: return false
        }
        return true
    }
}
