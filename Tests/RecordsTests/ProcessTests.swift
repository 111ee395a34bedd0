import Files
import Glibc
import Testing

@testable import Records

/// Real processes that end as by `kill -9`.
@Suite struct ProcessTests {
    @Test func aKilledProcessLeavesItsIntentAndNoLock() async throws {
        let scratch = try Scratch()
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = scratch.path as String] in
            _ = unsafe setenv(FaultPoints.variable, "intent.synced:2", 1)
            let session = try await makeStore(path, faults: .fromEnvironment()).open()
            try await session.begin(plan: "sha256:p")
            try await session.intend([sampleIntent("i-1")])
            try await session.intend([sampleIntent("i-2")])
            try await session.close()
        }
        let store = makeStore(scratch.path, seed: 2)
        #expect(try await store.load().openIntents.map(\.id) == ["i-1", "i-2"])
        try await store.open().close()
    }

    @Test func aTornWriteIsCutByTheNextRun() async throws {
        let scratch = try Scratch()
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = scratch.path as String] in
            _ = unsafe setenv(FaultPoints.variable, "result.torn", 1)
            let session = try await makeStore(path, faults: .fromEnvironment()).open()
            try await session.intend([sampleIntent("i-1")])
            try await session.conclude(Outcome(intent: "i-1", verdict: .ok))
            try await session.close()
        }
        let store = makeStore(scratch.path, seed: 2)
        let loaded = try await store.load()
        #expect(loaded.openIntents.map(\.id) == ["i-1"])
        #expect(loaded.notices.count == 1)
    }

    @Test func anUnarmedProcessReachesItsEnd() async throws {
        let scratch = try Scratch()
        await #expect(processExitsWith: .success) { [path = scratch.path as String] in
            _ = unsafe setenv(FaultPoints.variable, "nowhere:1", 1)
            let session = try await makeStore(path, faults: .fromEnvironment()).open()
            try await session.intend([sampleIntent("i-1")])
            try await session.close()
        }
        #expect(try await makeStore(scratch.path).load().openIntents.count == 1)
    }
}
