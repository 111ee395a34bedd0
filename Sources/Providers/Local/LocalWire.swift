import Hosts
import JSON

/// The form of a world in its files. Fields at their default are left out: a large world is read at every start.
enum LocalWire {
    static let formatVersion = 1

    /// The whole world on one line.
    static func snapshot(_ state: LocalState) -> [UInt8] {
        var whole = LocalChange()
        whole.lastNumber = state.lastNumber
        whole.hosts = state.order.compactMap { state.hosts[$0] }
        whole.disks = state.disks.values.sorted { $0.number < $1.number }
        whole.tokens = state.tokens.values.sorted { JSONWriter.keyOrder($0.token, $1.token) }
        whole.faults = state.faults.values.sorted { JSONWriter.keyOrder($0.rule, $1.rule) }
        var writer = JSONWriter(pretty: false, reserving: 400 * state.hosts.count + 256)
        write(whole, to: &writer, epoch: state.epoch)
        return writer.finish() + [0x0A]
    }

    /// The first line of a change log.
    static func logHeader(epoch: Int) -> [UInt8] {
        Array("{\"epoch\":\(epoch),\"format_version\":\(formatVersion)}\n".utf8)
    }

    /// One line of a change log.
    static func line(_ change: LocalChange) -> [UInt8] {
        var writer = JSONWriter(pretty: false, reserving: 1024)
        write(change, to: &writer, epoch: nil)
        return writer.finish() + [0x0A]
    }

    private static func write(_ change: LocalChange, to writer: inout JSONWriter, epoch: Int?) {
        writer.beginObject()
        list("disks", change.disks, &writer) { write($0, to: &$1) }
        list("dropped_disks", change.droppedDisks, &writer) { $1.int($0) }
        list("dropped_hosts", change.droppedHosts, &writer) { $1.int($0) }
        if let epoch { writer.member("epoch", epoch) }
        list("faults", change.faults, &writer) { fault, writer in
            writer.beginObject()
            writer.member("met", fault.met)
            writer.member("rule", fault.rule)
            writer.member("struck", fault.struck)
            writer.endObject()
        }
        if epoch != nil { writer.member("format_version", formatVersion) }
        list("hosts", change.hosts, &writer) { write($0, to: &$1) }
        if change.lastNumber > 0 { writer.member("last", change.lastNumber) }
        list("tokens", change.tokens, &writer) { token, writer in
            writer.beginObject()
            writer.member("host", token.host)
            writer.member("request", token.request)
            writer.member("token", token.token)
            writer.endObject()
        }
        writer.endObject()
    }

    private static func list<Item>(
        _ name: String, _ items: [Item], _ writer: inout JSONWriter, _ body: (Item, inout JSONWriter) -> Void
    ) {
        guard !items.isEmpty else { return }
        writer.key(name)
        writer.beginArray()
        for item in items { body(item, &writer) }
        writer.endArray()
    }

    private static func write(_ host: LocalHost, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("boot", host.bootDiskGB)
        if let disk = host.disk { writer.member("disk", disk) }
        if let ephemeral = host.ephemeral {
            writer.key("ephemeral")
            ephemeral.write(to: &writer)
        }
        writer.member("failure", host.failure)
        if host.hiddenLists > 0 { writer.member("hidden_lists", host.hiddenLists) }
        writer.member("id", host.number)
        writer.member("image", host.image)
        write("labels", host.labels, &writer)
        if host.ephemeralLosses > 0 { writer.member("losses", host.ephemeralLosses) }
        write(host.mark, &writer)
        write("metadata", host.metadata, &writer)
        if host.name != host.mark?.cloudName { writer.member("name", host.name) }
        if !host.hasAddress { writer.member("private", true) }
        if host.pricing == .spot { writer.member("spot", true) }
        if host.status != .running { writer.member("status", host.status.rawValue) }
        if !host.tags.isEmpty { writer.member("tags", .array(host.tags.map(JSONValue.string))) }
        writer.member("type", host.machineType)
        writer.member("zone", host.zone)
        writer.endObject()
    }

    private static func write(_ disk: LocalDisk, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("gb", disk.sizeGB)
        if let host = disk.attachedTo { writer.member("host", host) }
        writer.member("id", disk.number)
        write(disk.mark, &writer)
        writer.member("type", disk.type.rawValue)
        writer.member("zone", disk.zone)
        writer.endObject()
    }

    private static func write(_ mark: HostMark?, _ writer: inout JSONWriter) {
        guard let mark else { return }
        writer.key("mark")
        writer.beginArray()
        for text in [mark.fleet, mark.lineage, mark.host, mark.uid] { writer.string(text) }
        writer.int(mark.generation)
        writer.endArray()
    }

    private static func write(_ name: String, _ map: [String: String], _ writer: inout JSONWriter) {
        if !map.isEmpty { writer.member(name, .object(map.mapValues(JSONValue.string))) }
    }
}
