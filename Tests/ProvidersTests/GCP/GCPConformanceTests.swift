import Testing

@Suite struct GCPConformanceTests {
    @Test(arguments: LocalConformanceTests.rules)
    func keeps(rule: ConformanceRule) async {
        #expect(await rule.violations(of: GCPBench.target) == [])
    }
}
