import Hosts
import JSON
import Providers
import Testing

@Suite struct ProviderRegistryTests {
    @Test func opensOnceAndLazily() async throws {
        let folder = try TemporaryFolder()
        let asked = Notebook<ProviderID>()
        let registry = ProviderRegistry { id in
            asked.note(id)
            return ProviderContext(settings: ["world": .string("here.json")], stateFolder: folder.path)
        }
        #expect(asked.notes.isEmpty)
        let first = try registry.provider(.local)
        let second = try registry.provider(.local)
        #expect(asked.notes == [.local])
        let runtime = try await first.createHost(Sample.create("hub"), userData: nil)
        #expect(try await second.getHost(runtime) != nil)
        #expect(try LocalDrill(.file("\(folder.path)/here.json")).hosts().count == 1)
    }

    @Test(arguments: ProviderID.allCases.filter { !ProviderTable.built.contains($0) })
    func saysWhatIsBuiltIn(id: ProviderID) {
        let registry = ProviderRegistry { _ in ProviderContext(stateFolder: "/nowhere") }
        #expect {
            try registry.provider(id)
        } throws: {
            let built = ProviderTable.built.map(\.rawValue).joined(separator: ", ")
            return "\($0)"
                == "\(id.rawValue): NotBuilt: \(id.rawValue) is not built into this version; built in: \(built)"
        }
        #expect(ProviderTable.capabilities(of: id) == nil)
    }

    @Test func listsEveryCloud() {
        #expect(ProviderTable.all.map(\.id) == [.aws, .gcp, .hyperstack, .lambda, .local, .nebius])
        #expect(Set(ProviderTable.built).isSuperset(of: [.gcp, .hyperstack, .lambda, .local]))
        let local = ProviderTable.capabilities(of: .local)
        #expect(local?.machineTypeChange == .stopStart)
        #expect(local?.dataDiskGrowth == .inPlace)
        #expect(local?.pricingChange == .replace)
        #expect(local?.defaultRegion == "local")
    }

    @Test func checksKeysAndValues() {
        let settings: OptionMap = [
            "latncy": .string("1s"), "x-note": .null, "read_latency": .string("soon"), "world": .int(3),
            "faults": .array([.object(["verb": .string("create"), "kind": .string("quota"), "tims": .int(1)])]),
        ]
        let found = ProviderTable.check(settings: settings, of: .local)
        #expect(
            found == [
                SettingFinding(
                    key: "latncy",
                    message: "`latncy` is no setting of local; known are faults, latency, read_latency, world",
                    suggestion: "latency"),
                SettingFinding(key: "world", message: "expected the path of a file"),
                SettingFinding(key: "read_latency", message: "expected a duration such as 100ms or 5s"),
                SettingFinding(key: "faults[0].tims", message: "no such key in a fault rule", suggestion: "times"),
            ])
        #expect(
            ProviderTable.check(options: ["platform": .string("x")], of: .local).map(\.message) == [
                "`platform` is no option of local; it has none"
            ])
        #expect(ProviderTable.check(settings: settings, of: .aws) == [])
        let registry = ProviderRegistry { _ in ProviderContext(settings: settings, stateFolder: "/nowhere") }
        #expect {
            try registry.provider(.local)
        } throws: {
            "\($0)".hasSuffix("known are faults, latency, read_latency, world; did you mean `latency`? (and 3 more)")
        }
    }

    @Test(arguments: [
        (#"{"faults":[{"verb":"create","kind":"quota"}]}"#, "quota"), (#"[{"verb":"create","kind":"auth"}]"#, "auth"),
        (#"[{"verb":"create"}]"#, "invalid"), ("[", "invalid"),
    ])
    func readsFaultsFromTheEnvironment(json: String, outcome: String) async throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/faults.json"
        try TemporaryFolder.write(json, to: path)
        let registry = ProviderRegistry { _ in
            ProviderContext(
                environment: { $0 == "BERTH_LOCAL_FAULTS" ? path : nil }, stateFolder: folder.path)
        }
        do throws(ProviderError) {
            _ = try await registry.provider(.local).createHost(Sample.create("hub"), userData: nil)
            Issue.record("did not fail")
        } catch {
            #expect(error.kindName == outcome)
            if outcome == "invalid" { #expect(error.message.contains(path)) }
        }
    }
}
