import Foundation
import Testing

/// A start-up script may hold what nobody shall read: its text is in no file Berth keeps and in nothing it says. (`render`
/// is not asked: it shows the spec, which is where the script stands.)
struct SecretsTests {
    private static let canary = "canary-7f3b9e51c2"

    @Test func aScriptLeavesNoTrace() async throws {
        let scratch = try Scratch()
        let folder = try scratch.folder("work")
        try folder.write("secret.sh", "#!/bin/sh\necho \(Self.canary)-in-a-file\n")
        var said = ""
        let keys = ["AWS_SECRET_ACCESS_KEY", "HYPERSTACK_API_KEY", "LAMBDA_API_KEY", "NEBIUS_IAM_TOKEN"]
        var environment = Dictionary(uniqueKeysWithValues: keys.map { ($0, "\(Self.canary)-of-\($0)") })
        func run(_ command: String, exits: Int32? = 0) async throws {
            let words = command.split(separator: " ").map(String.init)
            let ending = try await Berth.run(words, in: folder.path, environment: environment)
            if let exits { #expect(ending.exit == exits, "\(command): \(ending)") }
            said += ending.output + ending.errors
        }
        func declare(_ addition: String) throws {
            try folder.write(
                "berth.yaml",
                """
                fleet: quiet
                defaults: {provider: local, cpu: 2}
                hosts:
                  in-line:
                    startup_script: |
                      #!/bin/sh
                      echo \(Self.canary)-\(addition)
                  by-file: {startup_script: "file:secret.sh"}

                """)
        }
        try declare("one")
        for command in ["validate", "plan", "plan --format json --out plan.json", "show plan.json"] {
            try await run(command)
        }
        environment["BERTH_CRASH_POINT"] = "call.answered:1"
        try await run("apply plan.json", exits: nil)
        environment["BERTH_CRASH_POINT"] = nil
        for command in [
            "apply --auto-approve --format jsonl", "status", "status --format json", "drift", "state list",
            "state show in-line", "state show by-file", "state verify",
        ] { try await run(command) }
        try declare("two")
        try await run("plan --detailed-exitcode", exits: nil)
        try await run(
            "apply --auto-approve --allow-delete=2 --allow-data-loss=in-line --allow-data-loss=by-file --replace in-line --replace by-file"
        )
        try await run("plan --detailed-exitcode")
        try await run("destroy --auto-approve")
        #expect(said.contains("sha256"))
        #expect(
            !said.contains(Self.canary), "\(said.components(separatedBy: "\n").filter { $0.contains(Self.canary) })")
        let kept = folder.files().filter { !["berth.yaml", "secret.sh"].contains($0) }
        #expect(kept.contains("plan.json") && kept.contains("state/local-cloud.log.jsonl"))
        for file in kept { #expect(!(try folder.text(file)).contains(Self.canary), "\(file) holds it") }
    }

    /// Faults in the spec beside a script must not show the script.
    @Test func aCaretShowsNoScript() async throws {
        let scratch = try Scratch()
        let folder = try scratch.folder("work")
        try folder.write(
            "berth.yaml",
            """
            fleet: quiet
            hosts:
              a-1:
                provider: local
                startup_scripts: |
                  echo \(Self.canary)
                cpu: many

            """)
        for format in ["text", "json"] {
            let ending = try await Berth.run(["validate", "--format", format], in: folder.path)
            #expect(ending.exit == 3, "\(ending)")
            #expect(!(ending.output + ending.errors).contains(Self.canary), "\(ending)")
        }
    }
}
