public import JSON

extension CreateRequest {
    /// Writes an object; `start_running` only when it is false.
    public func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("configuration")
        configuration.write(to: &writer)
        writer.member("existing_data_disk_id", existingDataDiskID)
        writer.key("mark")
        mark.write(to: &writer)
        if !startRunning { writer.member("start_running", false) }
        writer.member("token", token)
        writer.endObject()
    }

    /// Reads what `write` wrote; unknown members are ignored.
    public init(_ node: JSONNode) throws(JSONFault) {
        try node.expectObject()
        self.init(
            token: try node.required(node["token"], "token").expectString(),
            mark: try HostMark(node.required(node["mark"], "mark")),
            configuration: try HostConfiguration(node.required(node["configuration"], "configuration")),
            existingDataDiskID: try node["existing_data_disk_id"]?.expectString(),
            startRunning: try node["start_running"]?.expectBool() ?? true
        )
    }
}
