import Hosts
import JSON

extension Step {
    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("action", action.rawValue)
        writer.member("calls", each: calls) { $1.write(to: &$0) }
        writer.member("candidates", each: candidates) { $1.write(to: &$0) }
        writer.member("changes", each: changes) { $1.write(to: &$0) }
        writer.member("ends_running", endsRunning)
        if !foreign.isEmpty {
            writer.key("foreign")
            foreign.write(to: &writer)
        }
        writer.member("gpus_after", gpusAfter)
        writer.member("gpus_before", gpusBefore)
        writer.member("host", host)
        writer.member("id", id)
        writer.member("impact", strings: impact.map(\.rawValue))
        writer.member("on_delete_data_disk", onDeleteDataDisk.rawValue)
        writer.member("precondition", precondition.description)
        writer.member("price_after", priceAfter)
        writer.member("price_before", priceBefore)
        writer.member("protect", protect)
        writer.member("provider", provider.rawValue)
        writer.member("reasons", each: reasons) { $1.write(to: &$0) }
        writer.member("renamed_from", renamedFrom)
        writer.member("source", source)
        if let target {
            writer.key("target")
            target.write(to: &writer)
        }
        writer.endObject()
    }

    init(_ node: JSONNode) throws(JSONFault) {
        try node.expectObject()
        self.init(
            host: try node.text("host"),
            action: try node.named("action", Action.self),
            provider: try node.named("provider", ProviderID.self),
            precondition: try Digest(in: node, "precondition")
        )
        calls = try node.list("calls") { element throws(JSONFault) in try PlannedCall(element) }
        candidates = try node.list("candidates") { element throws(JSONFault) in try Candidate(element) }
        changes = try node.list("changes") { element throws(JSONFault) in try FieldChange(element) }
        endsRunning = try node.flag("ends_running")
        gpusAfter = try node.count("gpus_after")
        gpusBefore = try node.count("gpus_before")
        impact = try node.list("impact") { element throws(JSONFault) in try element.expectCase(of: Impact.self) }
        onDeleteDataDisk = try node.named("on_delete_data_disk", DataDiskFate.self)
        priceAfter = try Price(in: node, "price_after")
        priceBefore = try Price(in: node, "price_before")
        protect = try node.flag("protect")
        reasons = try node.list("reasons") { element throws(JSONFault) in try Reason(element) }
        renamedFrom = try node.optionalText("renamed_from")
        source = try .init(in: node, "source")
        if let configuration = node["target"] { target = try HostConfiguration(configuration) }
        if let marks = node["foreign"] { foreign = try ForeignMarks(marks) }
    }
}

extension ForeignMarks {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.beginObject()
        if !labels.isEmpty { writer.member("labels", map: labels) }
        if !metadata.isEmpty { writer.member("metadata", map: metadata) }
        writer.member("tags", strings: tags)
        writer.endObject()
    }

    fileprivate init(_ node: JSONNode) throws(JSONFault) {
        try node.expectObject()
        self.init()
        if let place = node["labels"] { labels = try place.expectStringMap() }
        if let place = node["metadata"] { metadata = try place.expectStringMap() }
        if let place = node["tags"] { tags = try place.expectStrings() }
    }
}

extension Step.Price {
    /// Reads a price: no member for no host, `null` for unknown.
    fileprivate init(in node: JSONNode, _ name: String) throws(JSONFault) {
        guard let place = node[name] else {
            self = .none
            return
        }
        self = place.kind == .null ? .hourly(nil) : .hourly(try Money(place))
    }
}

extension JSONWriter {
    fileprivate mutating func member(_ name: String, _ price: Step.Price) {
        guard case .hourly(let money) = price else { return }
        key(name)
        if let money { money.write(to: &self) } else { null() }
    }
}

extension Step.Candidate {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("configuration")
        configuration.write(to: &writer)
        writer.member("gpus", gpus)
        writer.member("price", price?.stored)
        writer.member("provider", provider.rawValue)
        writer.member("stopped_price", stoppedPrice?.stored)
        writer.endObject()
    }

    fileprivate init(_ node: JSONNode) throws(JSONFault) {
        try node.expectObject()
        var price: Money?
        var stoppedPrice: Money?
        if let place = node["price"] { price = try Money(place) }
        if let place = node["stopped_price"] { stoppedPrice = try Money(place) }
        self.init(
            provider: try node.named("provider", ProviderID.self),
            configuration: try HostConfiguration(node.member("configuration")),
            price: price,
            stoppedPrice: stoppedPrice,
            gpus: try node.count("gpus")
        )
    }
}

extension PlannedCall {
    /// Writes `{"call": "resize", "machine_type": "…"}`: the verb and what it is told.
    fileprivate func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("call", verb.rawValue)
        switch self {
        case .delete(let keepData): writer.member("keep_data", keepData)
        case .resize(let machineType): writer.member("machine_type", machineType)
        case .resizeDisk(let sizeGB): writer.member("size_gb", sizeGB)
        case .create, .start, .stop, .restart, .hardRestart, .updateMarks: break
        }
        writer.endObject()
    }

    fileprivate init(_ node: JSONNode) throws(JSONFault) {
        try node.expectObject()
        switch try node.named("call", CloudVerb.self) {
        case .create: self = .create
        case .delete: self = .delete(keepData: try node.member("keep_data").expectBool())
        case .start: self = .start
        case .stop: self = .stop
        case .restart: self = .restart
        case .hardRestart: self = .hardRestart
        case .resize: self = .resize(machineType: try node.text("machine_type"))
        case .resizeDisk: self = .resizeDisk(sizeGB: try node.member("size_gb").expectInt(1...1_000_000_000))
        case .updateMarks: self = .updateMarks
        }
    }
}

extension FieldChange {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("after", after)
        writer.member("author", author.rawValue)
        writer.member("before", before)
        writer.member("field", field)
        if forcesReplacement { writer.member("forces_replacement", true) }
        writer.member("note", note)
        writer.member("source", source)
        writer.endObject()
    }

    fileprivate init(_ node: JSONNode) throws(JSONFault) {
        try node.expectObject()
        self.init(
            try node.text("field"),
            before: try node.optionalText("before"),
            after: try node.optionalText("after"),
            author: try node.named("author", Author.self),
            forcesReplacement: try node.flag("forces_replacement"),
            note: try node.optionalText("note"),
            source: try .init(in: node, "source")
        )
    }
}

extension Reason {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("code", code.rawValue)
        writer.member("source", source)
        writer.member("text", text)
        writer.endObject()
    }

    fileprivate init(_ node: JSONNode) throws(JSONFault) {
        try node.expectObject()
        self.init(
            try node.named("code", Code.self), try node.text("text"), at: try .init(in: node, "source"))
    }
}
