public import JSON

extension HostMark {
    /// Writes an object of the five fields.
    public func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("fleet", fleet)
        writer.member("generation", generation)
        writer.member("host", host)
        writer.member("lineage", lineage)
        writer.member("uid", uid)
        writer.endObject()
    }

    /// Reads what `write` wrote; unknown members are ignored.
    public init(_ node: JSONNode) throws(JSONFault) {
        try node.expectObject()
        var texts: [String: String] = [:]
        var generation: Int?
        try node.forEachMember { (key, value) throws(JSONFault) in
            switch key {
            case "fleet", "host", "lineage", "uid": texts[key] = try value.expectString()
            case "generation": generation = try value.expectInt(StoredRange.counter)
            default: break
            }
        }
        self.init(
            fleet: try node.required(texts["fleet"], "fleet"),
            lineage: try node.required(texts["lineage"], "lineage"),
            host: try node.required(texts["host"], "host"),
            uid: try node.required(texts["uid"], "uid"),
            generation: try node.required(generation, "generation")
        )
    }
}
