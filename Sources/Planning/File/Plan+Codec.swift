import Diagnostics
import Hosts
import JSON

extension Plan {
    /// Writes the plan as one object.
    /// - Parameter digest: written as a member; nil to leave it out, as for computing it.
    func write(to writer: inout JSONWriter, digest: Digest?) {
        writer.beginObject()
        writeCatalogs(to: &writer)
        writeCost(to: &writer)
        writer.member("digest", digest?.description)
        writer.member("drift", each: drift) { $1.write(to: &$0) }
        writer.member("fleet", fleet)
        writer.member("format_version", PlanFile.formatVersion)
        writer.member("guards", each: refusals) { $1.write(to: &$0) }
        writer.member("kept", each: kept) { $1.write(to: &$0) }
        writer.key("observed")
        writer.beginObject()
        writer.member("hosts", hostsObserved)
        writer.member("requests", requests)
        writer.endObject()
        writer.member("open_intents", strings: openIntents)
        writer.member("orphans", each: orphans) { $1.write(to: &$0) }
        writer.member("pending", each: pending) { $1.write(to: &$0) }
        writer.member("problems", each: problems) { $1.write(to: &$0) }
        writer.member("questions", each: questions) { $1.write(to: &$0) }
        writer.key("request")
        request.write(to: &writer)
        writer.member("spec_digest", specDigest.description)
        writer.key("state")
        writer.beginObject()
        writer.member("lineage", lineage)
        writer.member("serial", serial)
        writer.endObject()
        writer.member("steps", each: steps) { $1.write(to: &$0) }
        writer.key("summary")
        PlanSummary(steps).write(to: &writer)
        writer.member("tool_version", Version.current)
        writeMaps(to: &writer)
        writer.endObject()
    }

    /// A plan without catalogs that are files has no such member, as those of the first versions have none.
    private func writeCatalogs(to writer: inout JSONWriter) {
        guard !catalogs.isEmpty else { return }
        writer.key("catalogs")
        writer.beginObject()
        for (provider, digest) in catalogs.sorted(by: { $0.key < $1.key }) {
            writer.member(provider.rawValue, digest.description)
        }
        writer.endObject()
    }

    private func writeCost(to writer: inout JSONWriter) {
        writer.key("cost")
        writer.beginObject()
        writer.key("after")
        costAfter.write(to: &writer)
        writer.member("after_unknown", costAfter.unknown)
        writer.key("before")
        costBefore.write(to: &writer)
        writer.member("before_unknown", costBefore.unknown)
        writer.endObject()
    }

    private func writeMaps(to writer: inout JSONWriter) {
        writer.key("unmanaged")
        writer.beginObject()
        for host in unmanaged.keys.sorted(by: JSONWriter.keyOrder) {
            writer.member(host, strings: unmanaged[host] ?? [])
        }
        writer.endObject()
        writer.key("unobserved")
        writer.beginObject()
        for (provider, error) in unobserved.sorted(by: { $0.key < $1.key }) {
            writer.key(provider.rawValue)
            error.write(to: &writer)
        }
        writer.endObject()
    }

    /// Reads what `write` wrote. `digest`, `summary` and `tool_version` are for readers elsewhere, and unknown members
    /// come from a later minor version; both are passed over.
    init(_ node: JSONNode) throws(JSONFault) {
        try node.expectObject()
        let state = try node.member("state")
        self.init(
            fleet: try node.text("fleet"),
            lineage: try state.text("lineage"),
            serial: try state.count("serial"),
            specDigest: try Digest(in: node, "spec_digest"),
            request: try PlanRequest(node.member("request"))
        )
        steps = try Self.steps(node.member("steps"))
        kept = try node.list("kept") { element throws(JSONFault) in try KeptHost(element) }
        questions = try node.list("questions") { element throws(JSONFault) in try Question(element) }
        refusals = try node.list("guards") { element throws(JSONFault) in try Refusal(element) }
        drift = try node.list("drift") { element throws(JSONFault) in try DriftItem(element) }
        pending = try node.list("pending") { element throws(JSONFault) in try PendingChange(element) }
        orphans = try node.list("orphans") { element throws(JSONFault) in try Orphan(element) }
        problems = try node.list("problems") { element throws(JSONFault) in try Diagnostic(element) }
        openIntents = try node["open_intents"]?.expectStrings() ?? []
        let cost = try node.member("cost")
        costBefore = try Cost(cost.member("before"), unknown: cost.count("before_unknown"))
        costAfter = try Cost(cost.member("after"), unknown: cost.count("after_unknown"))
        let observed = try node.member("observed")
        hostsObserved = try observed.count("hosts")
        requests = try observed.count("requests")
        try readMaps(node)
    }

    private mutating func readMaps(_ node: JSONNode) throws(JSONFault) {
        for (word, _) in node["catalogs"]?.members ?? [] {
            let map = try node.member("catalogs")
            guard let provider = ProviderID(rawValue: word) else { throw map.fault("`\(word)` is no cloud") }
            catalogs[provider] = try Digest(in: map, word)
        }
        for (host, fields) in node["unmanaged"]?.members ?? [] { unmanaged[host] = try fields.expectStrings() }
        for (word, error) in node["unobserved"]?.members ?? [] {
            guard let provider = ProviderID(rawValue: word) else { throw error.fault("`\(word)` is no cloud") }
            unobserved[provider] = try ProviderError(error)
        }
    }

    /// The steps, of which a host can have only one.
    private static func steps(_ node: JSONNode) throws(JSONFault) -> [Step] {
        guard node.kind == .array else { throw node.fault("expected `steps` to be an array") }
        var hosts: Set<String> = []
        var out: [Step] = []
        for element in node.elements {
            let step = try Step(element)
            guard hosts.insert(step.host).inserted else { throw element.fault("a second step for `\(step.host)`") }
            out.append(step)
        }
        return out
    }
}

extension PlanSummary {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("add", add)
        writer.member("change", change)
        writer.member("data_loss", dataLoss)
        writer.member("destroy", destroy)
        writer.member("forget", forget)
        writer.member("reboots", reboots)
        writer.member("start", start)
        writer.member("stop", stop)
        writer.endObject()
    }
}
