import Files
import Testing

@testable import Records

/// Inputs that the fuzzer found worth keeping, and those that once broke something.
@Suite struct CorpusTests {
    private static let folder = "\(testsFolder)/Fuzz/corpus/state"
    private static let names = (try? FileSystem.list(folder)) ?? []

    @Test func theCorpusIsThere() { #expect(Self.names.count >= 4) }

    @Test(arguments: names)
    func noInputBreaksTheReaders(name: String) throws {
        let verdict = ReaderCheck.read(try FileSystem.read("\(Self.folder)/\(name)"))
        if case .broken(let reason) = verdict { Issue.record("\(reason)") }
        // Seeds are whole; what the fuzzer made of them may be anything.
        if name.hasPrefix("seed-") { #expect(verdict == .accepted) }
    }

    /// Writes the seeds anew when the format changes: `UPDATE_GOLDEN=1`.
    @Test(.enabled(if: CurrentProcess.environment("UPDATE_GOLDEN") == "1"))
    func writeSeeds() throws {
        try overwrite("\(Self.folder)/seed-state", [0] + StateDocument.encode(sampleState()))
        try overwrite(
            "\(Self.folder)/seed-state-empty", [0] + StateDocument.encode(FleetState(fleet: "f", lineage: "l")))
        var link = JournalEntry.noPrevious
        var bytes: [UInt8] = [1]
        for (index, event) in sampleEvents.enumerated() {
            let line = JournalEntry(epoch: 9, sequence: index + 1, run: "r-1", time: noon, event: event)
                .line(previous: link)
            link = JournalEntry.link(after: line.dropLast())
            bytes += line
        }
        try overwrite("\(Self.folder)/seed-journal", bytes)
        try overwrite("\(Self.folder)/seed-journal-torn", Array(bytes.dropLast(40)))
    }
}
