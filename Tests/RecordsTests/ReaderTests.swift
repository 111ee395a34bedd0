import Files
import Testing

@testable import Records

/// A reader without a lock, while a writer is at work.
@Suite struct ReaderTests {
    /// A store whose contents change between two looks, as often as told.
    private struct Restless: StateBackend {
        let documents: [[UInt8]]
        let looks = Shared(0)

        var capabilities: BackendCapabilities {
            BackendCapabilities(appendsJournal: true, lockDiesWithHolder: true, keepsHistory: false)
        }
        var location: String { "restless" }

        func load() async throws(RecordsError) -> StoredState? {
            let index = looks.change { look in
                defer { look += 1 }
                return min(look, documents.count - 1)
            }
            return StoredState(bytes: documents[index], etag: LocalBackend.etag(documents[index]))
        }

        func save(_ snapshot: Snapshot, replacing expected: ExpectedState) async throws(RecordsError) -> ETag {
            throw .closed
        }
        func lock(_ info: LockInfo) async throws(RecordsError) -> any HeldLock { throw .locked(nil, age: nil) }
        func prepareForWriting(bytes: Int) async throws(RecordsError) { throw .closed }
        func history() async throws(RecordsError) -> [HistoryEntry] { [] }
        func readHistory(_ entry: HistoryEntry) async throws(RecordsError) -> [UInt8] { throw .closed }
    }

    private func load(_ serials: [Int]) async throws -> (LoadedState, looks: Int) {
        let scratch = try Scratch()
        let backend = Restless(
            documents: serials.map { serial in
                var state = sampleState()
                state.serial = serial
                return StateDocument.encode(state)
            })
        let loader = StateLoader(
            backend: backend, paths: StatePaths(folder: scratch.path, fleet: "quickstart"), random: .seeded(1))
        return (try await loader.load(), backend.looks.value)
    }

    @Test func aStateThatStandsStillIsReadTwice() async throws {
        let (loaded, looks) = try await load([1])
        #expect(loaded.state.serial == 1)
        #expect(looks == 2)
    }

    @Test func aStateThatMovedIsReadAgain() async throws {
        let (loaded, looks) = try await load([1, 2, 3])
        #expect(loaded.state.serial == 3)
        #expect(looks == 4)
    }

    @Test func aStateThatNeverStandsStillIsReadAsItIsInTheEnd() async throws {
        let (_, looks) = try await load(Array(1...50))
        #expect(looks == 10)
    }
}
