import Hosts
import JSON

/// The state file's text: canonical JSON, sealed by a SHA-256 over its own bytes.
///
/// The digest is taken with 64 zeros in its own place, so that checking it needs no re-encoding: a single changed byte,
/// even of white space, is noticed.
public enum StateDocument {
    /// The value of the member `format`.
    public static let format = "berth-state"
    /// The format version this build writes and understands.
    public static let version = 1

    /// The largest serial: what a double holds exactly, since other tools may read the file.
    static let serials = 0...(1 << 53)
    private static let zeros = String(repeating: "0", count: 64)

    /// The bytes of a state: keys sorted, two spaces a level, one final newline.
    public static func encode(_ state: FleetState) -> [UInt8] {
        var writer = JSONWriter(pretty: true, reserving: 1024 + 1024 * state.hosts.count)
        writer.beginObject(extra: state.unknown)
        if !state.consumedPlans.isEmpty {
            writer.key("consumed_plans")
            writer.beginArray()
            for plan in state.consumedPlans { writer.string(plan) }
            writer.endArray()
        }
        writer.member("created_by", state.createdBy)
        writer.member("fleet", state.fleet)
        writer.member("format", format)
        writer.key("hosts")
        writer.beginObject()
        for name in state.hosts.keys.sorted(by: JSONWriter.keyOrder) {
            guard let record = state.hosts[name] else { continue }
            writer.key(name)
            record.write(to: &writer)
        }
        writer.endObject()
        writer.member("journal_epoch", state.journalEpoch)
        writer.member("lineage", state.lineage)
        writer.member("min_reader", state.minReader)
        if !state.orphans.isEmpty { writer.member("orphans", .object(state.orphans)) }
        if !state.pending.isEmpty {
            writer.key("pending")
            writer.beginArray()
            for intent in state.pending { intent.write(to: &writer) }
            writer.endArray()
        }
        if !state.providers.isEmpty {
            writer.key("providers")
            writer.beginObject()
            for (id, settings) in state.providers.sorted(by: { $0.key < $1.key }) {
                writer.member(id.rawValue, .object(settings))
            }
            writer.endObject()
        }
        writer.member("serial", state.serial)
        writer.member("sha256", zeros)
        let digits = writer.count - 65
        writer.member("version", version)
        writer.member("write_id", state.writeID)
        writer.endObject()
        var bytes = writer.finish()
        bytes.replaceSubrange(digits..<digits + 64, with: Digest(of: bytes).hex.utf8)
        return bytes
    }

    /// Reads the bytes of a state and checks its digest.
    /// - Throws: what is wrong and where; nothing that was not sealed as it stands is accepted.
    public static func decode(_ bytes: [UInt8]) throws(StateFault) -> FleetState {
        do {
            let root = try JSONDocument(parsing: bytes).root
            try requireReadable(root)
            guard try sealIsRight(root, bytes) else { throw StateFault.digestMismatch }
            return try state(root)
        } catch let fault as JSONFault {
            throw .malformed(fault)
        } catch let fault as StateFault {
            throw fault
        } catch {
            throw .malformed(JSONFault("\(error)", offset: 0, in: bytes))
        }
    }

    private static func requireReadable(_ root: JSONNode) throws {
        try root.expectObject()
        let name = try root.required(root["format"], "format")
        guard name.string == format else { throw name.fault("this is not a state file: expected \"\(format)\"") }
        let found = try root.required(root["version"], "version").expectInt(1...1_000_000)
        let reader = try root.required(root["min_reader"], "min_reader").expectInt(1...1_000_000)
        guard reader <= version, found <= version else { throw StateFault.tooNew(version: found, minReader: reader) }
    }

    private static func sealIsRight(_ root: JSONNode, _ bytes: [UInt8]) throws(JSONFault) -> Bool {
        let place = try root.required(root["sha256"], "sha256")
        let hex = try place.expectString()
        guard hex.utf8.count == 64, place.raw.utf8.count == 64 else {
            throw place.fault("expected 64 hexadecimal digits")
        }
        // In three pieces: a copy with the digits blanked out would cost as much again as the whole state.
        let pieces = [bytes[..<place.offset], ArraySlice(zeros.utf8), bytes[(place.offset + 64)...]]
        return Digest(ofPieces: pieces).hex == hex
    }

    private static func state(_ root: JSONNode) throws(JSONFault) -> FleetState {
        let fleet = try root.required(root["fleet"], "fleet").expectString()
        let lineage = try root.required(root["lineage"], "lineage").expectString()
        var state = FleetState(fleet: fleet, lineage: lineage)
        state.serial = try root.required(root["serial"], "serial").expectInt(serials)
        state.journalEpoch = try root.required(root["journal_epoch"], "journal_epoch").expectInt(1...1_000_000_000)
        state.writeID = try root.required(root["write_id"], "write_id").expectString()
        _ = try root.required(root["hosts"], "hosts")
        try root.forEachMember { (key, value) throws(JSONFault) in
            switch key {
            case "fleet", "format", "journal_epoch", "lineage", "serial", "sha256", "version", "write_id": break
            case "consumed_plans": state.consumedPlans = try value.expectStrings()
            case "created_by": state.createdBy = try value.expectString()
            case "hosts": state.hosts = try hosts(value)
            case "min_reader": state.minReader = try value.expectInt(1...version)
            case "orphans":
                try value.expectObject()
                state.orphans = value.tree.objectValue ?? [:]
            case "pending":
                guard value.kind == .array else { throw value.fault("expected an array of intents") }
                for element in value.elements { state.pending.append(try Intent(element)) }
            case "providers": state.providers = try providers(value)
            default: state.unknown[key] = value.tree
            }
        }
        return state
    }

    private static func hosts(_ node: JSONNode) throws(JSONFault) -> [String: HostRecord] {
        try node.expectObject()
        var hosts: [String: HostRecord] = [:]
        hosts.reserveCapacity(node.memberCount)
        try node.forEachMember { (name, value) throws(JSONFault) in hosts[name] = try HostRecord(value) }
        return hosts
    }

    private static func providers(_ node: JSONNode) throws(JSONFault) -> [ProviderID: OptionMap] {
        try node.expectObject()
        var providers: [ProviderID: OptionMap] = [:]
        try node.forEachMember { (name, value) throws(JSONFault) in
            guard let id = ProviderID(rawValue: name) else { throw value.fault("`\(name)` is no cloud known here") }
            try value.expectObject()
            providers[id] = value.tree.objectValue ?? [:]
        }
        return providers
    }
}
