import Foundation
import Hosts
import Records
import Testing

/// The program is killed at random moments while it brings twenty hosts from one random wish to another.
///
/// `BERTH_RANDOM_KILLS` sets how often; `make crash` asks for 200.
@Suite struct RandomKillTests {
    /// Fleets that are worked on side by side.
    private static let lanes = 2

    private static var kills: Int {
        ProcessInfo.processInfo.environment["BERTH_RANDOM_KILLS"].flatMap { Int($0) } ?? 60
    }

    @Test(arguments: 0..<lanes) func nothingIsLostOrDoubled(lane: Int) async throws {
        let scratch = try Scratch()
        let fleet = Aftermath.Fleet(folder: try scratch.folder("fleet"), name: "storm")
        var random = SeededGenerator(seed: UInt64(lane) + 1)
        let wanted = max(1, Self.kills / Self.lanes)
        var tally = (runs: 0, killed: 0)
        var serial = 0
        // How long a whole run takes on this machine, as last seen: the moments are spread over all of it.
        var length = Duration.milliseconds(250)
        while tally.runs < wanted {
            let wish = Wish(using: &random)
            try fleet.folder.write("berth.yaml", wish.spec)
            for _ in 0..<Int.random(in: 1...3, using: &random) where tally.runs < wanted {
                tally.runs += 1
                let moment = length * Int.random(in: 3...120, using: &random) / 100
                if try await Self.runKilled(after: moment, in: fleet.folder) { tally.killed += 1 }
            }
            let ending = try await Berth.run(Self.apply, in: fleet.folder.path)
            // Without the wait for a seat, which kills do not have.
            length = ending.took
            #expect(ending.exit == 0, "lane \(lane), run \(tally.runs): \(ending)")
            let after = try await Aftermath(fleet, serialBefore: serial)
            serial = after.state.serial
            #expect(after.faults == [], "lane \(lane), run \(tally.runs): \(ending)")
            let outcome = Dictionary(after.hosts.map { ($0.mark?.host ?? "?", $0.status) }) { first, _ in first }
            #expect(outcome == wish.outcome, "lane \(lane), run \(tally.runs): \(ending)")
            let plan = try await Berth.run(["plan", "--detailed-exitcode"], in: fleet.folder.path)
            #expect(plan.exit == 0, "lane \(lane), run \(tally.runs): the second plan: \(plan)")
        }
        print("random kills, lane \(lane): \(tally.killed) of \(tally.runs) runs were killed before their end")
        #expect(tally.killed * 4 > tally.runs, "the moments are too late to kill anything")
    }

    private static let apply = ["apply", "--auto-approve", "--allow-delete=20", "--allow-empty-specs"]

    /// Starts an apply and kills it after a while.
    /// - Returns: whether it was still running then.
    private static func runKilled(after moment: Duration, in folder: Folder) async throws -> Bool {
        await Seats.shared.take()
        let program = try Berth.start(apply, in: folder.path)
        let killer = Task {
            try await Task.sleep(for: moment)
            program.signal(SIGKILL)
        }
        let ending = try await program.wait()
        killer.cancel()
        await Seats.shared.give()
        if ending.signal == SIGKILL { return true }
        #expect(ending.exit == 0, "neither killed nor done: \(ending)")
        return false
    }

    /// What up to twenty hosts shall be.
    private struct Wish {
        var spec = "fleet: storm\nproviders: {local: {latency: 20ms}}\ndefaults: {provider: local}\nhosts:\n"
        var outcome: [String: HostStatus] = [:]

        init(using random: inout SeededGenerator) {
            for number in 1...20 {
                // A fifth of the hosts is not wanted, some of the others are larger, off, or of another image.
                guard Int.random(in: 0..<5, using: &random) > 0 || number == 1 else { continue }
                let cpu = [2, 2, 4].randomElement(using: &random) ?? 2
                let isOff = Int.random(in: 0..<4, using: &random) == 0
                // Only those with a data disk get another image: it is kept, so that no guard has to be opened.
                let hasDisk = number.isMultiple(of: 2)
                let image = hasDisk && Int.random(in: 0..<4, using: &random) == 0 ? "debian-12" : "ubuntu-24.04-lts"
                let disk = hasDisk ? ", disk_gb: 20" : ""
                spec +=
                    "  h-\(number): {cpu: \(cpu), image: \(image)\(disk), power: \(isOff ? "stopped" : "running")}\n"
                outcome["h-\(number)"] = isOff ? .stopped : .running
            }
        }
    }
}
