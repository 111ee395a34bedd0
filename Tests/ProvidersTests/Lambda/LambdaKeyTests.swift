import Hosts
import JSON
import Providers
import TestServers
import Testing

/// Keys and rulesets that hosts share: made once, kept while used, gone with the last host, whoever else is in the account.
@Suite struct LambdaKeyTests {
    private func name(_ fleet: String, _ names: [String]) -> String? { names.first { $0.hasPrefix("berth-\(fleet)-") } }

    @Test func goesWithTheLastHostThatUsesIt() async throws {
        let bench = try await LambdaBench()
        let open: (inout HostConfiguration) -> Void = { $0.openPorts = [PortRule(from: 443, to: 443)] }
        let one = try await bench.provider.createHost(LambdaBench.request("one", open), userData: nil)
        let two = try await bench.provider.createHost(LambdaBench.request("two", open), userData: nil)
        #expect(try await bench.keyNames().count == 2)
        #expect(try await bench.rulesetNames().count == 1)
        try await bench.provider.deleteHost(one, keepData: false)
        #expect(try await bench.keyNames().count == 2)
        #expect(try await bench.rulesetNames().count == 1)
        // Another process, which remembers nothing.
        try await bench.another().deleteHost(two, keepData: false)
        #expect(try await bench.keyNames() == ["laptop"])
        #expect(try await bench.rulesetNames() == [])
        #expect(try await bench.writes().filter { $0.hasPrefix("POST /ssh-keys") }.count == 1)
        #expect(try await bench.world.refusals() == [])
    }

    @Test func aRegisteredKeyIsUsedWhateverItsNameAndStays() async throws {
        let bench = try await LambdaBench(["keys": .object(["ada": .string(LambdaBench.sshKey + " another-comment")])])
        let host = try await bench.provider.createHost(LambdaBench.request("hub"), userData: nil)
        let launch = try await bench.world.writes().first
        #expect(launch?.body["ssh_key_names"] == .array([.string("ada")]))
        try await bench.provider.deleteHost(host, keepData: false)
        #expect(try await bench.keyNames() == ["ada"])
        #expect(try await bench.writes().filter { $0.contains("ssh-keys") } == [])
    }

    @Test func oneFleetsKeyServesAnotherAndOutlivesItsOwn() async throws {
        let bench = try await LambdaBench()
        let mine = try await bench.provider.createHost(LambdaBench.request("mine"), userData: nil)
        let theirs = try await bench.another().createHost(
            LambdaBench.request("theirs", fleet: "other"), userData: nil)
        let key = try #require(name("lab", try await bench.keyNames()))
        #expect(name("other", try await bench.keyNames()) == nil)
        try await bench.provider.deleteHost(mine, keepData: false)
        #expect(try await bench.keyNames().contains(key))
        try await bench.another().deleteHost(theirs, keepData: false)
        #expect(try await bench.keyNames() == ["laptop"])
    }

    @Test func aDeleteLeavesOtherFleetsUnusedKeysAlone() async throws {
        let bench = try await LambdaBench([
            "keys": .object(["berth-other-0123456789abcdef": .string("ssh-rsa AAAAother")])
        ])
        let host = try await bench.provider.createHost(LambdaBench.request("hub"), userData: nil)
        try await bench.provider.deleteHost(host, keepData: false)
        #expect(try await bench.keyNames() == ["berth-other-0123456789abcdef"])
    }

    @Test(arguments: ["stock", "quota", "late"])
    func aRefusedLaunchLeavesNeitherKeyNorRuleset(how: String) async throws {
        let bench = try await LambdaBench()
        switch how {
        case "stock": try await bench.world.poke(["sold_out": .array([.string("us-east-1/gpu_1x_a10")])])
        case "quota": try await bench.world.poke(["quota": .int(0)])
        default: try await bench.world.poke(["fails_late": .bool(true)])
        }
        let request = LambdaBench.request("hub") { $0.openPorts = [PortRule(from: 443, to: 443)] }
        await #expect(throws: ProviderError.self) {
            _ = try await bench.provider.createHost(request, userData: nil)
        }
        // What failed late is there, and its key with it, until it is deleted.
        for host in try await bench.provider.findHosts(mark: request.mark) {
            #expect(try await bench.keyNames().count == 2)
            try await bench.provider.deleteHost(host.runtime, keepData: false)
        }
        #expect(try await bench.keyNames() == ["laptop"])
        #expect(try await bench.rulesetNames() == [])
    }

    @Test func aRefusedRulesetLeavesNoKey() async throws {
        let bench = try await LambdaBench()
        let refusal = LambdaBench.error("global/quota-exceeded")
        try await bench.world.fail(
            .init(.status, method: .post, path: "*/firewall-rulesets", status: 400, body: refusal))
        let request = LambdaBench.request("hub") { $0.openPorts = [PortRule(from: 443, to: 443)] }
        let error = try await #require(throws: ProviderError.self) {
            _ = try await bench.provider.createHost(request, userData: nil)
        }
        #expect(error.kind == .quota)
        #expect(try await bench.keyNames() == ["laptop"])
        #expect(try await bench.writes().contains("POST /ssh-keys"))
    }

    @Test func aKeyThatIsTakenAwayBeforeTheLaunchIsRegisteredAgain() async throws {
        let bench = try await LambdaBench()
        let one = try await bench.provider.createHost(LambdaBench.request("one"), userData: nil)
        let key = try #require(name("lab", try await bench.keyNames()))
        try await bench.world.poke(["remove_key": .string(key)])
        // This process knows the key to be there, and is wrong.
        let two = try await bench.provider.createHost(LambdaBench.request("two"), userData: nil)
        #expect(try await bench.keyNames().contains(key))
        #expect(one.instanceID != two.instanceID)
    }

    /// The key was somebody else's, found by what it holds; it is not there any more when the next host wants it.
    @Test func aForeignKeyThatIsTakenAwayIsReplacedByOurs() async throws {
        let bench = try await LambdaBench(["keys": .object(["ada": .string(LambdaBench.sshKey)])])
        _ = try await bench.provider.createHost(LambdaBench.request("one"), userData: nil)
        #expect(try await bench.keyNames() == ["ada"])
        try await bench.world.poke(["remove_key": .string("ada")])
        _ = try await bench.provider.createHost(LambdaBench.request("two"), userData: nil)
        #expect(name("lab", try await bench.keyNames()) != nil)
    }

    @Test func aNamedKeyThatIsNotRegisteredIsTold() async throws {
        let bench = try await LambdaBench()
        let request = LambdaBench.request("hub", sshKeys: []) { $0.options = ["ssh_key": .string("nobodys")] }
        let error = try await #require(throws: ProviderError.self) {
            _ = try await bench.provider.createHost(request, userData: nil)
        }
        #expect(error.kind == .invalid)
        #expect(error.message.contains("`nobodys`"))
        #expect(try await bench.writes() == ["POST /instance-operations/launch"])
    }

    @Test(arguments: [TestServers.ScriptedFault.Kind.dropAfter, .truncate])
    func aLostAnswerOfARegistrationMakesNoSecondKey(kind: TestServers.ScriptedFault.Kind) async throws {
        let bench = try await LambdaBench()
        try await bench.world.fail(.init(kind, method: .post, path: "*/ssh-keys"))
        try await bench.world.fail(.init(kind, method: .post, path: "*/firewall-rulesets"))
        _ = try await bench.provider.createHost(
            LambdaBench.request("hub") { $0.openPorts = [PortRule(from: 443, to: 443)] }, userData: nil)
        #expect(try await bench.keyNames().count == 2)
        #expect(try await bench.rulesetNames().count == 1)
    }

    @Test func hostsMadeTogetherRegisterTheirKeyOnce() async throws {
        let bench = try await LambdaBench()
        let made = try await withThrowingTaskGroup(of: HostRuntime.self) { group in
            for number in 1...4 {
                group.addTask {
                    try await bench.provider.createHost(LambdaBench.request("h-\(number)"), userData: nil)
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(try await bench.writes().filter { $0 == "POST /ssh-keys" }.count == 1)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for host in made { group.addTask { try await bench.provider.deleteHost(host, keepData: false) } }
            try await group.waitForAll()
        }
        #expect(try await bench.keyNames() == ["laptop"])
        #expect(try await bench.world.refusals() == [])
    }

    /// A key that is gone and one that stays are refused alike; only the second is a failure.
    @Test(arguments: [TestServers.ScriptedFault.Kind.statusAfter, .status])
    func aRefusedRemovalIsHeldAgainstTheList(kind: TestServers.ScriptedFault.Kind) async throws {
        let bench = try await LambdaBench()
        let host = try await bench.provider.createHost(LambdaBench.request("hub"), userData: nil)
        let refusal = LambdaBench.error("global/invalid-parameters")
        try await bench.world.fail(.init(kind, method: .delete, path: "*/ssh-keys/*", status: 400, body: refusal))
        do throws(ProviderError) {
            try await bench.provider.deleteHost(host, keepData: false)
            #expect(kind == .statusAfter)
        } catch {
            #expect(kind == .status)
            #expect(error.kind == .invalid)
            try await bench.provider.deleteHost(host, keepData: false)
        }
        #expect(try await bench.keyNames() == ["laptop"])
    }
}
