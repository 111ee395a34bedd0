import Files
import Testing

@testable import Records

@Suite struct LockTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    @Test func theHolderIsNamed() async throws {
        let session = try await makeStore(scratch.path).open()
        let later = StateStore(
            folder: scratch.path, fleet: "quickstart", identity: RunIdentity(run: "r-2", command: "apply"),
            now: { Timestamp(seconds: noon.seconds + 41) })
        do {
            _ = try await later.open()
            Issue.record("opened twice")
        } catch {
            #expect(error.description == "state is locked by pid 4711 (root@vm, `apply`, 41s ago)")
        }
        try await session.close()
        try await later.open().close()
    }

    @Test func readingNeedsNoLock() async throws {
        let session = try await makeStore(scratch.path).open()
        #expect(try await makeStore(scratch.path).load().isNew)
        try await session.close()
    }

    @Test func fleetsDoNotLockEachOther() async throws {
        let one = try await makeStore(scratch.path, fleet: "one").open()
        let two = try await makeStore(scratch.path, fleet: "two").open()
        try await one.close()
        try await two.close()
    }

    @Test(arguments: [(0, [Int]()), (1, [1]), (10, [1, 2, 4, 3]), (40, [1, 2, 4, 8, 16, 9])])
    func waitsLongerAndLongerUpToTheTimeout(timeout: Int, sleeps: [Int]) async throws {
        let session = try await makeStore(scratch.path).open()
        let clock = ManualClock()
        await #expect(throws: RecordsError.self) {
            try await makeStore(scratch.path, clock: clock).open(lockTimeout: .seconds(timeout))
        }
        #expect(clock.sleeps == sleeps.map { .seconds($0) })
        try await session.close()
    }

    @Test func aLockFreedMeanwhileIsTaken() async throws {
        let holder = Shared<LocalLock?>(nil)
        let first = makeStore(scratch.path)
        let info = LockInfo(id: "x", identity: first.identity, created: noon, path: "p")
        try holder.change { $0 = try LocalLock(first.paths.lock, info: info) }
        let clock = ManualClock { count in if count == 2 { holder.change { $0 = nil } } }
        let session = try await makeStore(scratch.path, clock: clock).open(lockTimeout: .seconds(60))
        #expect(clock.sleeps == [.seconds(1), .seconds(2)])
        try await session.close()
    }

    @Test func ofTwentyExactlyOneHoldsIt() async throws {
        for round in 0..<10 {
            let open = Shared<[WriteSession]>([])
            await withTaskGroup { group in
                for index in 0..<20 {
                    group.addTask {
                        let store = makeStore(scratch.path, seed: UInt64(index))
                        guard let session = try? await store.open() else { return }
                        open.change { $0.append(session) }
                    }
                }
            }
            let sessions = open.value
            #expect(sessions.count == 1, "round \(round)")
            for session in sessions { try await session.close() }
        }
    }

    @Test func aLockTextOfAnotherProgramIsNoTrouble() async throws {
        let path = StatePaths(folder: scratch.path, fleet: "quickstart").lock
        try overwrite(path, Array("not json".utf8))
        let other = try Descriptor(path, .update)
        #expect(try other.lock(wait: false))
        await #expect(throws: RecordsError.locked(nil, age: nil)) { try await makeStore(scratch.path).open() }
        other.unlock()
        try await makeStore(scratch.path).open().close()
    }

    @Test func theTextComesBack() throws {
        var info = LockInfo(
            id: "abc", identity: RunIdentity(who: "a@b", run: "r-1", command: "apply", pid: 7, bootID: "boot"),
            created: noon, path: "state/x")
        #expect(LockInfo(info.text) == info)
        info.bootID = nil
        #expect(LockInfo(info.text) == info)
        #expect(LockInfo([]) == nil)
    }
}
