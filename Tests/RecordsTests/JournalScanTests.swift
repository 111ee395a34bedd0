import Hosts
import JSON
import Testing

@testable import Records

@Suite struct JournalScanTests {
    private static let events = sampleEvents

    /// The lines of a journal, each with its newline.
    private static func lines(_ events: [JournalEvent] = events, epoch: Int = 9) -> [[UInt8]] {
        var link = JournalEntry.noPrevious
        return events.enumerated().map { index, event in
            let line = JournalEntry(epoch: epoch, sequence: index + 1, run: "r-1", time: noon, event: event)
                .line(previous: link)
            link = JournalEntry.link(after: line.dropLast())
            return line
        }
    }

    @Test func everyKindComesBack() throws {
        let events = Self.events + [.save(serial: 43, writeID: "w-1"), .runEnd]
        let bytes = Self.lines(events).flatMap { $0 }
        let scan = try JournalScan(bytes, epoch: 9)
        #expect(scan.entries.map(\.event) == events)
        #expect(scan.entries.allSatisfy { $0.run == "r-1" && $0.time == noon && $0.epoch == 9 })
        #expect(scan.goodBytes == bytes.count)
        #expect(scan.tornBytes == 0)
        #expect(scan.nextSequence == events.count + 1)
    }

    @Test func everyCutOfTheLastTwoLinesKeepsTheWholeOnes() throws {
        let lines = Self.lines()
        let all = lines.flatMap { $0 }
        let ends = lines.indices.map { lines[...$0].reduce(0) { $0 + $1.count } }
        let start = all.count - lines.suffix(2).reduce(0) { $0 + $1.count }
        for length in start...all.count {
            let scan = try JournalScan(Array(all[..<length]), epoch: 9)
            let whole = ends.count { $0 <= length }
            #expect(scan.entries.count == whole, "\(length) bytes")
            #expect(scan.goodBytes == (whole == 0 ? 0 : ends[whole - 1]))
            #expect(scan.tornBytes == length - scan.goodBytes)
        }
    }

    @Test func aTailOfZerosIsCut() throws {
        let all = Self.lines().flatMap { $0 }
        let scan = try JournalScan(all + [UInt8](repeating: 0, count: 4096), epoch: 9)
        #expect(scan.entries.count == Self.events.count)
        #expect(scan.tornBytes == 4096)
    }

    @Test func everyFlippedByteInTheMiddleIsRefused() throws {
        let lines = Self.lines()
        let all = lines.flatMap { $0 }
        let lastStart = all.count - (lines.last?.count ?? 0)
        for index in 0..<lastStart - 1 {
            var bad = all
            bad[index] ^= 0x01
            #expect(throws: JournalScan.Fault.self, "byte \(index)") { try JournalScan(bad, epoch: 9) }
        }
    }

    @Test func aBadLastLineIsLeftOut() throws {
        let lines = Self.lines()
        let all = lines.flatMap { $0 }
        let lastStart = all.count - (lines.last?.count ?? 0)
        for index in lastStart..<all.count - 1 {
            var bad = all
            bad[index] ^= 0x01
            let scan = try JournalScan(bad, epoch: 9)
            #expect(scan.entries.count == lines.count - 1, "byte \(index)")
            #expect(scan.goodBytes == lastStart)
        }
    }

    @Test func aMissingOrForeignLineIsRefused() throws {
        var lines = Self.lines()
        lines.remove(at: 2)
        #expect(throws: JournalScan.Fault.self) { try JournalScan(lines.flatMap { $0 }, epoch: 9) }
        #expect(throws: JournalScan.Fault.self) {
            try JournalScan(Self.lines().dropFirst().flatMap { $0 }, epoch: 9)
        }
    }

    @Test func olderEpochsAreSkippedAndLaterOnesRefused() throws {
        let bytes = Self.lines(epoch: 8).flatMap { $0 }
        let scan = try JournalScan(bytes, epoch: 9)
        #expect(scan.entries.isEmpty)
        #expect(scan.stale == Self.events.count)
        #expect(throws: JournalScan.Fault.ahead(line: 1, epoch: 8)) { try JournalScan(bytes, epoch: 7) }
    }

    @Test(arguments: [
        ("", 0 as UInt32), ("123456789", 0xE306_9283), ("a", 0xC1D0_4330),
        ("The quick brown fox jumps over the lazy dog", 0x2262_0404),
    ])
    func knownChecksums(text: String, checksum: UInt32) { #expect(CRC32C.checksum(text.utf8) == checksum) }

    @Test func knownChecksumsOfRFC3720() {
        #expect(CRC32C.checksum([UInt8](repeating: 0, count: 32)) == 0x8A91_36AA)
        #expect(CRC32C.checksum([UInt8](repeating: 0xFF, count: 32)) == 0x62A8_AB43)
        #expect(CRC32C.checksum((0..<32).map { UInt8($0) }) == 0x46DD_794E)
    }
}
