import Diagnostics
import Hosts
import Specs
import Testing

/// What is refused, where, and with which advice.
@Suite struct FindingTests {
    /// Each row: a host's line, the rule, the column, and the fix or label's beginning.
    @Test(
        arguments: [
            ("zoen: z", "key-unknown", 5, "zone"), ("qqqqqq: z", "key-unknown", 5, nil),
            ("instance_type: z", "key-unknown", 5, "machine_type"), ("vcpus: 4", "key-unknown", 5, "cpu"),
            ("user_data: z", "key-unknown", 5, "startup_script"),
            ("placement: [{vcpus: 4, region: r}]", "key-unknown", 18, nil),
            ("[a]: z", "type-mismatch", 5, nil),
            ("cpu: \"8\"", "type-mismatch", 10, "8"), ("cpu: 8 GB", "type-mismatch", 10, "8"),
            ("cpu: 0", "value-range", 10, nil), ("cpu: -1", "value-range", 10, nil),
            ("cpu: 1.2345", "value-range", 10, nil),
            ("cpu: 99999999999999999999999", "value-range", 10, nil), ("cpu: .inf", "value-range", 10, nil),
            ("cpu: 012", "type-mismatch", 10, nil), ("cpu: [1]", "type-mismatch", 5, nil),
            ("cpu: {a: 1}", "type-mismatch", 5, nil), ("cpu: \"\"", "type-mismatch", 10, nil),
            ("disk_gb: 0", "value-range", 14, nil), ("disk_gb: 65537", "value-range", 14, nil),
            ("disk_gb: 1.5", "type-mismatch", 14, nil), ("disk_gb: 200GB", "type-mismatch", 14, "200"),
            ("disk_gb: 012", "type-mismatch", 14, nil), ("disk_gb: -5", "value-range", 14, nil),
            ("disk_gb: 0xFFFFFFFFFFFFFFFFFF", "value-range", 14, nil),
            ("zone: 12", "type-mismatch", 11, "\"12\""), ("zone: true", "type-mismatch", 11, "\"true\""),
            ("zone: a b", "value-form", 11, nil), ("zone: \"\"", "value-form", 11, nil),
            ("zone: é", "value-form", 11, nil),
            ("zone: \"a\\0\"", "value-form", 11, nil), ("image: 24.04", "type-mismatch", 12, "\"24.04\""),
            ("protect: yes", "type-mismatch", 14, "true"), ("protect: off", "type-mismatch", 14, "false"),
            ("protect: \"true\"", "type-mismatch", 14, "true"), ("protect: 1", "type-mismatch", 14, nil),
            ("disk_type: balancd", "value-unknown", 16, "balanced"), ("power: on", "value-unknown", 12, nil),
            ("provider: gpc", "value-unknown", 15, "gcp"), ("pricing: [spot]", "type-mismatch", 5, nil),
            ("gpu: H100", "value-form", 10, "h100"), ("gpu: 1", "type-mismatch", 10, "\"1\""),
            ("gpu: {count: 1}", "value-missing", 3, nil), ("gpu: {type: l4, count: 0}", "value-range", 28, nil),
            ("gpu: {typ: l4}", "key-unknown", 11, "type"),
            ("labels: {Team: x}", "value-form", 14, "team"), ("labels: {team: X}", "value-form", 20, "x"),
            ("labels: {team: a.b}", "value-form", 20, "a-b"), ("labels: {team: 1}", "type-mismatch", 20, "\"1\""),
            ("labels: {berth-fleet: x}", "label-reserved", 14, nil),
            ("labels: {berth-own: x}", "label-reserved", 14, nil),
            ("labels: {managed-by: x}", "label-reserved", 14, nil), ("labels: [a]", "type-mismatch", 5, nil),
            ("tags: web", "type-mismatch", 11, nil), ("tags: [Web]", "value-form", 12, "web"),
            ("tags: [1]", "type-mismatch", 12, "\"1\""), ("tags: [~]", "type-mismatch", 12, nil),
            ("placement: {region: r}", "type-mismatch", 5, nil), ("placement: [x]", "type-mismatch", 17, nil),
            ("placement: [{}]", "value-missing", 17, nil), ("placement: [{cpu: 1}]", "key-unknown", 18, nil),
            ("network: {open_ports: [0]}", "value-range", 28, nil),
            ("network: {open_ports: [70000]}", "value-range", 28, nil),
            ("network: {open_ports: [22-x]}", "value-form", 28, nil),
            ("network: {open_ports: [100-50]}", "value-form", 28, nil),
            ("network: {open_ports: [{protocol: tcp}]}", "value-missing", 28, nil),
            ("network: {open_ports: [{port: 1, from: 10.0.0.1}]}", "value-form", 44, nil),
            ("network: {open_ports: [{port: 1, protocol: icmp}]}", "value-unknown", 48, nil),
            ("network: {open_ports: 22}", "type-mismatch", 27, nil),
            ("network: {subnett: x}", "key-unknown", 15, "subnet"), ("network: yes", "type-mismatch", 14, nil),
            ("ssh: {public_keys: [hello]}", "value-form", 25, nil), ("ssh: {user: Root}", "value-form", 17, nil),
            ("on_delete: {data_disk: keepp}", "value-unknown", 28, "keep"),
            ("on_delete: keep", "type-mismatch", 16, nil),
            ("unmanaged: [lables]", "value-unknown", 17, "labels"), ("unmanaged: labels", "type-mismatch", 16, nil),
            ("expires: 2027-02-29", "value-form", 14, nil), ("expires: tomorrow", "value-form", 14, nil),
            ("renamed_from: Old", "name-invalid", 19, nil), ("renamed_from: h", "rename-conflict", 3, nil),
            ("machine_type: m\n    cpu: 1", "machine-and-request", 5, nil),
            ("options: [1]", "type-mismatch", 5, nil), ("options: {a: .inf}", "value-form", 18, "\".inf\""),
            ("options: {[a]: 1}", "type-mismatch", 15, nil), ("metadata: {\"a b\": x}", "value-form", 16, nil),
            ("startup_script: \"\"", "value-form", 21, nil), ("startup_script: file:x", "file-reference", 21, nil),
            ("bootstrap: {podmn: true}", "key-unknown", 17, "podman"),
            ("bootstrap: {bundle: {url: https://x/y}}", "value-missing", 3, nil),
            ("bootstrap: {packages: [A]}", "value-form", 28, nil),
        ] as [(String, String, Int, String?)])
    func host(_ line: String, _ rule: String, _ column: Int, _ fix: String?) throws {
        let result = read(
            "fleet: f\nhosts:\n  h:\n    provider: gcp\n    \(line)\n".replacing(
                "    provider: gcp\n    provider:", with: "    provider:"))
        let findings = result.diagnostics.filter { $0.severity == .error }
        #expect(findings.count == 1)
        let finding = try #require(findings.first)
        #expect(finding.rule == rule)
        #expect(finding.span?.start.column == column)
        #expect(finding.fix == fix)
        #expect(result.fleet == nil)
        #expect(result.partial?.hosts.isEmpty == true)
    }

    /// What another tool writes in another form: a word of advice, and nothing to paste.
    @Test(arguments: [
        ("gpu_count: 8", "write `gpu: {type: h100, count: 8}`"),
        ("count: 3", "write the hosts as a pattern, `web-{1..3}:`"),
        ("placement: [{spot: true, region: r}]", "write `pricing: spot`"),
    ])
    func formsOfOtherTools(_ line: String, _ label: String) throws {
        let finding = try #require(read("fleet: f\nhosts:\n  h:\n    provider: gcp\n    \(line)\n").diagnostics.first)
        #expect(finding.rule == "key-unknown")
        #expect(finding.label == label)
        #expect(finding.fix == nil)
    }

    /// Each row: a whole file and the findings in it.
    @Test(arguments: [
        ("", ["file-empty 1:1", "fleet-missing 1:1"]), ("# nothing\n", ["file-empty 1:1", "fleet-missing 1:1"]),
        ("- a\n", ["fleet-missing 1:1", "type-mismatch 1:1"]),
        ("just text\n", ["fleet-missing 1:1", "type-mismatch 1:1"]),
        ("hosts: {a: {provider: local}}\n", ["fleet-missing 1:1"]), ("fleet:\n", ["type-mismatch 1:7"]),
        ("fleet: Big\nhosts: {}\n", ["name-invalid 1:8"]), ("flet: f\n", ["fleet-missing 1:1", "key-unknown 1:1"]),
        ("fleet: f\nhosts: [a]\n", ["type-mismatch 2:1"]),
        ("fleet: f\nhosts:\n  a: 1\n", ["provider-missing 3:3", "type-mismatch 3:6"]),
        ("fleet: f\ndefaults: 1\n", ["type-mismatch 2:11"]),
        ("fleet: f\nhosts: {A: {provider: local}}\n", ["name-invalid 2:9"]),
        ("fleet: f\nhosts: {\"a-{1..}\": {provider: local}}\n", ["name-pattern 2:9"]),
        ("fleet: f\nhosts: {[a]: {provider: local}}\n", ["name-invalid 2:9"]),
        ("fleet: f\ndefaults: {provider: local}\nhosts: {\"a-{1..2}\": , a-2: }\n", ["host-duplicate 3:23"]),
        (
            "fleet: f\ndefaults: {provider: local}\nhosts: {a: , a: , a: }\n",
            ["host-duplicate 3:14", "host-duplicate 3:19"]
        ),
        ("fleet: f\ndefaults: {provider: local}\nhosts: {a: , b: {renamed_from: a}}\n", ["rename-conflict 3:14"]),
        (
            "fleet: f\ndefaults: {provider: local}\nhosts: {a: {renamed_from: c}, b: {renamed_from: c}}\n",
            ["rename-conflict 3:31"]
        ),
        ("fleet: f\ndefaults: {provider: local}\nhosts: {\"a-{1..2}\": {renamed_from: c}}\n", ["rename-conflict 3:9"]),
        ("fleet: f\ndefaults: {provider: local, renamed_from: c}\nhosts: {a: }\n", ["rename-conflict 2:1"]),
        ("fleet: f\nproviders: {gcpp: {}}\n", ["key-unknown 2:13"]),
        ("fleet: f\nproviders: {gcp: 1}\n", ["type-mismatch 2:18"]),
        ("fleet: f\nguards: {max_hourly_cost: 40}\n", ["value-form 2:27"]),
        (
            "fleet: f\nguards: {max_hourly_cost: -4 USD, max_deletes: -1, max_gpus: x}\n",
            ["value-form 2:27", "value-range 2:48", "type-mismatch 2:62"]
        ),
        ("fleet: f\nguards: {unknown_prices: ignore}\n", ["value-unknown 2:26"]),
        ("fleet: f\nstate: \"\"\n", ["value-form 2:8"]),
    ])
    func file(_ text: String, _ summary: [String]) {
        #expect(read(text).summary == summary)
        #expect(read(text).fleet == nil)
    }

    @Test func defaultsAreReportedOnce() {
        let result = read("fleet: f\ndefaults: {provider: local, cpu: no}\nhosts: {\"a-{1..50}\": }\n")
        #expect(result.summary == ["type-mismatch 2:34"])
    }

    @Test func longTextsAreCutInMessages() {
        let long = String(repeating: "k", count: 1000)
        let findings = read("fleet: f\n\(long): 1\nhosts: {h: {provider: \(long)}}\n").diagnostics
        #expect(findings.map(\.rule) == ["key-unknown", "value-unknown"])
        #expect(findings.allSatisfy { $0.message.utf8.count < 200 })
    }

    @Test func manyFindingsOnOneLineAreDrawnInTime() {
        let keys = (0..<2000).map { "q\($0): 1" }.joined(separator: ", ")
        let result = read("fleet: f\nhosts: {h: {provider: local, \(keys)}}\n")
        #expect(result.diagnostics.count == 2000)
        let text = DiagnosticRenderer.text(result.diagnostics, texts: result.texts, style: .plain)
        #expect(text.utf8.count(where: { $0 == 0x5E }) >= 2000)
    }

    @Test func tooManyHosts() {
        let text =
            "fleet: f\ndefaults: {provider: local}\nhosts:\n"
            + (0..<101).map { "  h\($0)-{1..1000}: {}\n" }.joined()
        #expect(read(text).summary == ["hosts-too-many 104:3"])
    }

    @Test func privateKeysAreRefusedAndNotQuoted() {
        let secret = "-----BEGIN OPENSSH PRIVATE KEY----- b3BlbnNzaC1rZXk"
        let result = read("fleet: f\nhosts: {h: {provider: gcp, ssh: {public_keys: [\"\(secret)\"]}}}\n")
        #expect(result.summary == ["ssh-private-key 2:48"])
        let text = DiagnosticRenderer.text(result.diagnostics, texts: result.texts, style: .plain)
        #expect(!text.contains("BEGIN"))
    }

    @Test func everyRuleHasARemedy() {
        #expect(Rule.texts.map(\.code) == Rule.allCases.map(\.rawValue))
        #expect(Set(Rule.texts.map(\.code)).count == Rule.texts.count)
        #expect(Set(Rule.texts.map(\.help)).count == Rule.texts.count)
        for text in Rule.texts { #expect(text.help.hasSuffix("."), "\(text.code)") }
    }

    @Test func everyRuleIsExplained() {
        for rule in Rule.allCases {
            #expect(rule.explanation.hasSuffix("."))
            #expect(rule.rawValue.allSatisfy { $0 == "-" || ("a"..."z").contains($0) })
        }
    }

    @Test(arguments: [
        ("10.0.0.0/8", true), ("0.0.0.0/0", true), ("::/0", true), ("2001:db8::/32", true),
        ("1:2:3:4:5:6:7:8/128", true),
        ("10.0.0.0", false), ("10.0.0/8", false), ("10.0.0.256/8", false), ("10.0.0.0/33", false), ("::/129", false),
        ("10.00.0.0/8", false), (":::/0", false), ("1::2::3/64", false), ("1:2:3/64", false), ("g::/16", false),
        ("/8", false), ("::1/", false), (":1/3", false),
    ])
    func sourceRanges(_ text: String, _ isGood: Bool) {
        let result = read(
            "fleet: f\nhosts: {h: {provider: gcp, network: {open_ports: [{port: 1, from: \"\(text)\"}]}}}\n")
        #expect(result.hasErrors != isGood)
    }
}
