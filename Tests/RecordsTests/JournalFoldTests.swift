import Hosts
import Testing

@testable import Records

@Suite struct JournalFoldTests {
    private func fold(_ events: JournalEvent..., from state: FleetState = FleetState(fleet: "f", lineage: "l")) -> (
        state: FleetState, openIntents: [Intent]
    ) {
        let entries = events.enumerated().map {
            JournalEntry(epoch: 1, sequence: $0 + 1, run: "r", time: noon, event: $1)
        }
        return JournalFold.fold(state, entries)
    }

    @Test func anIntentIsOpenUntilAVerdict() {
        let open = fold(.intent(sampleIntent("i-1")))
        #expect(open.openIntents.map(\.id) == ["i-1"])
        #expect(open.state.pending == open.openIntents)
        #expect(open.state.hosts["hub-1"]?.phase == .creating)
    }

    @Test(arguments: [(Outcome.Verdict.ok, 0), (.refused, 0), (.unknown, 1)])
    func onlyDefiniteVerdictsClose(verdict: Outcome.Verdict, open: Int) {
        let result = fold(.intent(sampleIntent("i-1")), .result(Outcome(intent: "i-1", verdict: verdict)))
        #expect(result.openIntents.count == open)
    }

    @Test func theLastRecordWins() {
        let result = fold(
            .intent(sampleIntent("i-1")),
            .result(Outcome(intent: "i-1", verdict: .ok, changes: [.put("hub-1", sampleRecord(instance: "1"))])),
            .note(
                text: "rename", changes: [.remove("hub-1"), .put("hub-2", sampleRecord(instance: "1"))], ledger: nil))
        #expect(result.state.hosts.keys.sorted() == ["hub-2"])
        #expect(result.state.hosts["hub-2"]?.runtime?.instanceID == "1")
    }

    @Test func intentsOfTheSnapshotComeFirst() {
        var state = FleetState(fleet: "f", lineage: "l")
        state.pending = [sampleIntent("i-z"), sampleIntent("i-a")]
        let result = fold(
            .intent(sampleIntent("i-m")), .result(Outcome(intent: "i-z", verdict: .ok)), from: state)
        #expect(result.openIntents.map(\.id) == ["i-a", "i-m"])
    }

    @Test func aPlanIsRememberedOnceAndTheLastHundredAreKept() {
        func begin(_ plan: String) -> JournalEvent { .runBegin(who: "w", command: "c", plan: plan, serial: 1) }
        #expect(fold(begin("a"), begin("b"), begin("a")).state.consumedPlans == ["a", "b"])
        var state = FleetState(fleet: "f", lineage: "l")
        state.consumedPlans = (1...100).map(String.init)
        #expect(fold(begin("x"), from: state).state.consumedPlans == (2...100).map(String.init) + ["x"])
    }
}
