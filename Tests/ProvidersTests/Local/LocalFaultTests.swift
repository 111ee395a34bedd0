import Hosts
import JSON
import Testing

@testable import Providers

@Suite struct LocalFaultTests {
    @Test func countsAcrossProcesses() async throws {
        let folder = try TemporaryFolder()
        let settings = try Sample.faults(
            #"[{"verb":"create","kind":"stock-out","host":"train-*","after":1,"times":2}]"#)
        var outcomes: [String] = []
        for index in 1...5 {
            // A new handle each time, as a new process would have.
            let provider = LocalProvider(world: .file("\(folder.path)/w.json"), settings: settings)
            do throws(ProviderError) {
                _ = try await provider.createHost(Sample.create("train-\(index)"), userData: nil)
                outcomes.append("made")
            } catch {
                outcomes.append(error.kindName)
            }
            _ = try await provider.createHost(Sample.create("hub-\(index)"), userData: nil)
        }
        #expect(outcomes == ["made", "capacity", "capacity", "made", "made"])
    }

    @Test func killsAfterTheWorkIsDone() async throws {
        let world = LocalWorld.memory()
        let killed = Notebook<Bool>()
        let provider = LocalProvider(
            world: world, settings: try Sample.faults(#"[{"verb":"delete","kind":"crash"}]"#),
            crash: {
                // What the killed process leaves behind: the VM gone, its disk still there.
                killed.note(true)
            })
        let runtime = try await provider.createHost(Sample.create("hub"), userData: nil)
        await #expect(throws: ProviderError.self) { try await provider.deleteHost(runtime, keepData: false) }
        #expect(killed.notes.count == 1)
        #expect(try LocalDrill(world).hosts().isEmpty)
        #expect(try LocalDrill(world).disks() == ["disk-000002"])
        try await provider.deleteHost(runtime, keepData: false)
        #expect(try LocalDrill(world).disks() == [])
    }

    @Test func failsBetweenTheTwoCallsOfADelete() async throws {
        let world = LocalWorld.memory()
        let provider = LocalProvider(
            world: world, settings: try Sample.faults(#"[{"verb":"delete_disk","kind":"transient","host":"hub"}]"#))
        let runtime = try await provider.createHost(Sample.create("hub"), userData: nil)
        await #expect(throws: ProviderError.self) { try await provider.deleteHost(runtime, keepData: false) }
        #expect(try LocalDrill(world).disks() == ["disk-000002"])
        try await provider.deleteHost(runtime, keepData: false)
        #expect(try LocalDrill(world).disks() == [])
    }

    @Test func takesItsTime() async throws {
        let clock = ManualClock(skipping: true)
        var settings = try Sample.faults(#"[{"verb":"stop","kind":"slow","delay":"5s"}]"#)
        settings.latency = .milliseconds(100)
        settings.readLatency = .milliseconds(20)
        let provider = LocalProvider(world: .memory(), settings: settings, clock: clock)
        let runtime = try await provider.createHost(Sample.create("hub"), userData: nil)
        try await provider.stopHost(runtime)
        try await provider.stopHost(runtime)
        _ = try await provider.getHost(runtime)
        #expect(clock.slept == [.milliseconds(100), .milliseconds(5100), .milliseconds(100), .milliseconds(20)])
    }

    @Test func workIsDoneBeforeTheWait() async throws {
        let clock = ManualClock()
        let world = LocalWorld.memory()
        var settings = LocalSettings()
        settings.latency = .seconds(10)
        let provider = LocalProvider(world: world, settings: settings, clock: clock)
        let call = Task { try await provider.createHost(Sample.create("hub"), userData: nil) }
        try await clock.settle(sleeping: 1)
        #expect(try LocalDrill(world).hosts().count == 1)
        call.cancel()
        let result = await call.result
        #expect(throws: ProviderError.self) { try result.get() }
        if case .failure(let error as ProviderError) = result { #expect(error.leavesOutcomeUnknown) }
    }

    @Test func hidesNewHostsForAWhile() async throws {
        let clock = ManualClock()
        let settings = try Sample.faults(#"[{"verb":"create","kind":"list-lag","delay":"30s","times":"always"}]"#)
        let provider = LocalProvider(world: .memory(), settings: settings, clock: clock)
        let runtime = try await provider.createHost(Sample.create("hub"), userData: nil)
        #expect(try await provider.getHost(runtime) != nil)
        #expect(try await provider.listHosts(fleet: "lab").hosts.isEmpty)
        #expect(try await provider.findHosts(mark: Sample.mark("hub")).isEmpty)
        clock.advance(by: .seconds(31))
        #expect(try await provider.listHosts(fleet: "lab").hosts.count == 1)
    }

    @Test func drawsTheSameChancesInEveryRun() async throws {
        var runs: [[Bool]] = []
        for seed in [1, 1, 2] {
            let rule = #"{"verb":"create","kind":"transient","times":"always","probability":0.5,"seed":\#(seed)}"#
            let provider = LocalProvider(world: .memory(), settings: try Sample.faults("[\(rule)]"))
            var run: [Bool] = []
            for index in 0..<200 {
                run.append((try? await provider.createHost(Sample.create("h\(index)"), userData: nil)) != nil)
            }
            runs.append(run)
        }
        #expect(runs[0] == runs[1])
        #expect(runs[0] != runs[2])
        #expect((70...130).contains(runs[0].count { $0 }))
    }

    @Test(arguments: [
        (#"{}"#, ["faults: expected a list of fault rules"]),
        (#"[1]"#, ["faults[0]: expected a map such as {verb: create, kind: transient}"]),
        (
            #"[{"verb":"create","kind":"stockout"}]"#,
            [
                "faults[0].kind: `stockout` is none of stock-out, quota, rate-limit, auth, transient, slow, "
                    + "accepted-then-failed, answer-lost, crash, list-lag (stock-out)"
            ]
        ),
        (
            #"[{"verb":"get","kind":"auth"},{"verb":"list","kind":"auth","tmies":2}]"#,
            ["faults[1].tmies: no such key in a fault rule (times)"]
        ),
        (
            #"[{"verb":"create","kind":"quota","times":0,"after":-1,"probability":2,"delay":"soon"}]"#,
            [
                "faults[0].times: expected a whole number, 1 or more, or `always`",
                "faults[0].after: expected a whole number, 0 or more",
                "faults[0].delay: expected a duration such as 100ms or 5s",
                "faults[0].probability: expected a number from 0 to 1",
            ]
        ),
        (#"[{"verb":"stop","kind":"slow"}]"#, ["faults[0].delay: `slow` needs a delay, such as 5s"]),
        (#"[{"verb":"stop","kind":"list-lag"}]"#, ["faults[0].verb: `list-lag` is about `create`"]),
        (
            #"[{"verb":"list","kind":"auth","host":"hub","retry_after":3}]"#,
            [
                "faults[0].retry_after: only `rate-limit` has a retry_after",
                "faults[0].host: `list` is not about one host",
            ]
        ),
    ])
    func saysWhatIsWrongWithARule(json: String, expected: [String]) throws {
        let value = try JSONDocument(parsing: Array(json.utf8)).root.tree
        var settings = LocalSettings()
        let found = settings.add(faults: value).map { finding in
            "\(finding.key): \(finding.message)" + (finding.suggestion.map { " (\($0))" } ?? "")
        }
        #expect(found == expected)
    }
}
