import TestServers
import Testing

/// Every cloud's adapter keeps every rule, in front of its strict server.
@Suite struct CloudConformanceTests {
    static let targets = [GCPBench.target, HyperstackBench.target, LambdaBench.target]

    @Test(arguments: targets, LocalConformanceTests.rules)
    func keeps(target: ConformanceTarget, rule: ConformanceRule) async throws {
        let benches = Notebook<ConformanceTarget.Bench>()
        var noted = target
        noted.make = { faults in
            let bench = try await target.make(faults)
            benches.note(bench)
            return bench
        }
        #expect(await rule.violations(of: noted) == [])
        for bench in benches.notes { #expect(try await bench.refusals() == []) }
    }

    @Test(arguments: WireTarget.all, WireRule.all)
    func keeps(target: WireTarget, rule: WireRule) async throws {
        let benches = Notebook<WireTarget.Bench>()
        var noted = target
        noted.make = { wiring in
            let bench = try await target.make(wiring)
            benches.note(bench)
            return bench
        }
        switch await rule.verdict(on: noted) {
        case .kept: #expect(!benches.notes.isEmpty, "a rule looks at a world")
        case .broken(let found): Issue.record("\(target.names.name), \(rule.name): \(found)")
        case .meaningless(let reason): print("\(rule.name) asks nothing of \(target.names.name): \(reason)")
        }
        for bench in benches.notes { #expect(try await bench.world.refusals() == []) }
    }
}
