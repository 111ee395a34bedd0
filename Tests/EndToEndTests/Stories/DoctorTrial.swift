import Foundation
import JSON
import TestServers
import Testing

/// `berth doctor` and the exit code of credentials, by the real program in front of strict clouds.
struct DoctorTrial {
    /// A cloud to ask, and how it is asked.
    struct Cloud: Sendable, CustomTestStringConvertible {
        var name: String
        /// Path behind the world's base.
        var path: String
        var region: String
        var machine: String
        /// The variable that holds the credentials, and a good value.
        var variable: String
        var good: String
        /// Options of the world.
        var options: [String: JSONValue] = [:]
        /// Names of the checks.
        var checks: [String]

        var testDescription: String { name }
    }

    private static let sshKey =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ8V2gqHk5c1yWcX5b0m6d4e3f2g1h0i9j8k7l6m5n4o ada"
    private static let canary = "canary-7d1f0a93c4e2"

    static let clouds = [
        Cloud(
            name: "gcp", path: "", region: "us-central1", machine: "e2-standard-2",
            variable: "GOOGLE_OAUTH_ACCESS_TOKEN", good: "letmein",
            checks: ["list VMs", "list disks", "read regions and machine types", "read prices"]),
        Cloud(
            name: "hyperstack", path: "/v1", region: "CANADA-1", machine: "n1-cpu-small",
            variable: "HYPERSTACK_API_KEY", good: "hs-\(canary)", options: ["key": .string("hs-\(canary)")],
            checks: ["list VMs", "list volumes", "list environments", "read stocks", "read the pricebook"]),
        Cloud(
            name: "lambda", path: "/api/v1", region: "us-east-1", machine: "gpu_1x_a10",
            variable: "LAMBDA_API_KEY", good: "lm-\(canary)", options: ["key": .string("lm-\(canary)")],
            checks: ["list instances", "read machine types", "list SSH keys"]),
    ]

    private let scratch: Scratch
    private let folder: Folder

    init() throws {
        scratch = try Scratch()
        folder = try scratch.folder("work")
    }

    private func write(_ cloud: Cloud, base: String) throws {
        try folder.write(
            "berth.yaml",
            """
            fleet: lab
            providers:
              \(cloud.name): {endpoint: "\(base)\(cloud.path)"\(cloud.name == "gcp" ? ", project: proj" : "")}
            hosts:
              hub:
                provider: \(cloud.name)
                region: \(cloud.region)
                machine_type: \(cloud.machine)
                ssh: {public_keys: ["\(Self.sshKey)"]}

            """)
    }

    private func berth(
        _ words: String, _ environment: [String: String], exits: Int32
    ) async throws -> Program.Ending {
        let ending = try await Berth.run(
            words.split(separator: " ").map(String.init), in: folder.path, environment: environment)
        #expect(ending.exit == exits, "\(words): \(ending)")
        #expect(!ending.description.contains(Self.canary), "\(words): \(ending)")
        return ending
    }

    private func checks(_ ending: Program.Ending, of cloud: Cloud) throws -> [String: String] {
        let root = try JSONDocument(parsing: Array(ending.output.utf8)).root.tree
        var out: [String: String] = [:]
        for check in root["checks"]?.arrayValue ?? [] where check["about"]?.stringValue == cloud.name {
            out[check["check"]?.stringValue ?? ""] = check["result"]?.stringValue
        }
        return out
    }

    @Test(arguments: clouds) func saysWhatIsAllowedAndChangesNothing(_ cloud: Cloud) async throws {
        let world = try await TestServer.world(cloud.name, cloud.options)
        try write(cloud, base: world.base)
        let before = try await world.digest()
        let files = folder.files()
        let ending = try await berth("doctor --format json", [cloud.variable: cloud.good], exits: 0)
        let found = try checks(ending, of: cloud)
        for check in ["settings", "credentials"] + cloud.checks {
            #expect(found[check] == "ok", "\(check): \(ending)")
        }
        #expect(found["catalog"] != nil)
        let text = try await berth("doctor", [cloud.variable: cloud.good], exits: 0)
        #expect(text.output.contains(cloud.variable), "the source of the credentials is named")
        #expect(try await world.writes().isEmpty)
        #expect(try await world.digest() == before)
        #expect(try await world.refusals() == [])
        #expect(folder.files() == files, "it leaves nothing behind")
    }

    /// Missing, wrong and malformed credentials, for every command that asks a cloud.
    @Test(arguments: clouds, ["doctor", "plan", "status", "drift", "apply --yes", "destroy --yes", "catalog update"])
    func credentialsThatFailEndWithEight(_ cloud: Cloud, _ command: String) async throws {
        let world = try await TestServer.world(cloud.name, cloud.options)
        try write(cloud, base: world.base)
        if command.hasPrefix("destroy") || command == "status" {
            _ = try await berth("apply --yes", [cloud.variable: cloud.good], exits: 0)
        }
        let before = try await world.digest()
        let variable = cloud.name == "gcp" ? "GOOGLE_APPLICATION_CREDENTIALS" : cloud.variable
        let missing = try await berth(command, [:], exits: 8)
        #expect(missing.description.contains(variable), "\(missing)")
        let wrong = try await berth(command, [cloud.variable: "wrong-\(Self.canary)"], exits: 8)
        #expect(wrong.description.contains(variable), "\(wrong)")
        if cloud.name == "gcp" {
            try folder.write("key.json", #"{"type": "service_account", "private_key": "\#(Self.canary)"}"#)
            let broken = try await berth(command, [variable: "\(folder.path)/key.json"], exits: 8)
            #expect(broken.description.contains("key.json"), "\(broken)")
            let none = try await berth(command, [variable: "\(folder.path)/none.json"], exits: 8)
            #expect(none.description.contains("GOOGLE_APPLICATION_CREDENTIALS"), "\(none)")
        }
        #expect(try await world.digest() == before)
        for name in folder.files() where name != "key.json" {
            #expect(try !folder.text(name).contains(Self.canary), "\(name)")
        }
    }

    @Test func tellsARefusedRightFromWrongCredentials() async throws {
        let cloud = try #require(Self.clouds.first)
        let world = try await TestServer.world("gcp")
        try write(cloud, base: world.base)
        let body = JSONValue.object([
            "error": .object([
                "code": .int(403), "status": .string("PERMISSION_DENIED"),
                "message": .string("Cloud Billing API has not been used in project proj before or it is disabled."),
                "details": .array([.object(["reason": .string("SERVICE_DISABLED")])]),
            ])
        ])
        try await world.fail(.init(.status, path: "*/skus", times: 2, status: 403, body: body))
        let ending = try await berth("doctor", [cloud.variable: cloud.good], exits: 1)
        #expect(ending.output.contains("gcloud services enable cloudbilling.googleapis.com"), "\(ending)")
        let json = try await berth("doctor --format json", [cloud.variable: cloud.good], exits: 1)
        #expect(try checks(json, of: cloud)["read prices"] == "refused")
        #expect(try checks(json, of: cloud)["list VMs"] == "ok")
    }

    @Test func tellsACloudThatDoesNotAnswer() async throws {
        let cloud = try #require(Self.clouds.last)
        try write(cloud, base: "http://127.0.0.1:1")
        let ending = try await berth("doctor --format json", [cloud.variable: cloud.good], exits: 1)
        let found = try checks(ending, of: cloud)
        #expect(found["credentials"] == "ok")
        for check in cloud.checks { #expect(found[check] == "unreachable", "\(ending)") }
    }

    /// A file holds the credentials, and the token it is exchanged for is asked for without changing anything.
    @Test func tellsAClockThatIsWrong() async throws {
        let cloud = try #require(Self.clouds.last)
        let world = try await TestServer.world(cloud.name, cloud.options)
        try write(cloud, base: world.base)
        let late: JSONValue = .object(["data": .array([])])
        try await world.fail(
            .init(
                .status, path: "*/ssh-keys", status: 200, headers: ["Date": "Sun, 06 Nov 1994 08:49:37 GMT"], body: late
            )
        )
        let ending = try await berth("doctor --format json", [cloud.variable: cloud.good], exits: 0)
        #expect(try checks(ending, of: cloud)["clock"] == "warning", "\(ending)")
    }

    @Test func looksAtSpecsAndState() async throws {
        try folder.write("berth.yaml", "fleet: f\nhosts:\n  a: {provider: local, cpu: 2}\n")
        let fine = try await berth("doctor", [:], exits: 0)
        #expect(fine.output.contains("1 host of the fleet f in 1 file"), "\(fine)")
        #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/state"))

        try folder.write("berth.yaml", "fleet: f\nhosts:\n  a: {provider: local, cpus: 2}\n")
        let wrong = try await berth("doctor", [:], exits: 1)
        #expect(wrong.output.contains("1 error in 1 file") && wrong.output.contains("berth validate"), "\(wrong)")

        try folder.write("berth.yaml", "fleet: f\nhosts:\n  a: {provider: local, cpu: 2}\n")
        _ = try await berth("apply --yes", [:], exits: 0)
        try await FleetLock.holding(folder, fleet: "f") {
            let locked = try await berth("doctor", [:], exits: 0)
            #expect(locked.output.contains("held by `berth apply` of tester@machine"), "\(locked)")
        }
        try folder.write("state/f.state.json", "{")
        let damaged = try await berth("doctor --format json", [:], exits: 1)
        #expect(damaged.output.contains("f.state.json"), "\(damaged)")
    }

    @Test(arguments: [("doctor --provider nebius", 64), ("doctor --provider nowhere", 64), ("doctor", 1)])
    func saysWhatItCannotCheck(_ words: String, _ code: Int) async throws {
        _ = try await berth(words, [:], exits: Int32(code))
    }

    @Test func checksACloudWithoutSpecs() async throws {
        let ending = try await berth("doctor --provider lambda", [:], exits: 8)
        #expect(ending.output.contains("LAMBDA_API_KEY is not set"), "\(ending)")
    }
}
