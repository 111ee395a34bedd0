import Hosts
public import JSON

extension Intent {
    /// Writes an object; absent fields and those at their default are left out.
    public func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("attempt", attempt)
        HostChange.write(changes, to: &writer)
        writer.member("generation", generation)
        writer.member("host", host)
        writer.member("id", id)
        if keepData { writer.member("keep_data", true) }
        writer.member("machine_type", machineType)
        writer.member("op", verb.rawValue)
        writer.member("plan", plan)
        writer.member("provider", provider.rawValue)
        if let request {
            writer.key("request")
            request.write(to: &writer)
        }
        if restorePower { writer.member("restore_power", true) }
        if let runtime {
            writer.key("runtime")
            runtime.write(to: &writer)
        }
        writer.member("since", since?.description)
        if let sizeGB { writer.member("size_gb", sizeGB) }
        writer.member("step", step)
        writer.member("token", token)
        writer.member("uid", uid)
        writer.endObject()
    }

    /// Reads what `write` wrote; unknown members are ignored.
    public init(_ node: JSONNode) throws(JSONFault) {
        try node.expectObject()
        let counters = 1...1_000_000_000
        self.init(
            id: try node.required(node["id"], "id").expectString(),
            verb: try node.required(node["op"], "op").expectCase(of: CloudVerb.self),
            host: try node.required(node["host"], "host").expectString(),
            uid: try node.required(node["uid"], "uid").expectString(),
            generation: try node.required(node["generation"], "generation").expectInt(counters),
            attempt: try node.required(node["attempt"], "attempt").expectInt(counters),
            provider: try node.required(node["provider"], "provider").expectCase(of: ProviderID.self)
        )
        token = try node["token"]?.expectString()
        if let request = node["request"] { self.request = try CreateRequest(request) }
        if let runtime = node["runtime"] { self.runtime = try HostRuntime(runtime) }
        keepData = try node["keep_data"]?.expectBool() ?? false
        machineType = try node["machine_type"]?.expectString()
        sizeGB = try node["size_gb"]?.expectInt(0...1_000_000_000)
        restorePower = try node["restore_power"]?.expectBool() ?? false
        step = try node["step"]?.expectString()
        plan = try node["plan"]?.expectString()
        if let time = node["since"] {
            guard let since = Timestamp(try time.expectString()) else { throw time.fault("expected a UTC time") }
            self.since = since
        }
        changes = try HostChange.read(node["changes"])
    }
}

extension HostChange {
    /// Writes the member `changes`; nothing at all for none.
    static func write(_ changes: [HostChange], to writer: inout JSONWriter) {
        guard !changes.isEmpty else { return }
        writer.key("changes")
        writer.beginArray()
        for change in changes {
            writer.beginObject()
            writer.member("host", change.host)
            if let record = change.record {
                writer.key("record")
                record.write(to: &writer)
            } else {
                writer.member("removed", true)
            }
            writer.endObject()
        }
        writer.endArray()
    }

    /// Reads the member `changes`; none if it is missing.
    static func read(_ node: JSONNode?) throws(JSONFault) -> [HostChange] {
        guard let node else { return [] }
        guard node.kind == .array else { throw node.fault("expected an array of changes") }
        var changes: [HostChange] = []
        for element in node.elements {
            try element.expectObject()
            let host = try element.required(element["host"], "host").expectString()
            if let removed = element["removed"] {
                guard try removed.expectBool() else { throw removed.fault("expected true") }
                changes.append(.remove(host))
            } else {
                changes.append(.put(host, try HostRecord(element.required(element["record"], "record"))))
            }
        }
        return changes
    }
}
