import Hosts

/// Reads arbitrary bytes as stored state, for fuzzing and for its kept corpus. Seals are put right first, so that what
/// lies behind them is reached, and what was read must come back from what is written.
package enum ReaderCheck {
    /// What became of an input.
    package enum Verdict: Hashable, Sendable {
        /// It is a state, or a journal with lines.
        case accepted
        /// It is neither; an error said so.
        case refused
        /// A reader and its writer do not agree.
        case broken(String)
    }

    /// Reads an input as a state (first byte even) or as a journal (odd).
    package static func read(_ input: [UInt8]) -> Verdict {
        guard let choice = input.first else { return .refused }
        let bytes = Array(input.dropFirst())
        return choice & 1 == 0 ? readState(bytes) : readJournal(bytes)
    }

    private static func readState(_ bytes: [UInt8]) -> Verdict {
        _ = try? StateDocument.decode(bytes)
        guard let state = try? StateDocument.decode(resealed(bytes)) else { return .refused }
        _ = StateInvariants.check(state, file: "input")
        let again = try? StateDocument.decode(StateDocument.encode(state))
        return again == state ? .accepted : .broken("the state does not come back")
    }

    private static func readJournal(_ bytes: [UInt8]) -> Verdict {
        _ = try? JournalScan(bytes, epoch: 9)
        let end = bytes.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        var journal: [UInt8] = []
        for line in bytes[..<end].split(separator: 0x0A) {
            let whole = rechecked(line)
            journal += whole
            journal.append(0x0A)
            var previous = ""
            guard let entry = try? JournalEntry(line: whole[...], previous: &previous) else { continue }
            var next = ""
            let again = try? JournalEntry(line: entry.line(previous: previous).dropLast(), previous: &next)
            guard again == entry, next == previous else { return .broken("a journal line does not come back") }
        }
        journal += bytes[end...]
        guard let scan = try? JournalScan(journal, epoch: 9) else { return .refused }
        _ = JournalFold.fold(FleetState(fleet: "f", lineage: "l"), scan.entries)
        return scan.entries.isEmpty ? .refused : .accepted
    }

    /// The bytes of a state with the digest that fits them.
    private static func resealed(_ bytes: [UInt8]) -> [UInt8] {
        let key = Array("\n  \"sha256\": \"".utf8)
        guard
            let start = bytes.indices.first(where: { bytes[$0...].starts(with: key) }).map({ $0 + key.count }),
            start + 64 <= bytes.count
        else { return bytes }
        var sealed = bytes
        sealed.replaceSubrange(start..<start + 64, with: repeatElement(0x30, count: 64))
        sealed.replaceSubrange(start..<start + 64, with: Digest(of: sealed).hex.utf8)
        return sealed
    }

    /// A journal line with the checksum that fits it.
    private static func rechecked(_ line: ArraySlice<UInt8>) -> [UInt8] {
        let prefix = Array("{\"crc\":\"".utf8)
        let digits = prefix.count..<prefix.count + 8
        guard line.starts(with: prefix), line.count > digits.upperBound else { return Array(line) }
        var bytes = Array(line)
        bytes.replaceSubrange(digits, with: repeatElement(0x30, count: 8))
        bytes.replaceSubrange(digits, with: CRC32C.hex(CRC32C.checksum(bytes)))
        return bytes
    }
}
