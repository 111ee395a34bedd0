import Foundation
import Providers
import Testing

/// With `--format json` and `jsonl` standard output holds JSON and nothing else, whatever happens.
struct MachineOutputTests {
    /// A command, the exit code that is right, and a member its answer has.
    struct Answer: Sendable, CustomTestStringConvertible {
        var command: String
        var exit: Int32
        var member: String

        var testDescription: String { command }

        init(_ command: String, _ exit: Int32, _ member: String) {
            self.command = command
            self.exit = exit
            self.member = member
        }
    }

    private static func prepared(_ scratch: Scratch) async throws -> Folder {
        let folder = try scratch.folder("work")
        try folder.write("berth.yaml", Specs.pair)
        try folder.write("wrong.yaml", "fleet: shop\nhosts:\n  web-1: {cpu: many}\n")
        try folder.write("warned.yaml", "fleet: shop\nhosts: {}\n")
        try folder.write("far.yaml", "fleet: far\nhosts:\n  a-1: {provider: aws, region: us-west-1, cpu: 2}\n")
        try folder.write(
            "shrunk.yaml", "fleet: small\ndefaults: {provider: local}\nhosts: {s-1: {cpu: 2, disk_gb: 90}}\n")
        try folder.write("vanished.yaml", "fleet: gone\ndefaults: {provider: local}\nhosts: {g-1: {cpu: 2}}\n")
        for file in ["berth", "shrunk", "vanished"] {
            let made = try await Berth.run(["apply", "\(file).yaml", "--auto-approve", "--quiet"], in: folder.path)
            try #require(made.exit == 0, "\(made)")
        }
        try folder.write(
            "shrunk.yaml", "fleet: small\ndefaults: {provider: local}\nhosts: {s-1: {cpu: 2, disk_gb: 9}}\n")
        try LocalDrill(LocalWorld.file("\(folder.state)/local-cloud.json")).delete("g-1")
        try folder.write(
            "guarded.yaml",
            """
            fleet: rich
            guards: {max_hourly_cost: 0.01 USD}
            defaults: {provider: local}
            hosts: {r-1: {cpu: 64}}

            """)
        try folder.write("torn.yaml", "fleet: torn\ndefaults: {provider: local}\nhosts: {t-1: {cpu: 2}}\n")
        try folder.write("state/torn.state.json", "{")
        try folder.write("berth.yaml", Specs.pair.replacingOccurrences(of: "web-1: {cpu: 2}", with: "web-1: {cpu: 4}"))
        return folder
    }

    @Test(arguments: [
        Answer("validate", 0, "diagnostics"),
        Answer("validate wrong.yaml", 3, "diagnostics"),
        Answer("validate warned.yaml", 0, "diagnostics"),
        Answer("validate warned.yaml --strict", 3, "diagnostics"),
        Answer("validate nowhere.yaml", 3, "diagnostics"),
        Answer("plan", 0, "steps"),
        Answer("plan --detailed-exitcode", 2, "steps"),
        Answer("plan wrong.yaml", 3, "error"),
        Answer("plan --only nobody", 64, "error"),
        Answer("plan far.yaml", 3, "steps"),
        Answer("plan shrunk.yaml", 3, "steps"),
        Answer("apply shrunk.yaml --auto-approve", 3, "error"),
        Answer("apply vanished.yaml --auto-approve", 4, "results"),
        Answer("apply guarded.yaml --auto-approve", 4, "error"),
        Answer("status far.yaml", 3, "hosts"),
        Answer("drift far.yaml", 3, "format_version"),
        Answer("state verify torn.yaml", 1, "findings"),
        Answer("status", 0, "hosts"),
        Answer("status --only nobody", 64, "error"),
        Answer("drift", 0, "format_version"),
        Answer("state list", 0, "hosts"),
        Answer("state verify", 0, "findings"),
        Answer("providers", 0, "providers"),
        Answer("render web-1", 0, "host"),
        Answer("render nobody", 1, "error"),
        Answer("version", 0, "version"),
        Answer("apply", 64, "error"),
        Answer("apply --auto-approve", 0, "results"),
        Answer("apply wrong.yaml --auto-approve", 3, "error"),
        Answer("destroy --auto-approve", 0, "results"),
        Answer("restart web-2 --auto-approve", 0, "results"),
        Answer("apply --recreate nobody --auto-approve", 64, "error"),
        Answer("apply nothing.json", 1, "error"),
        Answer("apply --expect sha256:12", 64, "error"),
        Answer("status --state-dir elsewhere -C nowhere", 1, "error"),
        Answer("frobnicate", 64, "error"),
    ])
    func oneDocument(_ answer: Answer) async throws {
        let scratch = try Scratch()
        let folder = try await Self.prepared(scratch)
        let words = answer.command.split(separator: " ").map(String.init) + ["--format", "json"]
        let ending = try await Berth.run(words, in: folder.path)
        #expect(ending.exit == answer.exit, "\(ending)")
        let value = try? JSONSerialization.jsonObject(with: Data(ending.output.utf8))
        let document = try #require(value as? [String: Any], "not one JSON object: \(ending)")
        #expect(document[answer.member] != nil, "no member `\(answer.member)`: \(ending)")
        let isVersioned = !["version", "host"].contains(answer.member)
        #expect(document["format_version"] as? String != nil || !isVersioned, "\(ending)")
        if let error = document["error"] as? [String: Any] {
            #expect(error["exit_code"] as? Int == Int(answer.exit))
            #expect((error["message"] as? String)?.isEmpty == false)
        }
    }

    @Test(arguments: [
        ("apply --auto-approve", Int32(0)), ("apply vanished.yaml --auto-approve", 4), ("frobnicate", 64),
        ("apply far.yaml --auto-approve", 3), ("apply guarded.yaml --auto-approve", 4), ("apply --parallel 0", 64),
        ("apply --only web-2 --auto-approve", 0), ("destroy --auto-approve", 0),
        ("restart web-* --auto-approve", 0),
    ])
    func lines(_ command: String, _ exit: Int32) async throws {
        let scratch = try Scratch()
        let folder = try await Self.prepared(scratch)
        let words = command.split(separator: " ").map(String.init) + ["--format", "jsonl"]
        let ending = try await Berth.run(words, in: folder.path)
        #expect(ending.exit == exit, "\(ending)")
        let lines = ending.output.split(separator: "\n")
        let events = try lines.map { line in
            try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any], "\(ending)")
        }
        for event in events {
            #expect(event["type"] as? String != nil && event["@message"] as? String != nil, "\(event)")
        }
        #expect(["version", "failure"].contains(events.first?["type"] as? String), "\(ending)")
        let last = events.last?["type"] as? String
        if exit == 0 { #expect(last == "change_summary", "\(ending)") }
        if let error = events.last?["error"] as? [String: Any] { #expect(error["exit_code"] as? Int == Int(exit)) }
    }

    @Test func aPlanFileIsThePlanAsPrinted() async throws {
        let scratch = try Scratch()
        let folder = try await Self.prepared(scratch)
        let ending = try await Berth.run(["plan", "--format", "json", "--out", "plan.json"], in: folder.path)
        #expect(ending.exit == 0, "\(ending)")
        let shown = try await Berth.run(["show", "plan.json", "--format", "json"], in: folder.path)
        #expect(shown.exit == 0, "\(shown)")
        #expect(shown.output == ending.output)
    }
}
