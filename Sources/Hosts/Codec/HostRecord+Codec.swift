public import JSON

extension HostRecord {
    /// Objects whose own unknown members are kept in `unknown` under the object's name.
    private static let nested = ["applied", "former", "runtime", "unfinished"]

    /// Writes an object; absent fields and those at their default are left out, members of a newer version kept.
    public func write(to writer: inout JSONWriter) {
        writer.beginObject(extra: unknown.isEmpty ? [:] : unknown.filter { !Self.nested.contains($0.key) })
        if let applied {
            writer.key("applied")
            applied.write(to: &writer, unknown: unknown["applied"]?.objectValue ?? [:])
        }
        if attempt != 1 { writer.member("attempt", attempt) }
        if let former {
            writer.key("former")
            former.write(to: &writer, unknown: unknown["former"]?.objectValue ?? [:])
        }
        writer.member("generation", generation)
        if hasRun { writer.member("has_run", true) }
        if !leftRunning { writer.member("left_running", false) }
        if onDeleteDataDisk != .delete { writer.member("on_delete_data_disk", onDeleteDataDisk.rawValue) }
        writer.member("phase", phase.rawValue)
        writer.member("price", price?.stored)
        if protect { writer.member("protect", true) }
        writer.member("provider", provider.rawValue)
        if restorePower { writer.member("restore_power", true) }
        if let runtime {
            writer.key("runtime")
            runtime.write(to: &writer, unknown: unknown["runtime"]?.objectValue ?? [:])
        }
        writer.member("stopped_price", stoppedPrice?.stored)
        writer.member("uid", uid)
        if let unfinished {
            writer.key("unfinished")
            unfinished.write(to: &writer, unknown: unknown["unfinished"]?.objectValue ?? [:])
        }
        writer.endObject()
    }

    /// Reads what `write` wrote. Unknown members are kept: the record's own by name, those of `applied`, `former`,
    /// `runtime` and `unfinished` as an object under that name.
    public init(_ node: JSONNode) throws(JSONFault) {
        try node.expectObject()
        var result = HostRecord(uid: "", provider: .local)
        var uid: String?
        var provider: ProviderID?
        var phase: Phase?
        var generation: Int?
        try node.forEachMember { (key, value) throws(JSONFault) in
            switch key {
            case "generation": generation = try value.expectInt(StoredRange.counter)
            case "phase": phase = try value.expectCase(of: Phase.self)
            case "provider": provider = try value.expectCase(of: ProviderID.self)
            case "uid": uid = try value.expectString()
            default:
                if try !result.take(key, value) { result.unknown[key] = value.tree }
            }
        }
        result.uid = try node.required(uid, "uid")
        result.provider = try node.required(provider, "provider")
        result.phase = try node.required(phase, "phase")
        result.generation = try node.required(generation, "generation")
        self = result
    }

    /// Reads one optional member; false if its name is not known.
    private mutating func take(_ key: String, _ value: JSONNode) throws(JSONFault) -> Bool {
        switch key {
        case "applied":
            var others: [String: JSONValue] = [:]
            applied = try HostConfiguration(value, unknown: &others)
            if !others.isEmpty { unknown[key] = .object(others) }
        case "attempt": attempt = try value.expectInt(StoredRange.counter)
        case "former":
            var others: [String: JSONValue] = [:]
            former = try HostRuntime(value, unknown: &others)
            if !others.isEmpty { unknown[key] = .object(others) }
        case "has_run": hasRun = try value.expectBool()
        case "left_running": leftRunning = try value.expectBool()
        case "on_delete_data_disk": onDeleteDataDisk = try value.expectCase(of: DataDiskFate.self)
        case "price": price = try Money(value)
        case "protect": protect = try value.expectBool()
        case "restore_power": restorePower = try value.expectBool()
        case "runtime":
            var others: [String: JSONValue] = [:]
            runtime = try HostRuntime(value, unknown: &others)
            if !others.isEmpty { unknown[key] = .object(others) }
        case "stopped_price": stoppedPrice = try Money(value)
        case "unfinished":
            var others: [String: JSONValue] = [:]
            unfinished = try HostRuntime(value, unknown: &others)
            if !others.isEmpty { unknown[key] = .object(others) }
        default: return false
        }
        return true
    }
}
