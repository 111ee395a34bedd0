import Files
import Hosts
import Testing

@testable import Records

/// Files that were cut, flipped, lost or swapped are refused with the way out, and never read as "no state".
@Suite struct DamageTests {
    private let scratch: Scratch
    private let store: StateStore

    init() async throws {
        scratch = try Scratch()
        store = makeStore(scratch.path)
        for (index, host) in ["hub-1", "hub-2"].enumerated() {
            let session = try await makeStore(scratch.path, seed: UInt64(index + 10)).open()
            try await session.begin(plan: "sha256:\(host)")
            try await session.note(
                "adopt", changes: [.put(host, sampleRecord("aaaaaaa\(index + 2)", instance: host, name: host))],
                ledger: LedgerEvent(host: host, uid: "aaaaaaa\(index + 2)", action: "adopt", outcome: "ok"))
            try await session.close()
        }
    }

    private func refusal(_ body: (RecordsError) -> Bool = { _ in true }) async throws -> String {
        do {
            _ = try await store.load()
            Issue.record("loaded")
            return ""
        } catch {
            #expect(body(error))
            await #expect(throws: RecordsError.self) { try await makeStore(scratch.path).open() }
            return error.description
        }
    }

    @Test(arguments: [0, 1, 17, 200, 700])
    func aCutState(length: Int) async throws {
        let good = try FileSystem.read(store.paths.state)
        try #require(length < good.count)
        try overwrite(store.paths.state, Array(good[..<length]))
        let text = try await refusal { if case .damagedState = $0 { true } else { false } }
        #expect(text.contains(store.paths.state))
        #expect(text.contains("The newest whole copy is \(store.paths.history)/00000002-"))
        #expect(text.contains("`berth state restore 2`"))
        #expect(try FileSystem.read(store.paths.state).count == length)
    }

    @Test func aChangedValue() async throws {
        let text = String(decoding: try FileSystem.read(store.paths.state), as: UTF8.self)
        let parts = text.split(separator: "\"hub-2\"", maxSplits: 1)
        try #require(parts.count == 2)
        try overwrite(store.paths.state, Array("\(parts[0])\"hub-3\"\(parts[1])".utf8))
        #expect(try await refusal().contains("its sha256 does not match its contents"))
    }

    @Test func theNewestWholeCopyIsNamedNotTheNewest() async throws {
        let entries = try await store.history()
        try #require(entries.count == 2)
        try overwrite(entries[0].path, [1, 2, 3])
        try overwrite(store.paths.state, [])
        #expect(try await refusal().contains("`berth state restore 1`"))
        try overwrite(entries[1].path, [])
        #expect(try await refusal().contains("There is no whole copy in its history"))
    }

    @Test func aLostStateWithAHistory() async throws {
        try FileSystem.remove(store.paths.state)
        let text = try await refusal { if case .missingState = $0 { true } else { false } }
        #expect(text.contains("its history \(store.paths.history) is not empty"))
    }

    @Test func aLostStateWithAJournal() async throws {
        do {
            let session = try await makeStore(scratch.path).open()
            try await session.intend([sampleIntent("i-1")])
        }
        try FileSystem.remove(store.paths.state)
        Scratch.removeTree("\(scratch.path)/history")
        #expect(try await refusal().contains("its journal \(store.paths.journal) is not empty"))
    }

    @Test func aRestoredCopyIsCurrentAgain() async throws {
        try overwrite(store.paths.state, [])
        let newest = try #require(await store.loader.newestWhole())
        let restored = try await store.restore(newest)
        #expect(restored.serial == 3)
        let loaded = try await store.load()
        #expect(loaded.state == restored)
        #expect(loaded.state.hosts.keys.sorted() == ["hub-1"])
        try await makeStore(scratch.path, seed: 99).open().close()
        #expect(await StateVerifier(store).findings() == [])
    }

    @Test func aCopyBroughtBackByHandIsOlderThanItsJournal() async throws {
        do {
            let session = try await makeStore(scratch.path).open()
            try await session.intend([sampleIntent("i-1")])
        }
        let old = try #require(await store.history().first)
        try overwrite(store.paths.state, FileSystem.read(old.path))
        let text = try await refusal { if case .journalAhead = $0 { true } else { false } }
        #expect(text.contains("the state file is an older copy"))
    }

    @Test func aFlippedByteInTheMiddleOfTheJournal() async throws {
        do {
            let session = try await makeStore(scratch.path).open()
            try await session.intend([sampleIntent("i-1")])
            try await session.intend([sampleIntent("i-2")])
        }
        var bytes = try FileSystem.read(store.paths.journal)
        bytes[bytes.count / 2] ^= 1
        try overwrite(store.paths.journal, bytes)
        let text = try await refusal { if case .damagedJournal = $0 { true } else { false } }
        #expect(text.contains("line 2: its checksum does not match"))
        #expect(try FileSystem.read(store.paths.journal) == bytes)
    }

    @Test func aTornTailIsToldAndCut() async throws {
        do {
            let session = try await makeStore(scratch.path).open()
            try await session.intend([sampleIntent("i-1")])
        }
        let bytes = try FileSystem.read(store.paths.journal)
        try overwrite(store.paths.journal, bytes + Array("{\"crc\"".utf8))
        let loaded = try await store.load()
        #expect(loaded.notices.count == 1)
        #expect(loaded.notices.first?.contains("(6 bytes)") == true)
        #expect(loaded.openIntents.map(\.id) == ["i-1"])
        let session = try await makeStore(scratch.path).open()
        try await session.conclude(Outcome(intent: "i-1", verdict: .refused))
        try await session.close()
        #expect(try await store.load().notices.isEmpty)
    }

    @Test func anotherFleetsState() async throws {
        var other = sampleState()
        other.fleet = "elsewhere"
        try overwrite(store.paths.state, StateDocument.encode(other))
        #expect(try await refusal().contains("is the state of the fleet `elsewhere`, not of `quickstart`"))
    }

    @Test func aChangedOrLostLedgerLine() async throws {
        let good = try FileSystem.read(store.paths.ledger)
        #expect(try store.ledger().count == 2)
        var flipped = good
        flipped[40] ^= 1
        for bad in [flipped, Array(good[((good.firstIndex(of: 0x0A) ?? 0) + 1)...])] {
            try overwrite(store.paths.ledger, bad)
            #expect { try store.ledger() } throws: {
                if case .damagedLedger? = $0 as? RecordsError { true } else { false }
            }
        }
    }

    @Test func theVerifierFindsNothingInAHealthyStore() async {
        #expect(await StateVerifier(store).findings() == [])
    }

    @Test func theVerifierNamesWhatIsWrong() async throws {
        var state = try StateDocument.decode(FileSystem.read(store.paths.state))
        state.serial = 1
        state.hosts["hub-2"]?.uid = "aaaaaaa2"
        state.hosts["Hub"] = sampleRecord("short", instance: "hub-1")
        state.hosts["new"] = HostRecord(uid: "bbbbbbbb", provider: .aws)
        state.hosts["new"]?.phase = .ready
        try overwrite(store.paths.state, StateDocument.encode(state))
        try overwrite(store.paths.ledger, [0x7B, 0x0A])
        let newest = try #require(await store.history().last)
        try overwrite(newest.path, [])
        let codes = await StateVerifier(store).findings().map(\.code)
        #expect(
            codes == [
                "host-name", "uid-form", "instance-twice", "uid-twice", "phase", "ledger-damaged", "history-newer",
                "history-damaged",
            ])
    }
}
