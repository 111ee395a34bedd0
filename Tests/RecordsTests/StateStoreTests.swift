import Files
import Hosts
import Testing

@testable import Records

@Suite struct StateStoreTests {
    private let scratch: Scratch
    private let folder: String

    init() throws {
        scratch = try Scratch()
        folder = "\(scratch.path)/state"
    }

    private var paths: StatePaths { StatePaths(folder: folder, fleet: "quickstart") }

    /// One run that creates a host.
    private func create(_ host: String, _ uid: String, seed: UInt64, plan: String? = nil) async throws {
        let session = try await makeStore(folder, seed: seed).open()
        try await session.begin(plan: plan)
        let id = session.random.intentID()
        try await session.intend([sampleIntent(id, host: host, uid: uid)])
        let record = sampleRecord(uid, instance: "vm-\(uid)", name: host)
        try await session.conclude(
            Outcome(
                intent: id, verdict: .ok, runtime: record.runtime, changes: [.put(host, record)],
                ledger: LedgerEvent(host: host, uid: uid, action: "create", outcome: "ok", price: record.price)))
        try await session.close()
    }

    @Test func anUnknownFleetIsEmptyAndNothingIsWritten() async throws {
        let loaded = try await makeStore(folder).load()
        #expect(loaded.isNew)
        #expect(loaded.state.hosts.isEmpty)
        #expect(loaded.openIntents.isEmpty)
        #expect(FileSystem.kind(folder) == nil)
    }

    @Test func aRunIsSavedAndPutAway() async throws {
        try await create("hub-1", "aaaaaaaa", seed: 1, plan: "sha256:p1")
        let loaded = try await makeStore(folder).load()
        #expect(!loaded.isNew)
        #expect(loaded.notices.isEmpty)
        #expect(loaded.state.serial == 2)
        #expect(loaded.state.hosts["hub-1"]?.runtime?.instanceID == "vm-aaaaaaaa")
        #expect(loaded.state.consumedPlans == ["sha256:p1"])
        #expect(
            try FileSystem.list(folder) == [
                ".gitignore", "history", "quickstart.ledger.jsonl", "quickstart.lock", "quickstart.state.json",
            ])
        #expect(try FileSystem.list(paths.runs).count == 1)
        #expect(try makeStore(folder).ledger().map(\.event.host) == ["hub-1"])
        #expect(try FileSystem.read(paths.lock).isEmpty)
    }

    @Test func aPlanRunsOnce() async throws {
        try await create("hub-1", "aaaaaaaa", seed: 1, plan: "sha256:p1")
        let session = try await makeStore(folder, seed: 2).open()
        await #expect(throws: RecordsError.planConsumed("sha256:p1")) { try await session.begin(plan: "sha256:p1") }
        try await session.close()
    }

    @Test func noChangeIsNoSave() async throws {
        try await create("hub-1", "aaaaaaaa", seed: 1)
        let before = try FileSystem.read(paths.state)
        let session = try await makeStore(folder, seed: 2).open()
        try await session.begin(plan: nil)
        try await session.update { $0.orphans = [:] }
        try await session.close()
        #expect(try FileSystem.read(paths.state) == before)
        #expect(FileSystem.kind(paths.journal) == nil)
    }

    @Test func theLastTenSnapshotsAreKept() async throws {
        for index in 0..<14 {
            try await create(
                "h-\(index)", "aaaaaaa\(Character(Unicode.Scalar(UInt8(97 + index))))", seed: UInt64(index))
        }
        let history = try await makeStore(folder).history()
        #expect(history.map(\.serial) == (5...14).reversed().map { $0 })
        for entry in history { #expect(try await makeStore(folder).read(entry).serial == entry.serial) }
        #expect(try makeStore(folder).ledger().count == 14)
    }

    @Test func aCrashedRunIsTakenUp() async throws {
        let store = makeStore(folder)
        do {
            let session = try await store.open()
            try await session.begin(plan: "sha256:p1")
            try await session.intend([sampleIntent("i-one"), sampleIntent("i-two", host: "b", uid: "bbbbbbbb")])
            try await session.conclude(
                Outcome(intent: "i-one", verdict: .ok, changes: [.put("hub-1", sampleRecord())]))
        }
        // The session was dropped without `close`, as a killed process drops it.
        let loaded = try await store.load()
        #expect(loaded.openIntents.map(\.id) == ["i-two"])
        #expect(loaded.state.hosts["hub-1"]?.phase == .ready)
        #expect(loaded.state.hosts["b"]?.phase == .creating)
        #expect(loaded.state.consumedPlans == ["sha256:p1"])
        let session = try await store.open()
        try await session.conclude(Outcome(intent: "i-two", verdict: .refused, changes: [.remove("b")]))
        try await session.close()
        let after = try await store.load()
        #expect(after.openIntents.isEmpty)
        #expect(after.state.hosts.keys.sorted() == ["hub-1"])
        #expect(after.state.lineage == loaded.state.lineage)
    }

    @Test func manyResultsAreFoldedOnTheWayAndOpenIntentsSurviveIt() async throws {
        let session = try await makeStore(folder).open()
        try await session.begin(plan: "sha256:p1")
        try await session.intend([sampleIntent("i-open", host: "open", uid: "zzzzzzzz")])
        try await withThrowingTaskGroup { group in
            for index in 0..<300 {
                group.addTask {
                    let host = "n-\(index)"
                    try await session.intend([sampleIntent("i-\(index)", host: host)])
                    try await session.conclude(
                        Outcome(
                            intent: "i-\(index)", verdict: .ok, changes: [.put(host, sampleRecord(instance: host))],
                            ledger: LedgerEvent(host: host, uid: "u", action: "create", outcome: "ok")))
                }
            }
            try await group.waitForAll()
        }
        #expect(try await makeStore(folder).load().state.serial == 2)
        let loaded = try await makeStore(folder).load()
        #expect(loaded.openIntents.map(\.id) == ["i-open"])
        #expect(loaded.state.hosts.count == 301)
        try await session.close()
        let after = try await makeStore(folder).load()
        #expect(after.openIntents.map(\.id) == ["i-open"])
        #expect(after.state.hosts == loaded.state.hosts)
        let ledger = try makeStore(folder).ledger()
        #expect(Set(ledger.map(\.event.host)).count == 300)
        #expect(ledger.count == 300)
        #expect(ledger.allSatisfy { $0.plan == "sha256:p1" && $0.who == "root@vm" })
    }

    @Test func aStateChangedByAnotherHandIsNotOverwritten() async throws {
        try await create("hub-1", "aaaaaaaa", seed: 1)
        let session = try await makeStore(folder, seed: 2).open()
        try await session.begin(plan: "sha256:p2")
        var other = try StateDocument.decode(FileSystem.read(paths.state))
        other.serial += 1
        try overwrite(paths.state, StateDocument.encode(other))
        do {
            try await session.close()
            Issue.record("saved over another hand's state")
        } catch {
            guard case .saveFailed(_, let reason, let emergency) = error else { throw error }
            #expect(reason.contains("was changed by somebody else since serial 2 was loaded"))
            let kept = try #require(emergency)
            #expect(kept.hasPrefix("\(folder)/quickstart.errored-w-"))
            #expect(try StateDocument.decode(FileSystem.read(kept)).consumedPlans == ["sha256:p2"])
        }
        #expect(try StateDocument.decode(FileSystem.read(paths.state)) == other)
        #expect(FileSystem.kind(paths.journal) == .file)
        // The lock is free again.
        try await makeStore(folder, seed: 3).open().close()
    }

    @Test func aClosedSessionTakesNothing() async throws {
        let session = try await makeStore(folder).open()
        try await session.close()
        await #expect(throws: RecordsError.closed) { try await session.note("x", changes: []) }
        await #expect(throws: RecordsError.closed) { try await session.begin(plan: nil) }
        try await session.close()
    }

    @Test func aRemovedLockFileStopsNewCalls() async throws {
        let session = try await makeStore(folder).open()
        try await session.begin(plan: nil)
        try FileSystem.remove(paths.lock)
        await #expect(throws: RecordsError.lockLost(path: paths.lock)) {
            try await session.intend([sampleIntent("i-1")])
        }
    }

    @Test func leftoversOfAKilledSaveAreRemovedByTheNextRunOnly() async throws {
        try FileSystem.makeFolder(folder)
        for name in [
            ".tmp-quickstart-w-abcdefghijkl", ".tmp-quickstart-probe", ".tmp-other-w-abcdefghijkl",
            ".tmp-quickstart-w-x",
        ] {
            try overwrite("\(folder)/\(name)", [1])
        }
        try await makeStore(folder).open().close()
        #expect(
            try FileSystem.list(folder).filter { $0.hasPrefix(".tmp") } == [
                ".tmp-other-w-abcdefghijkl", ".tmp-quickstart-w-x",
            ])
    }
}
