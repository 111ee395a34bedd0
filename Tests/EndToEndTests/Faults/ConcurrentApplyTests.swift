import Foundation
import Hosts
import Providers
import Testing

/// Twenty processes begin an apply of one fleet at once.
struct ConcurrentApplyTests {
    private static let processes = 20
    private static let spec = """
        fleet: race
        providers: {local: {latency: 300ms}}
        defaults: {provider: local, cpu: 2}
        hosts:
          r-{1..5}: {disk_gb: 10}

        """

    private func race(_ extra: [String], in scratch: Scratch) async throws
        -> (endings: [Program.Ending], fleet: Aftermath.Fleet)
    {
        let fleet = Aftermath.Fleet(folder: try scratch.folder("work"), name: "race")
        try fleet.folder.write("berth.yaml", Self.spec)
        let programs = try (0..<Self.processes).map { _ in
            try Berth.start(["apply", "--auto-approve"] + extra, in: fleet.folder.path)
        }
        var endings: [Program.Ending] = []
        for program in programs { endings.append(try await program.wait()) }
        return (endings, fleet)
    }

    @Test func oneWorksAndTheOthersAreTold() async throws {
        let scratch = try Scratch()
        let (endings, fleet) = try await race([], in: scratch)
        let made = endings.filter { $0.exit == 0 && $0.output.contains("Apply complete! Resources: 5 added") }
        let late = endings.filter { $0.exit == 0 && $0.output.hasPrefix("No changes.") }
        let refused = endings.filter { $0.exit == 6 }
        #expect(made.count == 1)
        #expect(made.count + late.count + refused.count == Self.processes, "\(endings.filter { $0.exit != 6 })")
        #expect(!refused.isEmpty, "they did not meet")
        for ending in refused {
            #expect(ending.errors.hasPrefix("error: state is locked by "), "\(ending)")
            #expect(ending.output.isEmpty, "\(ending)")
        }
        #expect(refused.contains { $0.errors.contains("by pid ") && $0.errors.contains("`apply`") })
        try await expectSound(fleet)
    }

    @Test func whoWaitsHasNothingLeftToDo() async throws {
        let scratch = try Scratch()
        let (endings, fleet) = try await race(["--lock-timeout", "100s"], in: scratch)
        #expect(endings.allSatisfy { $0.exit == 0 }, "\(endings.first { $0.exit != 0 }.map(\.description) ?? "")")
        #expect(endings.count { $0.output.contains("Apply complete! Resources: 5 added") } == 1)
        #expect(endings.count { $0.output.hasPrefix("No changes.") } == Self.processes - 1)
        try await expectSound(fleet)
    }

    private func expectSound(_ fleet: Aftermath.Fleet) async throws {
        let after = try await Aftermath(fleet)
        #expect(after.faults == [])
        #expect(after.hosts.count == 5)
        // The world counts every VM and disk it ever made: none was made and thrown away.
        #expect(after.hosts.map(\.runtime.instanceID).max() ?? "" <= "vm-000010")
    }
}
