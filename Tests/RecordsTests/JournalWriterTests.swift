import Files
import Glibc
import Testing

@testable import Records

@Suite struct JournalWriterTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private func writer(
        _ path: String? = nil, position: JournalWriter.Position = .init(), faults: FaultPoints = .none
    ) -> JournalWriter {
        JournalWriter(path: path ?? "\(scratch.path)/j", epoch: 1, position: position, faults: faults)
    }

    private func append(_ writer: JournalWriter, _ id: String) async throws {
        let (_, ticket) = try writer.stage([.intent(sampleIntent(id))], run: "r", time: noon)
        try await writer.commit(ticket)
    }

    @Test func manyWritersShareSyncsAndKeepTheOrderOfStaging() async throws {
        let syncs = Shared(0)
        let writer = writer(
            faults: FaultPoints(watched: [.intentSynced]) { _, count in syncs.change { $0 = max($0, count) } })
        let staged = Shared<[String]>([])
        try await withThrowingTaskGroup { group in
            for index in 0..<200 {
                group.addTask {
                    // Staging and noting the order are one step, as they are in a session.
                    let ticket = try staged.change { staged in
                        staged.append("i-\(index)")
                        return try writer.stage([.intent(sampleIntent("i-\(index)"))], run: "r", time: noon).ticket
                    }
                    try await writer.commit(ticket)
                }
            }
            try await group.waitForAll()
        }
        let scan = try JournalScan(FileSystem.read(writer.path), epoch: 1)
        let written = scan.entries.compactMap { if case .intent(let intent) = $0.event { intent.id } else { nil } }
        #expect(written == staged.value)
        #expect(scan.entries.count == 200)
        #expect(syncs.value < 200)
        #expect(writer.durableLines == 200)
    }

    @Test func oneCommitTakesAllThatIsStaged() async throws {
        let syncs = Shared(0)
        let writer = writer(faults: FaultPoints(watched: [.intentSynced]) { _, _ in syncs.change { $0 += 1 } })
        var last = 0
        for index in 0..<50 {
            last = try writer.stage([.intent(sampleIntent("i-\(index)"))], run: "r", time: noon).ticket
        }
        #expect(FileSystem.kind(writer.path) == nil)
        try await writer.commit(last)
        try await writer.commit(1)
        #expect(syncs.value == 1)
        #expect(try JournalScan(FileSystem.read(writer.path), epoch: 1).entries.count == 50)
    }

    @Test func aFullDiskEndsTheWriter() async throws {
        let writer = writer("/dev/full")
        let wanted = RecordsError.journalBroken(path: "/dev/full", reason: "No space left on device")
        await #expect(throws: wanted) { try await append(writer, "i-1") }
        await #expect(throws: wanted) { try await append(writer, "i-2") }
        #expect(writer.failure == wanted)
    }

    /// A pipe takes bytes and cannot be synced: the write works and the sync fails.
    @Test func aFailedSyncEndsTheWriterForAllThatWait() async throws {
        let path = "\(scratch.path)/pipe"
        #expect(unsafe mkfifo(path, 0o600) == 0)
        let writer = writer(path)
        let tickets = try (1...3).map {
            try writer.stage([.intent(sampleIntent("i-\($0)"))], run: "r", time: noon).ticket
        }
        for ticket in tickets {
            await #expect(throws: RecordsError.journalBroken(path: path, reason: "Invalid argument")) {
                try await writer.commit(ticket)
            }
        }
        #expect(throws: RecordsError.self) { try writer.stage([.runEnd], run: "r", time: noon) }
    }

    @Test func aTornTailIsCutBeforeTheFirstLine() async throws {
        let first = writer()
        try await append(first, "i-1")
        let good = try FileSystem.read(first.path)
        try overwrite(first.path, good + Array("{\"crc\":\"12".utf8))
        let scan = try JournalScan(FileSystem.read(first.path), epoch: 1)
        let second = writer(
            position: .init(bytes: scan.goodBytes, link: scan.link, sequence: scan.nextSequence))
        try await append(second, "i-2")
        let again = try JournalScan(FileSystem.read(first.path), epoch: 1)
        #expect(again.entries.count == 2)
        #expect(again.tornBytes == 0)
    }
}
