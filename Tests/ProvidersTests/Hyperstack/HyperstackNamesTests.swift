import Hosts
import JSON
import Testing

@testable import Providers

@Suite struct HyperstackNamesTests {
    private func mark(_ host: String, generation: Int = 1) -> HostMark {
        HostMark(fleet: "lab", lineage: Sample.lineage, host: host, uid: "k3f9q2ab", generation: generation)
    }

    @Test func namesFitAndAreStable() {
        #expect(HyperstackNames.vm(mark("train-01")) == mark("train-01").cloudName)
        let longest = String(repeating: "a", count: 40)
        #expect(HyperstackNames.vm(mark(longest)) == "\(longest)-k3f9q2ab")
        #expect(HyperstackNames.volume(mark("hub")) == "hub-k3f9q2ab-data")
        #expect(HyperstackNames.volume(mark("hub", generation: 3)) == "hub-k3f9q2ab-data-3")
        let cut = HyperstackNames.volume(mark(longest))
        #expect(cut.utf8.count <= 50 && cut.hasSuffix("-k3f9q2ab-data"))
        #expect(cut == HyperstackNames.volume(mark(longest)))
        #expect(cut != HyperstackNames.volume(mark(longest.dropLast() + "b")))
        let odd = HyperstackNames.fit("stem", String(repeating: "x", count: 90))
        #expect(odd.utf8.count <= 50)
        #expect(HyperstackNames.fit(String(repeating: "é", count: 60), "-u").utf8.count <= 50)
    }

    @Test func environmentsAreOfAFleetAndRegion() {
        let name = { HyperstackNames.environment(prefix: "berth", fleet: $0, region: $1) }
        #expect(name("lab", "CANADA-1") == "berth-lab-canada-1")
        #expect(name("lab", "CANADA-1") != name("lab", "NORWAY-1"))
        let long = String(repeating: "f", count: 60)
        #expect(name(long, "US-1").utf8.count <= 50)
        #expect(name(long, "US-1") != name(long + "x", "US-1"))
    }

    @Test func keyPairsAreOfAKeyAndNotOfItsComment() {
        let name = { HyperstackNames.keyPair(environment: $0, publicKey: $1) }
        #expect(name("e", "ssh-ed25519 AAAA ada@home") == name("e", "ssh-ed25519  AAAA  ada@work\n"))
        #expect(name("e", "ssh-ed25519 AAAA") != name("e", "ssh-ed25519 BBBB"))
        #expect(name("e", "ssh-ed25519 AAAA") != name("f", "ssh-ed25519 AAAA"))
    }

    @Test func labelsComeBackAsTheyWere() {
        let user = ["team": "math", "note": "a b=c, 100 %", "flag": "", "Größe": "ü/1:2", "berth-request": "mine"]
        let labels = HyperstackLabels(mark: mark("hub"), user: user, own: [HyperstackLabels.Key.data: "17"])
        let list = labels.list
        #expect(list == list.sorted() && list.allSatisfy { !$0.contains(" ") })
        let read = HyperstackLabels(reading: list)
        #expect(read.user == user.filter { $0.key != "berth-request" })
        #expect(read.own == [HyperstackLabels.Key.data: "17"])
        #expect(read.mark?.uid == "k3f9q2ab" && read.mark?.lineage == HostMark.short(Sample.lineage))
        #expect(HyperstackLabels(reading: ["prod", "x=%zz", "y=%4", ""]).user == ["prod": "", "x": "%zz", "y": "%4"])
        #expect(HyperstackLabels.mark(inLine: HyperstackLabels.line(mark("hub")))?.host == "hub")
        #expect(HyperstackLabels.mark(inLine: "made by hand") == nil)
    }

    @Test func moreKeysGoIntoUserData() throws {
        let script = "#!/bin/sh\necho hi\n"
        #expect(HyperstackUserData.text(script: nil, moreKeys: []) == nil)
        #expect(HyperstackUserData.text(script: script, moreKeys: []) == script)
        #expect(
            HyperstackUserData.text(script: nil, moreKeys: [#"ssh-rsa AA "q\"#])
                == "#cloud-config\nssh_authorized_keys:\n  - \"ssh-rsa AA \\\"q\\\\\"\n")
        let both = try #require(HyperstackUserData.text(script: script, moreKeys: ["ssh-rsa AA"]))
        #expect(both.hasPrefix("Content-Type: multipart/mixed; boundary="))
        #expect(both.contains("\n\n#!/bin/sh\necho hi\n--==berth-user-data==--\n"))
        #expect(both.contains("text/x-shellscript") && both.contains("text/cloud-config"))
        let config = try #require(HyperstackUserData.text(script: "#cloud-config\na: 1", moreKeys: ["ssh-rsa AA"]))
        #expect(!config.contains("x-shellscript"))
    }

    @Test func settings() {
        let bad: OptionMap = [
            "endpoint": .string("ftp://x"), "environment": .string(""), "environment_prefix": .string("-A"),
            "resize": .string("yes"), "stop": .string("off"), "retain_ip": .int(1),
        ]
        #expect(HyperstackSettings.parse(bad).findings.map(\.key).sorted() == bad.keys.sorted())
        let good: OptionMap = [
            "endpoint": .string("http://127.0.0.1:1/v1"), "environment": .string("prod"),
            "environment_prefix": .string("t1"), "stop": .string("hibernate"), "retain_ip": .bool(false),
        ]
        let (settings, findings) = HyperstackSettings.parse(good)
        #expect(findings == [])
        #expect(settings.capabilities.machineTypeChange == .replace)
        let resizing = HyperstackSettings.parse(["resize": .bool(true), "stop": .string("power_off")])
        #expect(resizing.findings == [] && resizing.settings.capabilities.machineTypeChange == .stopStart)
        #expect(settings.capabilities.stoppedBillsInFull == false)
        #expect(HyperstackProvider.table.machineTypeChange == .replace)
        #expect(HyperstackProvider.table.stoppedBillsInFull)
        for url in ["https://u@x/v1", "https:///v1", "http://x/v1?a=b", "https://x y", "", "https://"] {
            #expect(HyperstackSettings.parse(["endpoint": .string(url)]).findings.count == 1, "\(url)")
        }
        let options: OptionMap = ["environment": .int(1), "key_name": .string("k"), "enviroment": .string("x")]
        #expect(
            ProviderTable.check(options: options, of: .hyperstack).map(\.key).sorted() == ["enviroment", "environment"])
    }
}
