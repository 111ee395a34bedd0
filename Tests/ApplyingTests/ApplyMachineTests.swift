import Hosts
import Planning
import Records
import Testing

@testable import Applying

/// A whole plan: limits, failures, interrupts, and every order in which things may happen.
@Suite struct ApplyMachineTests {
    private static func creates(_ count: Int, at provider: ProviderID = .local) -> [Step] {
        (0..<count).map { index in
            makeStep(.create, [.create], host: "\(provider.rawValue)-\(index)") {
                $0.provider = provider
                $0.candidates = [candidate(provider)]
            }
        }
    }

    private static func deletes(_ count: Int) -> [Step] {
        (0..<count).map { makeStep(.delete, [.delete(keepData: false)], host: "old-\($0)") }
    }

    /// Lets everything happen in the order it was asked for.
    private static func play(_ orchestra: inout Orchestra, _ answer: (Int) -> CallAnswer) {
        for _ in 0..<10_000 where !orchestra.machine.isFinished {
            if !orchestra.pending.isEmpty {
                orchestra.happen(orchestra.pending.removeFirst())
            } else if let step = orchestra.inFlight.keys.min() {
                orchestra.happen(.answered(step, answer(step)))
            } else {
                return
            }
        }
    }

    @Test(arguments: [1, 2, 3, 10, 64]) func total(_ limit: Int) {
        var orchestra = Orchestra(Self.creates(20), total: limit)
        Self.play(&orchestra) { _ in .done(runtime()) }
        #expect(orchestra.faults(of: 20) == [])
        #expect(orchestra.mostInFlight == min(limit, 20), "the limit is used")
        #expect(orchestra.open.isEmpty)
    }

    @Test func eachAccountHasItsOwn() {
        let steps = Self.creates(10) + Self.creates(10, at: .gcp)
        var orchestra = Orchestra(steps, total: 8, byProvider: [.local: 2, .gcp: 5])
        Self.play(&orchestra) { _ in .done(runtime()) }
        #expect(orchestra.faults(of: 20) == [])
    }

    @Test func aSlowAccountDoesNotHoldUpTheOthers() {
        let steps = Self.creates(10) + Self.creates(5, at: .gcp)
        var orchestra = Orchestra(steps, total: 6, byProvider: [.local: 1])
        while !orchestra.pending.isEmpty { orchestra.happen(orchestra.pending.removeFirst()) }
        #expect(orchestra.inFlight.values.filter { $0 == .gcp }.count == 5)
        #expect(orchestra.inFlight.values.filter { $0 == .local }.count == 1)
        Self.play(&orchestra) { _ in .done(runtime()) }
        #expect(orchestra.faults(of: 15) == [])
    }

    @Test func aFailedDeleteStopsFurtherDeletesOnly() {
        var orchestra = Orchestra(Self.deletes(4) + Self.creates(2), total: 1)
        Self.play(&orchestra) { $0 == 1 ? .refused(error(.conflict), leftover: nil) : .done(runtime()) }
        #expect(orchestra.faults(of: 6) == [])
        #expect(orchestra.started == [0, 1, 4, 5])
        #expect(orchestra.ends[2] == [.skipped("an earlier delete failed")])
        #expect(orchestra.open.isEmpty, "what was not called is closed")
    }

    @Test func aFailedCreateStopsNobody() {
        var orchestra = Orchestra(Self.creates(3) + Self.deletes(2), total: 1)
        Self.play(&orchestra) { $0 == 0 ? .refused(error(.quota), leftover: nil) : .done(runtime()) }
        #expect(orchestra.started == [0, 1, 2, 3, 4])
    }

    @Test func anInterruptLetsRunningStepsFinishWhole() {
        let steps = [makeStep(.resize, [.stop, .resize(machineType: "s8"), .start])] + Self.creates(5)
        var orchestra = Orchestra(steps, total: 2)
        while orchestra.inFlight[0] == nil { orchestra.happen(orchestra.pending.removeFirst()) }
        orchestra.happen(.interrupted)
        orchestra.happen(.interrupted)
        Self.play(&orchestra) { _ in .done(runtime()) }
        #expect(orchestra.faults(of: 6) == [])
        #expect(orchestra.ends[0]?.first == .done(runtime()), "a stopped host is not left off")
        #expect(orchestra.machine.interrupted)
        #expect(orchestra.open.isEmpty)
        #expect(orchestra.ends.values.filter { if case .skipped = $0[0] { true } else { false } }.count >= 3)
    }

    @Test func withoutRecordsNothingNewIsCalled() {
        var orchestra = Orchestra(Self.creates(6), total: 2)
        orchestra.happen(orchestra.pending.removeFirst())
        #expect(orchestra.inFlight.count == 2)
        orchestra.happen(.recordsFailed("disk full"))
        Self.play(&orchestra) { _ in .done(runtime()) }
        #expect(orchestra.faults(of: 6) == [])
        #expect(orchestra.started == [0, 1])
        #expect(orchestra.machine.recordFault == "disk full")
    }

    @Test func recordOnlyStepsNeedNoRoom() {
        let steps = (0..<5).map { makeStep(.update, [], host: "h\($0)") }
        let orchestra = Orchestra(steps, total: 1)
        #expect(orchestra.faults(of: 5) == [])
    }

    /// Every order of events of small plans, with every answer.
    @Test(arguments: [1, 2, 3]) func everyInterleaving(_ limit: Int) {
        let steps = [
            makeStep(.delete, [.delete(keepData: false)], host: "a"),
            makeStep(.resize, [.stop, .resize(machineType: "s8"), .start], host: "b"),
            makeStep(.create, [.create], host: "c") { $0.candidates = [candidate(), candidate(.gcp)] },
        ]
        var ways = 0
        var faults: [String] = []
        func walk(_ orchestra: Orchestra, interrupted: Bool) {
            guard !orchestra.machine.isFinished, faults.isEmpty else {
                ways += 1
                faults += orchestra.faults(of: steps.count)
                return
            }
            var choices = 0
            func on(
                _ event: ApplyMachine.Event, _ interrupts: Bool = false, _ edit: (inout Orchestra) -> Void = { _ in }
            ) {
                choices += 1
                var copy = orchestra
                edit(&copy)
                copy.happen(event)
                walk(copy, interrupted: interrupted || interrupts)
            }
            for (index, event) in orchestra.pending.enumerated() { on(event) { $0.pending.remove(at: index) } }
            for step in orchestra.inFlight.keys.sorted() {
                on(.answered(step, .done(runtime())))
                on(.answered(step, .refused(error(.capacity), leftover: nil)))
                if step == 0 { on(.answered(step, .unknown(error(.transient)))) }
            }
            if !interrupted, orchestra.inFlight.count == 1, orchestra.pending.isEmpty { on(.interrupted, true) }
            if choices == 0 { faults.append("nothing can happen any more") }
        }
        walk(Orchestra(steps, total: limit), interrupted: false)
        #expect(faults == [])
        #expect(ways > 100)
    }

    /// Random orders of larger plans, interrupted or cut off from the records now and then.
    @Test(arguments: Array(UInt64(1)...300)) func randomWalks(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &random) }
        var steps: [Step] = []
        for index in 0..<(4 + below(12)) {
            let kinds: [(Step.Action, [PlannedCall])] = [
                (.create, [.create]), (.delete, [.delete(keepData: true)]), (.stop, [.stop]), (.update, []),
                (.replace, [.delete(keepData: true), .create]),
                (.resize, [.stop, .resize(machineType: "s8"), .start]),
            ]
            let (action, calls) = kinds[below(kinds.count)]
            steps.append(
                makeStep(action, calls, host: "h\(index)") {
                    $0.provider = below(2) == 0 ? .local : .gcp
                    if calls.contains(.create) { $0.candidates = [candidate($0.provider), candidate(.aws)] }
                })
        }
        var records: [String: HostRecord] = [:]
        for step in steps where step.calls.first != .create {
            records[step.host] = readyRecord { $0.provider = step.provider }
        }
        var orchestra = Orchestra(steps, records, total: 1 + below(5), byProvider: [.local: 1 + below(3), .gcp: 2])
        for _ in 0..<10_000 where !orchestra.machine.isFinished {
            let choices = orchestra.pending.count + orchestra.inFlight.count
            if choices == 0 { break }
            let roll = below(100)
            if roll == 0 { orchestra.happen(.interrupted) }
            if roll == 1 { orchestra.happen(.recordsFailed("disk full")) }
            guard orchestra.pending.count + orchestra.inFlight.count > 0 else { continue }
            let choice = below(orchestra.pending.count + orchestra.inFlight.count)
            if choice < orchestra.pending.count {
                orchestra.happen(orchestra.pending.remove(at: choice))
            } else {
                let step = orchestra.inFlight.keys.sorted()[choice - orchestra.pending.count]
                let answers: [CallAnswer] = [
                    .done(runtime()), .done(runtime()), .done(runtime()), .unknown(error(.transient)),
                    .refused(error(.capacity), leftover: nil), .refused(error(.quota), leftover: nil),
                    .refused(error(.capacity), leftover: runtime("vm-9")),
                ]
                orchestra.happen(.answered(step, answers[below(answers.count)]))
            }
        }
        #expect(orchestra.faults(of: steps.count) == [])
    }
}
