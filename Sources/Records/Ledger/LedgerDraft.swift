/// A ledger line to come, with the journal line it stems from: writing it twice is noticed by that.
struct LedgerDraft: Hashable, Sendable {
    var epoch: Int
    var journalSequence: Int
    var time: Timestamp
    var who: String
    var run: String
    var plan: String?
    var event: LedgerEvent
}
