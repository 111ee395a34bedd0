public import JSON

extension HostRuntime {
    /// Writes an object; absent and empty fields are left out.
    public func write(to writer: inout JSONWriter) { write(to: &writer, unknown: [:]) }

    /// Reads what `write` wrote; unknown members are ignored.
    public init(_ node: JSONNode) throws(JSONFault) {
        var unknown: [String: JSONValue] = [:]
        try self.init(node, unknown: &unknown)
    }

    /// Writes an object with the members kept from a newer version.
    func write(to writer: inout JSONWriter, unknown: [String: JSONValue]) {
        writer.beginObject(extra: unknown)
        writer.member("cloud_name", cloudName)
        writer.member("data_disk_id", dataDiskID)
        if !extra.isEmpty { writer.member("extra", map: extra) }
        writer.member("instance_id", instanceID)
        writer.member("public_ip", publicIP)
        writer.member("region", region)
        writer.member("zone", zone)
        writer.endObject()
    }

    /// Reads an object and hands back the members this version does not know.
    init(_ node: JSONNode, unknown: inout [String: JSONValue]) throws(JSONFault) {
        try node.expectObject()
        var result = HostRuntime(instanceID: "", cloudName: "")
        var instanceID: String?
        var cloudName: String?
        var others: [String: JSONValue] = [:]
        try node.forEachMember { (key, value) throws(JSONFault) in
            switch key {
            case "cloud_name": cloudName = try value.expectString()
            case "data_disk_id": result.dataDiskID = try value.expectString()
            case "extra": result.extra = try value.expectStringMap()
            case "instance_id": instanceID = try value.expectString()
            case "public_ip": result.publicIP = try value.expectString()
            case "region": result.region = try value.expectString()
            case "zone": result.zone = try value.expectString()
            default: others[key] = value.tree
            }
        }
        result.instanceID = try node.required(instanceID, "instance_id")
        result.cloudName = try node.required(cloudName, "cloud_name")
        unknown = others
        self = result
    }
}
