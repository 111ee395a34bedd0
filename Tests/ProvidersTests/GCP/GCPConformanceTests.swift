import Testing

@Suite struct GCPConformanceTests {
    @Test(arguments: LocalConformanceTests.rules)
    func keeps(rule: ConformanceRule) async {
        #expect(await rule.violations(of: GCPBench.target) == [])
    }

    @Test(arguments: WireRule.all)
    func keeps(rule: WireRule) async throws { try await rule.check(Self.wire) }

    static let wire = WireTarget(
        name: "gcp", createPath: "*/instances", listPath: "*/aggregated/instances", listCost: 2,
        request: { GCPBench.request($0) },
        make: { policy in
            let bench = try await GCPBench.make(policy: policy)
            return WireTarget.Bench(
                provider: bench.provider, world: bench.world, meter: bench.meter, clock: bench.clock)
        })
}
