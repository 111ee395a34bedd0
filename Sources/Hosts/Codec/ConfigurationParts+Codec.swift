public import JSON

extension DataDisk {
    /// Writes `{"size_gb": …, "type": …}`.
    public func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("size_gb", sizeGB)
        writer.member("type", type.rawValue)
        writer.endObject()
    }

    /// Reads what `write` wrote.
    public init(_ node: JSONNode) throws(JSONFault) {
        try node.expectObject()
        self.init(
            sizeGB: try node.required(node["size_gb"], "size_gb").expectInt(StoredRange.amount),
            type: try node.required(node["type"], "type").expectCase(of: DiskType.self)
        )
    }
}

extension PortRule {
    /// Writes an object; `to`, `transport` and `source` only where they differ from one TCP port open to all.
    public func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("from", from)
        if source != "0.0.0.0/0" { writer.member("source", source) }
        if to != from { writer.member("to", to) }
        if transport != "tcp" { writer.member("transport", transport) }
        writer.endObject()
    }

    /// Reads what `write` wrote.
    public init(_ node: JSONNode) throws(JSONFault) {
        try node.expectObject()
        let from = try node.required(node["from"], "from").expectInt(StoredRange.port)
        self.init(
            transport: try node["transport"]?.expectString() ?? "tcp",
            from: from,
            to: try node["to"]?.expectInt(StoredRange.port) ?? from,
            source: try node["source"]?.expectString() ?? "0.0.0.0/0"
        )
    }
}

extension TextDigest {
    /// Writes `{"length": …, "sha256": "<64 hex>"}`.
    public func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("length", length)
        writer.member("sha256", digest.hex)
        writer.endObject()
    }

    /// Reads what `write` wrote.
    public init(_ node: JSONNode) throws(JSONFault) {
        try node.expectObject()
        let place = try node.required(node["sha256"], "sha256")
        guard let digest = Digest("sha256:\(try place.expectString())") else {
            throw place.fault("expected 64 hexadecimal digits")
        }
        self.init(
            digest: digest, length: try node.required(node["length"], "length").expectInt(StoredRange.amount))
    }
}
