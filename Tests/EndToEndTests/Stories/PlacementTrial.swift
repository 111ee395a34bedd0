import Foundation
import JSON
import TestServers
import Testing

/// A host that may be on any of three strict clouds, by the real program: GCP, then Hyperstack, then Lambda.
struct PlacementTrial {
    private static let hyperstackKey = "hs-canary-51b0c7d2e9"
    private static let lambdaKey = "secret_lambda-canary-51b0c7d2e9"
    private let scratch: Scratch
    private let folder: Folder
    private let gcp: TestWorld
    private let hyperstack: TestWorld
    private let lambda: TestWorld

    init() async throws {
        scratch = try Scratch()
        folder = try scratch.folder("work")
        gcp = try await TestServer.world("gcp")
        hyperstack = try await TestServer.world("hyperstack", ["key": .string(Self.hyperstackKey)])
        lambda = try await TestServer.world("lambda", ["key": .string(Self.lambdaKey)])
    }

    private func write(
        budget: String? = nil, power: String = "running", machine: String = "e2-standard-2",
        hyperstackMachine: String = "n1-cpu-small"
    ) throws {
        try folder.write(
            "berth.yaml",
            """
            fleet: lab
            providers:
              gcp: {endpoint: "\(gcp.base)", project: proj}
              hyperstack: {endpoint: "\(hyperstack.base)/v1"}
              lambda: {endpoint: "\(lambda.base)/api/v1"}
            \(budget.map { "guards: {max_hourly_cost: \($0)}" } ?? "")
            hosts:
              hub:
                provider: gcp
                region: us-central1
                zone: us-central1-a
                machine_type: \(machine)
                power: \(power)
                ssh: {public_keys: ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ8V2gqHk5c1yWcX5b0m6d4e3f2g1h0i9j8k7l6m5n4o ada"]}
                placement:
                  - {provider: hyperstack, region: CANADA-1, machine_type: \(hyperstackMachine)}
                  - {provider: lambda, region: us-east-1, machine_type: gpu_1x_a10}

            """)
    }

    @discardableResult
    private func berth(_ words: String, exits: Int32 = 0) async throws -> Program.Ending {
        let ending = try await Berth.run(
            words.split(separator: " ").map(String.init), in: folder.path,
            environment: [
                "GOOGLE_OAUTH_ACCESS_TOKEN": "letmein", "HYPERSTACK_API_KEY": Self.hyperstackKey,
                "LAMBDA_API_KEY": Self.lambdaKey,
            ])
        #expect(ending.exit == exits, "\(words): \(ending)")
        #expect(!ending.description.contains("canary"))
        return ending
    }

    /// GCP accepts and then has no stock.
    private func sellOutGCP(_ operation: String = "insert") async throws {
        try await gcp.poke([
            "fail_next": .object([
                "operation": .string(operation), "status": .int(503), "message": .string("SERVICE UNAVAILABLE"),
                "errors": .array([
                    .object([
                        "code": .string("ZONE_RESOURCE_POOL_EXHAUSTED"),
                        "message": .string("The zone does not have enough resources available"),
                    ])
                ]),
            ])
        ])
    }

    /// Hyperstack tells beforehand that there is no stock.
    private func sellOutHyperstack(_ machine: String = "n1-cpu-small") async throws {
        try await hyperstack.poke(["sold_out": .array([.string("CANADA-1"), .string(machine)])])
    }

    /// The creating requests of each cloud's VMs, by cloud.
    private func creates() async throws -> [String: Int] {
        var out: [String: Int] = [:]
        for (name, world, tail) in [
            ("gcp", gcp, "/instances"), ("hyperstack", hyperstack, "/virtual-machines"),
            ("lambda", lambda, "/launch"),
        ] {
            let count = try await world.writes().count { $0.method == "POST" && $0.path.hasSuffix(tail) }
            if count > 0 { out[name] = count }
        }
        return out
    }

    private func refusals() async throws -> [String] {
        try await gcp.refusals() + hyperstack.refusals() + lambda.refusals()
    }

    /// The lines of the state's journals, present and folded.
    private func journal() throws -> String {
        try folder.files().filter { $0.contains("journal") || $0.contains("runs/") }.map { try folder.text($0) }
            .joined(separator: "\n")
    }

    @Test func aStockOutWalksFromCloudToCloud() async throws {
        try write()
        try await berth("validate")
        try await sellOutGCP()
        try await hyperstack.poke(["late": .string("stock")])
        let made = try await berth("apply --yes")
        #expect(made.errors.contains("No stock on gcp us-central1-a"), "\(made)")
        #expect(made.errors.contains("No stock on hyperstack CANADA-1"), "\(made)")
        let calls = try await creates()
        #expect(calls == ["gcp": 1, "hyperstack": 1, "lambda": 1])

        // Each rung is an intent of its own, with a token of its own.
        let intents = try journal().split(separator: "\n").filter {
            $0.contains("\"create\"") && $0.contains("\"token\"") && $0.contains("intent")
        }
        #expect(intents.count == 3, "\(intents)")
        for cloud in ["gcp", "hyperstack", "lambda"] {
            #expect(intents.count { $0.contains("\"provider\":\"\(cloud)\"") } == 1, "\(intents)")
        }

        // It stays where it is, though the first rungs have stock again.
        try await berth("plan --detailed-exitcode")
        try await berth("destroy --yes")
        let left = try await (
            lambda.state()["instances"]?.objectValue?.values.filter { $0["status"]?.stringValue != "terminated" }.count,
            hyperstack.state()["vms"]?.objectValue?.count, gcp.state()["instances"]?.arrayValue?.count
        )
        #expect((left.0 ?? 0, left.1 ?? 0, left.2 ?? 0) == (0, 0, 0))
        #expect(try await refusals() == [])
    }

    @Test func aHostThatHasRunNeverMoves() async throws {
        try write()
        try await berth("apply --yes")
        try write(power: "stopped")
        try await berth("apply --yes")
        try await sellOutGCP("start")
        try write()
        let failed = try await berth("apply --yes", exits: 1)
        #expect(failed.description.contains("ZONE_RESOURCE_POOL_EXHAUSTED"), "\(failed)")
        #expect(try await creates() == ["gcp": 1])
        // A new VM for it, of a type that is sold out: nor does that one go elsewhere.
        try await berth("apply --yes")
        try await sellOutGCP()
        let replaced = try await berth("apply --yes --replace hub --allow-data-loss=hub", exits: 1)
        #expect(replaced.description.contains("ZONE_RESOURCE_POOL_EXHAUSTED"), "\(replaced)")
        let kept = try await creates()
        #expect(kept["hyperstack"] == nil && kept["lambda"] == nil, "\(kept)")
        // Its VM and its data are gone by now, so the next generation has never run, and may be anywhere.
        try await sellOutGCP()
        try await berth("apply --yes")
        let moved = try await creates()
        #expect(moved["hyperstack"] == 1 && moved["lambda"] == nil, "\(moved)")
        #expect(try await refusals() == [])
    }

    /// A rung that could pass the budget is left out before anything is called, and is not reached by a stock-out either.
    @Test func theBudgetHoldsForEveryRung() async throws {
        // The second place costs 0.50, the third more; a place without a known price would be left out, too.
        try write(budget: "0.60 USD", hyperstackMachine: "n3-RTX-A6000x1")
        try await sellOutGCP()
        try await sellOutHyperstack("n3-RTX-A6000x1")
        let made = try await berth("apply --yes", exits: 1)
        #expect(made.description.contains("placement-over-budget"), "\(made)")
        #expect(made.errors.contains("No stock on gcp us-central1-a"), "\(made)")
        let calls = try await creates()
        #expect(calls == ["gcp": 1], "Hyperstack has no stock, which it tells before it is asked for a VM: \(made)")
        #expect(made.description.contains("OutOfStock"), "\(made)")
        #expect(try await refusals() == [])
    }
}
