import Testing

@Suite struct LambdaConformanceTests {
    @Test(arguments: LocalConformanceTests.rules)
    func keeps(rule: ConformanceRule) async throws {
        let benches = Notebook<ConformanceTarget.Bench>()
        var target = LambdaBench.target
        let make = target.make
        target.make = { faults in
            let bench = try await make(faults)
            benches.note(bench)
            return bench
        }
        #expect(await rule.violations(of: target) == [])
        for bench in benches.notes { #expect(try await bench.refusals() == []) }
    }
}
