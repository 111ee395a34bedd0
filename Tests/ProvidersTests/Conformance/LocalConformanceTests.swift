import Hosts
import JSON
import Providers
import Testing

@Suite struct LocalConformanceTests {
    static let rules = LifecycleRules.all + TruthRules.all + PlanRules.all
    static let memory = ConformanceTarget(name: "memory") { faults in try bench(.memory(), faults) }
    static let file = ConformanceTarget(name: "file") { faults in
        let folder = try TemporaryFolder()
        return try bench(.file("\(folder.path)/local-cloud.json"), faults, keeping: folder)
    }

    @Test(arguments: [memory, file], rules)
    func keeps(target: ConformanceTarget, rule: ConformanceRule) async {
        #expect(await rule.violations(of: target) == [])
    }

    private static func bench(
        _ world: LocalWorld, _ faults: [ScriptedFault], keeping folder: TemporaryFolder? = nil
    ) throws -> ConformanceTarget.Bench {
        let meter = RequestMeter()
        let rules = faults.map { fault in
            var rule: [String: JSONValue] = ["verb": .string(fault.verb), "kind": .string(fault.kind.rawValue)]
            if let wait = fault.retryAfter { rule["retry_after"] = .int(wait) }
            if fault.after > 0 { rule["after"] = .int(fault.after) }
            return JSONValue.object(rule)
        }
        let settings = try Sample.settings(faults: .array(rules))
        return ConformanceTarget.Bench(
            provider: LocalProvider(world: world, settings: settings, meter: meter), meter: meter,
            digest: { [folder] in
                _ = folder
                return try world.digest()
            })
    }
}
