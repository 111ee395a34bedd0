import Foundation
import JSON
import Providers
import TestServers
import Testing

/// One fleet with hosts on three strict clouds and on Local, the real program before them.
struct FourClouds {
    /// What the stories change in the specs.
    struct Spec {
        var hubCPU = 2
        var store = "n1-cpu-medium"
        var train = "a10"
        /// Of the hosts on clouds that can stop one: `batch-1`, `sim` and `probe`.
        var power = "running"
    }

    private static let keys = ["hyperstack": "hs-canary-2f6c41d09be7", "lambda": "secret_lambda-canary-2f6c41d09be7"]
    /// Nothing that the program writes may hold it.
    static let canary = "canary-2f6c41d09be7"

    private let scratch: Scratch
    let folder: Folder
    let gcp: TestWorld
    let hyperstack: TestWorld
    let lambda: TestWorld

    /// Worlds that are not empty: in each that can have it there is something of somebody else's.
    init() async throws {
        scratch = try Scratch()
        folder = try scratch.folder("work")
        gcp = try await TestServer.world("gcp")
        hyperstack = try await TestServer.world("hyperstack", ["key": .string(Self.keys["hyperstack"] ?? "")])
        lambda = try await TestServer.world(
            "lambda",
            ["key": .string(Self.keys["lambda"] ?? ""), "keys": .object(["theirs": .string("ssh-ed25519 AAAA x")])])
        try await gcp.poke([
            "stray_disk": .object([
                "zone": .string("us-central1-a"), "name": .string("theirs"),
                "labels": .object(["team": .string("other")]),
            ])
        ])
    }

    var worlds: [(name: String, world: TestWorld)] {
        [("gcp", gcp), ("hyperstack", hyperstack), ("lambda", lambda)]
    }

    /// Writes the spec: on each cloud hosts with and without what that cloud is peculiar for.
    func write(_ spec: Spec = Spec()) throws {
        try folder.write(
            "berth.yaml",
            """
            fleet: lab
            providers:
              gcp: {endpoint: "\(gcp.base)", project: proj}
              hyperstack: {endpoint: "\(hyperstack.base)/v1"}
              lambda: {endpoint: "\(lambda.base)/api/v1"}
            defaults:
              ssh:
                public_keys: ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ8V2gqHk5c1yWcX5b0m6d4e3f2g1h0i9j8k7l6m5n4o ada"]
              labels: {team: math}
            guards: {max_hourly_cost: 40 USD}
            hosts:
              hub:
                provider: gcp
                region: us-central1
                zone: us-central1-a
                cpu: \(spec.hubCPU)
                ram_gb: 8
                disk_gb: 50
                tags: [web]
                metadata: {role: hub}
                network: {open_ports: [22, 443]}
                startup_script: |
                  #!/bin/sh
                  echo hub
              batch-{1..2}:
                provider: gcp
                region: us-central1
                machine_type: e2-standard-2
                pricing: spot
                power: \(spec.power)
              render:
                provider: gcp
                region: us-central1
                zone: us-central1-a
                machine_type: g2-standard-4
                placement:
                  - {provider: hyperstack, region: CANADA-1, machine_type: n3-L40x1}
                  - {provider: lambda, region: us-east-1, machine_type: gpu_1x_a10}
              store:
                provider: hyperstack
                region: CANADA-1
                machine_type: \(spec.store)
                disk_gb: 200
                network: {open_ports: [{port: 8080, from: 10.0.0.0/8}]}
              sim:
                provider: hyperstack
                region: CANADA-1
                gpu: {type: a6000, count: 1}
                power: \(spec.power)
                startup_script: |
                  #!/bin/sh
                  echo sim
              train:
                provider: lambda
                region: us-east-1
                gpu: {type: \(spec.train), count: 1}
                network: {open_ports: [22]}
              probe:
                provider: local
                cpu: 2
                disk_gb: 10
                power: \(spec.power)

            """)
    }

    // MARK: Running

    private var environment: [String: String] {
        [
            "GOOGLE_OAUTH_ACCESS_TOKEN": "letmein", "HYPERSTACK_API_KEY": Self.keys["hyperstack"] ?? "",
            "LAMBDA_API_KEY": Self.keys["lambda"] ?? "",
        ]
    }

    /// Runs a command to its end, which must be the right one.
    @discardableResult
    func berth(
        _ words: String, exits: Int32 = 0, location: SourceLocation = #_sourceLocation
    ) async throws -> Program.Ending {
        let ending = try await Berth.run(
            words.split(separator: " ").map(String.init), in: folder.path, environment: environment)
        #expect(ending.exit == exits, "\(words): \(ending)", sourceLocation: location)
        #expect(!ending.description.contains(Self.canary), sourceLocation: location)
        return ending
    }

    /// The JSON that a command answers.
    func json(
        _ words: String, exits: Int32 = 0, location: SourceLocation = #_sourceLocation
    ) async throws -> JSONValue {
        let ending = try await berth("\(words) --format json", exits: exits, location: location)
        return try JSONDocument(parsing: Array(ending.output.utf8)).root.tree
    }

    /// Starts a command and kills it at the moment a request has been carried out and not answered.
    func kill(_ words: String, in world: TestWorld, at path: String) async throws {
        try await world.fail(.init(.hangAfter, method: .post, path: path))
        let before = try await world.log().count { $0.fault == "hang_after" }
        let program = try Berth.start(
            words.split(separator: " ").map(String.init), in: folder.path, environment: environment)
        var hangs = false
        for _ in 0..<20_000 where !hangs {
            hangs = try await world.log().count { $0.fault == "hang_after" } > before
        }
        program.signal(SIGKILL)
        #expect(hangs, "no such request arrived")
        #expect(try await program.wait().signal == SIGKILL)
    }

    // MARK: Looking

    /// A host's record.
    func record(_ host: String) throws -> JSONValue {
        let state = try JSONDocument(parsing: Array(folder.bytes("state/lab.state.json"))).root.tree
        return try #require(state["hosts"]?[host], "no record of \(host)")
    }

    /// Name of a host's VM in its cloud.
    func cloudName(_ host: String) throws -> String {
        try #require(record(host)["runtime"]?["cloud_name"]?.stringValue)
    }

    /// How many objects of each kind there are in each world.
    func census() async throws -> [String: Int] {
        var out: [String: Int] = [:]
        for (name, world) in worlds {
            for (kind, things) in try await world.state().objectValue ?? [:] {
                let all = things.arrayValue ?? things.objectValue.map { Array($0.values) } ?? []
                // Lambda shows what was terminated for a while.
                let count = all.count { $0["status"]?.stringValue != "terminated" }
                if count > 0 { out["\(name) \(kind)"] = count }
            }
        }
        let local = LocalDrill(LocalWorld.file("\(folder.state)/local-cloud.json"))
        let (hosts, disks) = (try local.hosts().count, try local.disks().count)
        if hosts > 0 { out["local hosts"] = hosts }
        if disks > 0 { out["local disks"] = disks }
        return out
    }

    /// Requests that may have changed something, of all clouds.
    func writes() async throws -> [String] {
        var out: [String] = []
        for (name, world) in worlds { out += try await world.writes().map { "\(name): \($0.method) \($0.path)" } }
        return out
    }

    /// Requests that a cloud's own strictness refused.
    func refusals() async throws -> [String] {
        var out: [String] = []
        for (_, world) in worlds { out += try await world.refusals() }
        return out
    }

    /// Files of the folder that hold a secret.
    func leaks() throws -> [String] {
        try folder.files().filter { try folder.text($0).contains(Self.canary) }
    }
}
