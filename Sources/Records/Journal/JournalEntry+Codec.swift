import Hosts
import JSON

/// One line's text: compact canonical JSON with a checksum of the line and a digest of the line before it.
extension JournalEntry {
    /// The line format this build writes and understands.
    static let version = 1
    /// What `prev` is in the first line of an epoch.
    static let noPrevious = "0000000000000000"
    /// Canonical order puts the checksum first, so its digits stand at a fixed place.
    private static let checksumPrefix = Array("{\"crc\":\"".utf8)
    private static let counters = 1...1_000_000_000

    /// The line's bytes, with its final newline.
    func line(previous: String) -> [UInt8] {
        var writer = JSONWriter(pretty: false, reserving: 1024)
        writer.beginObject()
        writer.member("crc", "00000000")
        writer.member("epoch", epoch)
        writer.member("kind", event.kind)
        writer.key("of")
        event.write(to: &writer)
        writer.member("prev", previous)
        writer.member("run", run)
        writer.member("seq", sequence)
        writer.member("t", time.description)
        writer.member("v", Self.version)
        writer.endObject()
        var bytes = writer.finish()
        let start = Self.checksumPrefix.count
        bytes.replaceSubrange(start..<start + 8, with: CRC32C.hex(CRC32C.checksum(bytes)))
        bytes.append(0x0A)
        return bytes
    }

    /// What `prev` must be in the line after this one; `line` without its newline.
    static func link(after line: some Collection<UInt8>) -> String { String(Digest(of: line).hex.prefix(16)) }

    /// Whether a line (without newline) is as it was written.
    static func isWhole(_ line: ArraySlice<UInt8>) -> Bool {
        let digits = checksumPrefix.count..<checksumPrefix.count + 8
        guard line.count > digits.upperBound, line.starts(with: checksumPrefix) else { return false }
        var blank = Array(line)
        let found = Array(blank[digits])
        blank.replaceSubrange(digits, with: repeatElement(0x30, count: 8))
        return CRC32C.hex(CRC32C.checksum(blank)) == found
    }

    /// Reads a whole line (without newline); `previous` is the value of its member `prev`.
    init(line: ArraySlice<UInt8>, previous: inout String) throws(JSONFault) {
        let root = try JSONDocument(parsing: Array(line)).root
        try root.expectObject()
        let version = try root.required(root["v"], "v")
        guard try version.expectInt(1...1_000_000) <= Self.version else {
            throw version.fault("it was written by a newer version of Berth (line format \(version.raw))")
        }
        let time = try root.required(root["t"], "t")
        guard let timestamp = Timestamp(try time.expectString()) else { throw time.fault("expected a UTC time") }
        previous = try root.required(root["prev"], "prev").expectString()
        self.init(
            epoch: try root.required(root["epoch"], "epoch").expectInt(Self.counters),
            sequence: try root.required(root["seq"], "seq").expectInt(Self.counters),
            run: try root.required(root["run"], "run").expectString(),
            time: timestamp,
            event: try JournalEvent(
                kind: root.required(root["kind"], "kind"), root.required(root["of"], "of"))
        )
    }
}

extension JournalEvent {
    func write(to writer: inout JSONWriter) {
        if case .intent(let intent) = self { return intent.write(to: &writer) }
        if case .result(let outcome) = self { return outcome.write(to: &writer) }
        writer.beginObject()
        switch self {
        case .runBegin(let who, let command, let plan, let serial):
            writer.member("command", command)
            writer.member("plan", plan)
            writer.member("serial", serial)
            writer.member("who", who)
        case .note(let text, let changes, let ledger):
            HostChange.write(changes, to: &writer)
            if let ledger {
                writer.key("ledger")
                ledger.write(to: &writer)
            }
            writer.member("text", text)
        case .save(let serial, let writeID):
            writer.member("serial", serial)
            writer.member("write_id", writeID)
        case .intent, .result, .runEnd: break
        }
        writer.endObject()
    }

    init(kind: JSONNode, _ node: JSONNode) throws(JSONFault) {
        try node.expectObject()
        switch try kind.expectString() {
        case "run-begin":
            self = .runBegin(
                who: try node.required(node["who"], "who").expectString(),
                command: try node.required(node["command"], "command").expectString(),
                plan: try node["plan"]?.expectString(),
                serial: try node.required(node["serial"], "serial").expectInt(StateDocument.serials)
            )
        case "intent": self = .intent(try Intent(node))
        case "result": self = .result(try Outcome(node))
        case "note":
            var ledger: LedgerEvent?
            if let event = node["ledger"] { ledger = try LedgerEvent(event) }
            self = .note(
                text: try node.required(node["text"], "text").expectString(),
                changes: try HostChange.read(node["changes"]),
                ledger: ledger
            )
        case "save":
            self = .save(
                serial: try node.required(node["serial"], "serial").expectInt(StateDocument.serials),
                writeID: try node.required(node["write_id"], "write_id").expectString()
            )
        case "run-end": self = .runEnd
        case let other: throw kind.fault("`\(other)` is no kind of journal line known here")
        }
    }
}
