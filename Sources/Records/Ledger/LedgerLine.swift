import Hosts
import JSON

/// One line of a fleet's history: who did what to which host, by which plan, and how it ended.
public struct LedgerLine: Hashable, Sendable {
    /// Number of the line, from 1.
    public var sequence: Int
    /// When.
    public var time: Timestamp
    /// `user@machine`.
    public var who: String
    /// Id of the run.
    public var run: String
    /// Digest of the plan, if there was one.
    public var plan: String?
    /// What happened.
    public var event: LedgerEvent
    /// SHA-256 of the line before, 64 hexadecimal digits; zeros in the first.
    public var previous: String
    /// Epoch and line of the journal this line stems from.
    var epoch: Int
    var journalSequence: Int

    static let noPrevious = String(repeating: "0", count: 64)
    private static let longestDetail = 4000

    /// The line that records a draft.
    init(_ draft: LedgerDraft, sequence: Int, previous: String) {
        self.sequence = sequence
        self.previous = previous
        time = draft.time
        who = draft.who
        run = draft.run
        plan = draft.plan
        event = draft.event
        event.detail = event.detail.map { String($0.prefix(Self.longestDetail)) }
        epoch = draft.epoch
        journalSequence = draft.journalSequence
    }

    /// The line's bytes, without a newline.
    var text: [UInt8] {
        var writer = JSONWriter(pretty: false, reserving: 512)
        writer.beginObject()
        writer.member("action", event.action)
        writer.member("detail", event.detail)
        writer.member("epoch", epoch)
        writer.member("host", event.host)
        writer.member("journal_seq", journalSequence)
        writer.member("outcome", event.outcome)
        writer.member("plan", plan)
        writer.member("prev", previous)
        writer.member("price", event.price?.stored)
        writer.member("run", run)
        writer.member("seq", sequence)
        writer.member("time", time.description)
        writer.member("uid", event.uid)
        writer.member("who", who)
        writer.endObject()
        return writer.finish()
    }

    /// Reads a line (without newline).
    init(_ line: ArraySlice<UInt8>) throws(JSONFault) {
        let root = try JSONDocument(parsing: Array(line)).root
        event = try LedgerEvent(root)
        let counters = 1...1_000_000_000
        sequence = try root.required(root["seq"], "seq").expectInt(counters)
        previous = try root.required(root["prev"], "prev").expectString()
        epoch = try root.required(root["epoch"], "epoch").expectInt(counters)
        journalSequence = try root.required(root["journal_seq"], "journal_seq").expectInt(counters)
        who = try root.required(root["who"], "who").expectString()
        run = try root.required(root["run"], "run").expectString()
        plan = try root["plan"]?.expectString()
        let place = try root.required(root["time"], "time")
        guard let time = Timestamp(try place.expectString()) else { throw place.fault("expected a UTC time") }
        self.time = time
    }
}
