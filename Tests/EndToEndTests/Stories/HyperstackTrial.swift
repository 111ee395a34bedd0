import Foundation
import JSON
import Providers
import TestServers
import Testing

/// A fleet's life on a strict Hyperstack, by the real program: with stock-out, replacement, drift and a kill.
struct HyperstackTrial {
    private static let key = "hs-canary-51b0c7d2e9"
    private let scratch: Scratch
    private let folder: Folder
    private let world: TestWorld

    init() async throws {
        scratch = try Scratch()
        folder = try scratch.folder("work")
        world = try await TestServer.world("hyperstack", ["key": .string(Self.key)])
    }

    private func write(machine: String = "n3-RTX-A6000x1", power: String = "running") throws {
        try folder.write(
            "berth.yaml",
            """
            fleet: lab
            providers:
              hyperstack: {endpoint: "\(world.base)/v1"}
            defaults:
              provider: hyperstack
              region: CANADA-1
              ssh: {public_keys: ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ8V2gqHk5c1yWcX5b0m6d4e3f2g1h0i9j8k7l6m5n4o ada"]}
            hosts:
              hub: {machine_type: \(machine), disk_gb: 50, power: \(power)}
              gpu:
                machine_type: n3-L40x1
                placement: [{machine_type: n3-H100x1}]

            """)
    }

    private var environment: [String: String] { ["HYPERSTACK_API_KEY": Self.key] }

    @discardableResult
    private func berth(_ words: String, exits: Int32 = 0) async throws -> Program.Ending {
        let ending = try await Berth.run(
            words.split(separator: " ").map(String.init), in: folder.path, environment: environment)
        #expect(ending.exit == exits, "\(words): \(ending)")
        #expect(!ending.description.contains(Self.key))
        return ending
    }

    private func counts() async throws -> [String: Int] {
        try await world.state().objectValue?.compactMapValues { things in
            things.objectValue.flatMap { $0.isEmpty ? nil : $0.count }
        } ?? [:]
    }

    @Test func aFleetLivesAndLeavesNothing() async throws {
        try write()
        try await berth("validate")
        let nobody = try await Berth.run(["plan"], in: folder.path)
        #expect(nobody.exit == 8 && nobody.errors.contains("HYPERSTACK_API_KEY"))
        try await berth("plan --detailed-exitcode", exits: 2)
        #expect(try await world.writes().isEmpty, "planning changes nothing")
        try await world.poke(["sold_out": .array([.string("CANADA-1"), .string("L40")])])
        let made = try await berth("apply --yes")
        #expect(made.errors.contains("No stock on hyperstack CANADA-1"))
        #expect(try await counts() == ["environments": 1, "keypairs": 1, "vms": 2, "volumes": 1])
        try await berth("plan --detailed-exitcode")

        try write(machine: "n3-A100x1")
        let replaced = try await berth("apply --yes")
        #expect(replaced.output.contains("must be replaced") && replaced.output.contains("kept, and attached"))
        try write(machine: "n3-A100x1", power: "stopped")
        let stopped = try await berth("apply --yes")
        #expect(stopped.output.contains("stopped, it bills on in full"))
        try await berth("plan --detailed-exitcode")
        try write(machine: "n3-A100x1")
        try await berth("apply --yes")
        try await world.poke(["stop": .string("hub")])
        #expect(try await berth("drift").output.contains("is stopped, shall be running"))
        try await berth("destroy --yes")
        #expect(try await counts() == [:])
        #expect(try await world.refusals() == [])
    }

    /// A kill at each request of a create; what the next run finds, it finishes.
    @Test(arguments: ["volumes", "virtual-machines", "attach-volumes"])
    func aKillInACreateIsTakenUp(at call: String) async throws {
        try write()
        try await world.fail(.init(.hangAfter, method: .post, path: "*/\(call)"))
        let program = try Berth.start(["apply", "--yes"], in: folder.path, environment: environment)
        _ = try await world.arrival { $0.fault == "hang_after" }
        program.signal(SIGKILL)
        _ = try await program.wait()
        try await berth("apply --yes")
        try await berth("plan --detailed-exitcode")
        #expect(try await counts() == ["environments": 1, "keypairs": 1, "vms": 2, "volumes": 1])
        try await berth("destroy --yes")
        #expect(try await counts() == [:])
        #expect(try await world.refusals() == [])
        for name in folder.files() { #expect(try !folder.text(name).contains(Self.key)) }
    }
}
