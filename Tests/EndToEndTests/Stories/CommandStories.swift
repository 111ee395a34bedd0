import Catalog
import CatalogStore
import Foundation
import Hosts
import Providers
import Testing

/// The tales of the other commands, and of command lines that are wrong.
struct CommandStories {
    @Test func beginning() async throws {
        let story = try Story("init")
        try await story.run("init", exits: 0)
        try await story.run("validate", exits: 0)
        try await story.run("plan", exits: 0)
        try await story.run("init --fleet other", exits: 0)
        try await story.run("init --fleet Not_A_Name", exits: 64)
        try await story.run("render hub-1", exits: 0)
        try await story.run("render hbu-1", exits: 1)
        try await story.run("version", exits: 0)
        try await story.run("providers", exits: 0)
        let schema = try await story.run("schema", exits: 0, shown: 4)
        #expect(schema.output == (try story.folder.text("berth.schema.json")))
        try story.check()
    }

    @Test func tenMistakes() async throws {
        let story = try Story("ten-mistakes")
        try story.write(
            "specs/berth.yaml",
            """
            fleet: wrong
            providers:
              local: {latancy: 300ms}
            defaults:
              provider: local
              region: locl
            hosts:
              a-1: {cpu: 2, cpu: 4}

            """)
        try story.write(
            "specs/b.yaml",
            """
            hosts:
              b-1:
                cpu: many
                disk_gb: -5
              b-2:
                machine_type: standard-4
                pricing: cheap
              B_3: {cpu: 2}

            """)
        try story.write(
            "specs/c.yaml",
            """
            hosts:
              c-1:
                cpu: 2
                zonee: local-a
              c-2:
                labels: [1]
              c-3:
                startup_script: file:missing.sh
              a-1:
                cpu: 2

            """)
        let told = try await story.run("validate specs", exits: 3)
        // Ten that the reader finds, and the wrong region, which the catalog finds in spite of them.
        #expect(told.errors.components(separatedBy: "error[").count - 1 == 11)
        let json = try await story.run("validate specs --format json", exits: 3, shown: 0)
        let report = try #require(try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
        let findings = try #require(report["diagnostics"] as? [[String: Any]])
        #expect(findings.count == 11)
        #expect(Set(findings.compactMap { ($0["range"] as? [String: Any])?["filename"] as? String }).count == 3)
        try await story.run("plan specs", exits: 3)
        try story.check()
    }

    @Test func findingFormats() async throws {
        let story = try Story("finding-formats")
        try story.write("berth.yaml", "fleet: shop\ndefaults: {provider: local}\nhosts:\n  a-1: {cpu: 2, cpu: 4}\n")
        try story.write("b.yaml", "hosts:\n  b-1: {zonee: local-a}\n  b-2: {options: {colour: red}}\n")
        try story.write("warned/berth.yaml", "fleet: shop\nhosts: {}\n")
        try story.write("good.yaml", "fleet: good\ndefaults: {provider: local}\nhosts: {g-1: {cpu: 2}}\n")
        for format in ["sarif", "junit", "github"] {
            try await story.run("validate berth.yaml b.yaml --format \(format)", exits: 3)
            try await story.run("validate good.yaml --format \(format)", exits: 0)
            try await story.run("validate warned --format \(format)", exits: 0, shown: 0)
            try await story.run("validate warned --strict --format \(format)", exits: 3, shown: 0)
            try await story.run("validate -C nowhere --format \(format)", exits: 1)
        }
        try await story.run("validate warned", exits: 0)
        try await story.run("validate warned --strict", exits: 3)
        try await story.run("validate good.yaml", exits: 0, environment: ["GITHUB_ACTIONS": "true"])
        try await story.run("validate b.yaml", exits: 3, environment: ["GITHUB_ACTIONS": "true"])
        try await story.run("validate b.yaml -C warned/..", exits: 3, environment: ["GITHUB_ACTIONS": "true"])
        try await story.run("validate b.yaml --format text", exits: 3, environment: ["GITHUB_ACTIONS": "true"])
        try await story.run("validate b.yaml", exits: 3, environment: ["GITHUB_ACTIONS": "false"])
        try await story.run("validate --format xml", exits: 64)
        try story.check()
    }

    /// Places are told from the root of the repository, whatever folder the command runs in.
    @Test func placesAreOfTheRepository() async throws {
        let scratch = try Scratch()
        let folder = try scratch.folder("repository")
        try folder.write(".git/HEAD", "ref: refs/heads/main\n")
        try folder.write("infra/berth.yaml", "fleet: shop\nhosts:\n  a-1: {zonee: x}\n")
        let github = try await Berth.run(["validate", "-C", "infra", "--format", "github"], in: folder.path)
        #expect(github.output.contains("::error file=infra/berth.yaml,line=3"), "\(github)")
        let sarif = try await Berth.run(
            ["validate", "\(folder.path)/infra", "--format", "sarif"], in: "\(folder.path)/infra")
        #expect(sarif.output.contains("\"uri\": \"infra/berth.yaml\""), "\(sarif)")
    }

    /// Which clouds' words the schema has: those of the specs, else the locked ones, else all.
    @Test func schemaWithCatalog() async throws {
        let scratch = try Scratch()
        let folder = try scratch.folder("work")
        func clouds(_ arguments: String...) async throws -> Set<String> {
            let ending = try await Berth.run(["schema", "--with-catalog"] + arguments, in: folder.path)
            #expect(ending.exit == 0, "\(ending)")
            let schema = try JSONSerialization.jsonObject(with: Data(ending.output.utf8)) as? [String: Any]
            let parts = try #require(schema?["$defs"] as? [String: Any])
            return Set(ProviderID.allCases.map(\.rawValue).filter { parts[$0] != nil })
        }
        let all = try await clouds()
        #expect(all.isSuperset(of: ["aws", "local"]))
        try folder.write("local.yaml", "fleet: f\ndefaults: {provider: local}\nhosts: {a-1: {cpu: 2}}\n")
        try folder.write(
            "two.yaml", "fleet: f\nhosts: {a-1: {provider: local, cpu: 2, placement: [{provider: aws, region: x}]}}\n")
        #expect(try await clouds("local.yaml") == ["local"])
        #expect(try await clouds("two.yaml") == ["local", "aws"])
        let today = try #require(CalendarDate("2026-05-01"))
        let region = CatalogEntry(provider: .lambda, scope: .global, name: "us-east-1", payload: .region(zones: []))
        _ = try CatalogFolder(stateFolder: folder.state).update(
            .lambda, entries: [region], today: today, source: "a test")
        #expect(try await clouds() == ["local", "lambda"])
        #expect(try await clouds("--state-dir", "elsewhere") == all)
        try folder.write("state/catalog/lambda.json", "{}")
        let torn = try await Berth.run(["schema", "--with-catalog"], in: folder.path)
        #expect(torn.exit == 3 && torn.output == "" && torn.errors.contains("berth catalog update"), "\(torn)")
        for (words, code) in [(["schema", "two.yaml"], Int32(64)), (["schema", "--with-catalog", "none.yaml"], 3)] {
            let ending = try await Berth.run(words, in: folder.path)
            #expect(ending.exit == code && ending.output == "", "\(ending)")
        }
    }

    @Test func state() async throws {
        let story = try Story("state")
        try await story.run("state list", exits: 1)
        try story.write("berth.yaml", Specs.withDisk)
        try await story.run("state list", exits: 0)
        try await story.run("apply --auto-approve", exits: 0)
        try await story.run("state list", exits: 0)
        try await story.run("state show db-1", exits: 0)
        try await story.run("state show db-2", exits: 1)
        try await story.run("state verify", exits: 0)
        try await story.run("state", exits: 0, shown: 3)
        try story.check()
    }

    @Test func usage() async throws {
        let story = try Story("usage")
        try story.write("berth.yaml", Specs.pair)
        try await story.run("", exits: 0, shown: 3)
        try await story.run("plna", exits: 64)
        try await story.run("xyzzy", exits: 64)
        try await story.run("plan --detailed", exits: 64)
        try await story.run("plan --format yaml", exits: 64)
        try await story.run("plan --format json --nonsense", exits: 64)
        try await story.run("plan --format=json --only", exits: 64)
        try await story.run("plna --format json", exits: 64)
        try await story.run("apply --parallel 0 --auto-approve", exits: 64)
        try await story.run("apply --lock-timeout soon --auto-approve", exits: 64)
        try await story.run("render", exits: 64)
        try await story.run("stop", exits: 64)
        try await story.run("apply a.json b.json", exits: 3)
        try await story.run("--version", exits: 0)
        try await story.run("plan --help", exits: 0, shown: 3)
        try await story.run("help plan", exits: 0, shown: 3)
        try story.check()
    }

    @Test func flagsAnywhere() async throws {
        let story = try Story("flags-anywhere")
        try story.write("inner/berth.yaml", Specs.pair)
        try await story.run("-C inner --color never plan --only web-1", exits: 0)
        try await story.run("--format json -C inner validate", exits: 0)
        try await story.run("-C inner --color always plan --only web-1", exits: 0)
        try await story.run(
            "-C inner plan", exits: 0, environment: ["BERTH_CLI_ARGS_plan": "--only web-2", "NO_COLOR": ""])
        try await story.run(
            "plan -C inner --only web-1", exits: 0, environment: ["NO_COLOR": "", "CLICOLOR_FORCE": "1"])
        try await story.run(
            "plan -C inner --only web-1 --color auto", exits: 0, environment: ["CLICOLOR_FORCE": "1"])
        try await story.run("validate", exits: 0, environment: ["BERTH_CLI_ARGS": "-C inner --format json"])
        try await story.run(
            "validate --format text", exits: 0, environment: ["BERTH_CLI_ARGS": "-C inner --format json"])
        try await story.run("plan -C inner --only web-1", exits: 0, environment: ["CI": "true"])
        try await story.run("plan -C nowhere", exits: 1)
        try story.check()
    }

    @Test func twoFleets() async throws {
        let story = try Story("two-fleets")
        try story.write("a.yaml", "fleet: one\ndefaults: {provider: local}\nhosts:\n  x-1: {cpu: 2}\n")
        try story.write("b.yaml", "fleet: two\ndefaults: {provider: local}\nhosts:\n  x-1: {cpu: 4}\n")
        try await story.run("apply a.yaml --auto-approve", exits: 0)
        try await story.run("apply b.yaml --auto-approve", exits: 0)
        try await story.run("plan a.yaml --detailed-exitcode", exits: 0)
        try await story.run("plan b.yaml --detailed-exitcode", exits: 0)
        #expect(try story.console().hosts().compactMap { $0.mark?.fleet } == ["one", "two"])
        try await story.run("status", exits: 64)
        try await story.run("status --fleet two", exits: 0)
        try await story.run("status --fleet three", exits: 1)
        try await story.run("plan a.yaml b.yaml", exits: 3)
        try await story.run("plan a.yaml --fleet two", exits: 64)
        try await story.run("destroy --auto-approve", exits: 64)
        try await story.run("destroy --fleet one --auto-approve", exits: 0)
        #expect(try story.console().hosts().compactMap { $0.mark?.fleet } == ["two"])
        try story.check()
    }

    @Test func unusableFiles() async throws {
        let story = try Story("unusable-files")
        try await story.run("plan", exits: 3)
        try await story.run("status", exits: 1)
        try await story.run("destroy --auto-approve", exits: 1)
        try await story.run("validate nowhere.yaml", exits: 3)
        try story.write("empty.yaml", "")
        try await story.run("validate empty.yaml", exits: 3)
        try story.write("torn.yaml", "fleet: torn\nhosts:\n  a-1: {cpu: 2\n")
        try await story.run("validate torn.yaml", exits: 3)
        story.note("binary.yaml holds bytes that are no text")
        try story.folder.write("binary.yaml", Data([0x66, 0x3A, 0x20, 0xFF, 0xFE, 0x00, 0x0A]))
        try await story.run("validate binary.yaml", exits: 3)
        try story.write("laughs.yaml", Self.laughs)
        try await story.run("validate laughs.yaml", exits: 3)
        try story.folder.write("void/.keep", "")
        try await story.run("validate void", exits: 3)
        try story.write("aws.yaml", "fleet: far\nhosts:\n  a-1: {provider: aws, region: us-west-1, cpu: 2}\n")
        try await story.run("validate aws.yaml", exits: 0, environment: ["SOURCE_DATE_EPOCH": "1795392000"])
        try await story.run("validate aws.yaml --quiet", exits: 0)
        try await story.run("validate aws.yaml --state-dir elsewhere --quiet", exits: 0)
        story.note("elsewhere/catalog/aws.json is in no lock")
        try story.folder.write("elsewhere/catalog/aws.json", "{}")
        try await story.run("validate aws.yaml --state-dir elsewhere", exits: 3)
        try await story.run("plan aws.yaml", exits: 3)
        try story.write("cloud.yaml", "fleet: far\nhosts:\n  a-1: {provider: gpc, cpu: 2}\n")
        try await story.run("validate cloud.yaml", exits: 3)
        try story.write("remote.yaml", "fleet: far\nstate: s3://bucket/x\nhosts:\n  a-1: {provider: local, cpu: 2}\n")
        try await story.run("validate remote.yaml", exits: 0)
        try await story.run("plan remote.yaml", exits: 3)
        try story.check()
    }

    /// Aliases that would expand to a billion words.
    private static let laughs: String = {
        var text = "fleet: laughs\nx-a0: &a0 [ha, ha, ha, ha, ha, ha, ha, ha, ha, ha]\n"
        for level in 1...9 {
            let row = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            text += "x-a\(level): &a\(level) [\(row)]\n"
        }
        return text + "hosts:\n  a-1: {provider: local, cpu: 2, metadata: {joke: *a9}}\n"
    }()

    @Test func drills() async throws {
        let story = try Story("drills", example: "drills")
        let broken = try await story.run("apply --auto-approve", exits: 7)
        #expect(broken.errors.contains("QUOTA_EXCEEDED"))
        try await story.run("plan --detailed-exitcode", exits: 2)
        try await story.run("apply --auto-approve", exits: 0)
        try await story.run("plan --detailed-exitcode", exits: 0)
        #expect(try story.console("drills-cloud.json").hosts().count == 5)
        try story.check()
    }
}
