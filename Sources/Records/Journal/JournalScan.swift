import JSON

/// A journal file's bytes, read and checked.
struct JournalScan: Sendable {
    /// Lines of the wanted epoch, in order.
    var entries: [JournalEntry] = []
    /// How many whole lines are of an older epoch, already folded into the snapshot.
    var stale = 0
    /// Bytes of whole lines, from the start: where the next line is to be written.
    var goodBytes = 0
    /// Bytes after them, of a line that was never finished.
    var tornBytes = 0
    /// `prev` of the next line.
    var link = JournalEntry.noPrevious
    /// Number of the next line.
    var nextSequence = 1

    /// Why a journal cannot be used.
    enum Fault: Error, Hashable, Sendable {
        /// A line in the middle is not as it was written.
        case damaged(line: Int, reason: String)
        /// A line belongs to a later epoch than the snapshot: the snapshot is an old one.
        case ahead(line: Int, epoch: Int)
    }

    /// The scan of no journal at all.
    init() {}

    /// Reads a journal that goes with a snapshot of `epoch`.
    ///
    /// What follows the last newline was never acknowledged to anybody and is left out, and so is a bad last line.
    /// A bad line before a good one means that something else changed the file: nothing of it is believed then.
    init(_ bytes: [UInt8], epoch: Int) throws(Fault) {
        var start = 0
        var number = 0
        while let end = bytes[start...].firstIndex(of: 0x0A) {
            number += 1
            let line = bytes[start..<end]
            guard JournalEntry.isWhole(line) else {
                guard end + 1 == bytes.count else {
                    throw .damaged(line: number, reason: "its checksum does not match")
                }
                break
            }
            try take(line, number: number, epoch: epoch)
            start = end + 1
        }
        goodBytes = start
        tornBytes = bytes.count - start
    }

    private mutating func take(_ line: ArraySlice<UInt8>, number: Int, epoch: Int) throws(Fault) {
        var previous = ""
        let entry: JournalEntry
        do {
            entry = try JournalEntry(line: line, previous: &previous)
        } catch {
            throw .damaged(line: number, reason: "column \(error.column): \(error.message)")
        }
        guard entry.epoch <= epoch else { throw .ahead(line: number, epoch: entry.epoch) }
        guard previous == link, entry.sequence == nextSequence else {
            throw .damaged(line: number, reason: "it does not follow the line before it: a line is missing or foreign")
        }
        link = JournalEntry.link(after: line)
        nextSequence = entry.sequence + 1
        if entry.epoch < epoch { stale += 1 } else { entries.append(entry) }
    }
}
