import Testing

@Suite struct HyperstackConformanceTests {
    @Test(arguments: LocalConformanceTests.rules)
    func keeps(rule: ConformanceRule) async throws {
        let benches = Notebook<ConformanceTarget.Bench>()
        var target = HyperstackBench.target
        let make = target.make
        target.make = { faults in
            let bench = try await make(faults)
            benches.note(bench)
            return bench
        }
        let found = await rule.violations(of: target)
        #expect(found == [])
        for bench in benches.notes { #expect(try await bench.refusals() == []) }
    }
}
