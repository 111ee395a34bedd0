import Files
import Hosts
import Testing

@testable import Records

/// Every numbered point, without a process: at each one the folder is copied, which is what a killed process would
/// leave, and the copy is taken up by a next run.
@Suite struct CrashPointTests {
    /// What a kill at one point leaves behind.
    struct Wreck: Sendable {
        var point: CrashPoint
        var folder: String
        /// Intents whose VM exists in the cloud by then.
        var vms: Set<String>
    }

    /// Three creates and a delete, saved in between, with the folder copied at every point.
    private static func run(in scratch: Scratch) async throws -> [Wreck] {
        let folder = "\(scratch.path)/state"
        let wrecks = Shared<[Wreck]>([])
        let vms = Shared<Set<String>>([])
        let faults = FaultPoints { point, _ in
            let copy = "\(scratch.path)/copy-\(wrecks.value.count)"
            do { try Scratch.copyTree(folder, to: copy) } catch { Issue.record(error) }
            wrecks.change { $0.append(Wreck(point: point, folder: copy, vms: vms.value)) }
        }
        let session = try await makeStore(folder, faults: faults).open()
        try await session.begin(plan: "sha256:p")
        for (host, uid) in [("a", "aaaaaaaa"), ("b", "bbbbbbbb"), ("c", "cccccccc")] {
            try await session.intend([sampleIntent("i-\(host)", host: host, uid: uid)])
            faults.reach(.callBefore)
            vms.change { _ = $0.insert("i-\(host)") }
            faults.reach(.callAnswered)
            try await session.conclude(
                Outcome(
                    intent: "i-\(host)", verdict: .ok,
                    changes: [.put(host, sampleRecord(uid, instance: "vm-\(host)", name: host))],
                    ledger: LedgerEvent(host: host, uid: uid, action: "create", outcome: "ok")))
            if host == "b" { try await session.save() }
        }
        var delete = sampleIntent("i-del", host: "a", uid: "aaaaaaaa")
        delete.verb = .delete
        delete.changes = []
        try await session.intend([delete])
        faults.reach(.callBefore)
        vms.change { _ = $0.remove("i-a") }
        faults.reach(.callAnswered)
        try await session.conclude(
            Outcome(
                intent: "i-del", verdict: .ok, changes: [.remove("a")],
                ledger: LedgerEvent(host: "a", uid: "aaaaaaaa", action: "delete", outcome: "ok")))
        try await session.close()
        return wrecks.value
    }

    @Test func everyPointIsReached() async throws {
        let scratch = try Scratch()
        let reached = try await Self.run(in: scratch).map(\.point)
        #expect(Set(reached) == Set(CrashPoint.allCases))
    }

    @Test func aKillAtAnyPointLosesNothing() async throws {
        let scratch = try Scratch()
        let wrecks = try await Self.run(in: scratch)
        #expect(wrecks.count > 40)
        for (number, wreck) in wrecks.enumerated() {
            let place = "\(number) \(wreck.point.rawValue)"
            let store = makeStore(wreck.folder, seed: 77, run: "r-next")
            let loaded = try await store.load()
            expectKnown(wreck, loaded.state, place)
            try await takeUp(wreck, store)
            let after = try await store.load()
            #expect(after.openIntents.isEmpty, "\(place)")
            #expect(after.notices.isEmpty, "\(place)")
            #expect(
                Set(after.state.hosts.values.compactMap(\.runtime?.instanceID))
                    == Set(
                        wreck.vms.map { "vm-\($0.dropFirst(2))" }), "\(place)")
            #expect(await StateVerifier(store).findings() == [], "\(place)")
            if !loaded.isNew { #expect(after.state.lineage == loaded.state.lineage, "\(place)") }
            let steps = try store.ledger().map { "\($0.event.action) \($0.event.host)" }
            #expect(Set(steps).count == steps.count, "\(place): \(steps)")
        }
    }

    /// Every VM in the cloud is in a record or has an open intent, and every recorded VM is there or has one.
    private func expectKnown(_ wreck: Wreck, _ state: FleetState, _ place: String) {
        let open = Set(state.pending.map(\.id))
        for vm in wreck.vms {
            let recorded = state.hosts["\(vm.dropFirst(2))"]?.runtime != nil
            #expect(recorded || open.contains(vm), "\(place): \(vm) is lost")
        }
        for (host, record) in state.hosts where record.runtime != nil {
            #expect(wreck.vms.contains("i-\(host)") || open.contains("i-del"), "\(place): \(host) is a ghost")
        }
    }

    /// What the applier does first: settle each open intent by looking into the cloud.
    private func takeUp(_ wreck: Wreck, _ store: StateStore) async throws {
        let session = try await store.open()
        for intent in await session.openIntents {
            let host = intent.host
            let exists = wreck.vms.contains("i-\(host)")
            let change: HostChange =
                exists ? .put(host, sampleRecord(intent.uid, instance: "vm-\(host)", name: host)) : .remove(host)
            let done = exists == (intent.verb == .create)
            try await session.conclude(
                Outcome(intent: intent.id, verdict: done ? .ok : .refused, changes: [change]))
        }
        try await session.close()
    }

    @Test func twoRunsInARowOverAWreckAddNoLedgerLineTwice() async throws {
        let scratch = try Scratch()
        for wreck in try await Self.run(in: scratch) where wreck.point == .saveTemp || wreck.point == .saveRenamed {
            let store = makeStore(wreck.folder, seed: 78)
            try await takeUp(wreck, store)
            let once = try store.ledger()
            let session = try await store.open()
            try await session.begin(plan: "sha256:other")
            try await session.close()
            #expect(try store.ledger() == once)
        }
    }
}
