import Files
import Hosts
import JSON

/// The append-only, hash-chained history of a fleet, one JSON line a step.
///
/// Each line holds the SHA-256 of the line before it, so that a line changed or taken out later is noticed. Lines come
/// from the journal when it is folded into a snapshot; a line that is there already is not written again.
public enum Ledger {
    private static let tailBytes = 1 << 17

    /// All lines of a ledger, its chain checked.
    /// - Returns: no lines if there is no ledger. An unfinished last line is left out.
    /// - Throws: `damagedLedger` at the first line that is malformed or does not follow the one before it.
    public static func read(_ path: String) throws(RecordsError) -> [LedgerLine] {
        let bytes: [UInt8]
        do {
            bytes = try FileSystem.read(path)
        } catch  where error.isMissing {
            return []
        } catch {
            throw .file(error)
        }
        var lines: [LedgerLine] = []
        var previous = LedgerLine.noPrevious
        var start = 0
        while let end = bytes[start...].firstIndex(of: 0x0A) {
            let number = lines.count + 1
            let line: LedgerLine
            do { line = try LedgerLine(bytes[start..<end]) } catch {
                throw .damagedLedger(
                    path: path, line: number, reason: "column \(error.column): \(error.message)")
            }
            guard line.previous == previous, line.sequence == number else {
                throw .damagedLedger(
                    path: path, line: number, reason: "it does not follow the line before it: one was changed or lost")
            }
            previous = Digest(of: bytes[start..<end]).hex
            lines.append(line)
            start = end + 1
        }
        return lines
    }

    /// Adds the drafts that are not in the ledger yet, durably.
    static func append(_ drafts: [LedgerDraft], to path: String) throws(RecordsError) {
        guard !drafts.isEmpty else { return }
        do throws(FileError) {
            let isNew = FileSystem.kind(path) == nil
            let file = try Descriptor(path, .append)
            let size = try file.size
            let offset = max(0, size - tailBytes)
            let tail = try file.read(from: offset)
            let good = (tail.lastIndex(of: 0x0A) ?? -1) + 1
            if good < tail.count { try file.truncate(to: offset + good) }
            let text = text(of: drafts, after: lastLine(tail[..<good]))
            guard let text else { throw .differs(path) }
            guard !text.isEmpty else { return }
            try file.write(text)
            try file.sync()
            if isNew { try FileSystem.syncFolder(FileSystem.folder(of: path)) }
        } catch {
            throw .file(error)
        }
    }

    /// The bytes to add; nil if the last line cannot be read.
    private static func text(of drafts: [LedgerDraft], after last: ArraySlice<UInt8>) -> [UInt8]? {
        var sequence = 0
        var previous = LedgerLine.noPrevious
        var known = (0, 0)
        if !last.isEmpty {
            guard let line = try? LedgerLine(last) else { return nil }
            sequence = line.sequence
            previous = Digest(of: last).hex
            known = (line.epoch, line.journalSequence)
        }
        var out: [UInt8] = []
        for draft in drafts where (draft.epoch, draft.journalSequence) > known {
            sequence += 1
            let line = LedgerLine(draft, sequence: sequence, previous: previous).text
            previous = Digest(of: line).hex
            out += line
            out.append(0x0A)
        }
        return out
    }

    /// The last of some whole lines, without its newline.
    private static func lastLine(_ lines: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let body = lines.dropLast()
        let start = body.lastIndex(of: 0x0A).map { $0 + 1 } ?? body.startIndex
        return body[start...]
    }
}
