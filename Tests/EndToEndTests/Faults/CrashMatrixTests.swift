import Foundation
import Hosts
import Providers
import Records
import Synchronization
import Testing

/// The program is killed at every numbered point of every verb; the same command again must put all right, unasked.
@Suite struct CrashMatrixTests {
    /// A crash to bring about: a point, and at which of its times.
    private struct Crash: Hashable, CustomStringConvertible {
        var point: CrashPoint
        var count: Int

        var description: String { "\(point.rawValue):\(count)" }
        var environment: [String: String] { [FaultPoints.variable: description] }
    }

    @Test func everyPointOfEveryVerb() async throws {
        let reached = Mutex<[CrashPoint: Int]>([:])
        var cases = 0
        for one in CrashCase.all {
            let hit = try await matrix(of: one)
            for crash in hit { reached.withLock { $0[crash.point, default: 0] += 1 } }
            cases += hit.count
        }
        let counts = reached.withLock { $0 }
        let table = CrashPoint.allCases.map { "\($0.rawValue) \(counts[$0] ?? 0)" }.joined(separator: ", ")
        print("crash matrix: \(cases) crashes over \(CrashCase.all.count) verbs: \(table)")
        for point in CrashPoint.allCases { #expect(counts[point] != nil, "no verb ever reaches \(point.rawValue)") }
    }

    /// Every crash of one case, a few at a time. Stops at the first count of a point that is not reached.
    /// - Returns: the crashes that happened.
    private func matrix(of one: CrashCase) async throws -> [Crash] {
        let scratch = try Scratch()
        let base = try await Self.base(of: one, in: scratch)
        return try await withThrowingTaskGroup(of: [Crash].self) { group in
            for point in CrashPoint.allCases {
                group.addTask {
                    var hit: [Crash] = []
                    for count in 1...3 {
                        let crash = Crash(point: point, count: count)
                        guard try await self.crash(one, [crash], from: base, scratch) > 0 else { break }
                        hit.append(crash)
                    }
                    return hit
                }
            }
            var all: [Crash] = []
            for try await hit in group { all += hit }
            return all
        }
    }

    /// Two crashes in a row, the second while the first is being put right: a seeded sample.
    @Test(arguments: CrashCase.all) func crashDuringRecovery(_ one: CrashCase) async throws {
        let scratch = try Scratch()
        let base = try await Self.base(of: one, in: scratch)
        var random = SeededGenerator(seed: 7 &+ UInt64(one.name.utf8.reduce(0) { $0 &* 31 &+ UInt32($1) }))
        for _ in 0..<4 {
            var pair: [Crash] = []
            for _ in 0..<2 {
                let point = try #require(CrashPoint.allCases.randomElement(using: &random))
                pair.append(Crash(point: point, count: Int.random(in: 1...2, using: &random)))
            }
            _ = try await crash(one, pair, from: base, scratch)
        }
    }

    /// A folder in which the case can begin.
    private static func base(of one: CrashCase, in scratch: Scratch) async throws -> Folder {
        let base = try scratch.folder("base")
        if let before = one.before {
            try base.write("berth.yaml", before)
            for command in one.preparing {
                let ending = try await Berth.run(command.split(separator: " ").map(String.init), in: base.path)
                try #require(ending.exit == 0, "preparing \(one.name): \(ending)")
            }
        }
        try base.write("berth.yaml", one.after)
        return base
    }

    /// Crashes in a copy of a folder, runs the command to its end, and checks everything.
    /// - Returns: how many of the crashes happened.
    private func crash(_ one: CrashCase, _ crashes: [Crash], from base: Folder, _ scratch: Scratch) async throws -> Int
    {
        let name = crashes.map(\.description).joined(separator: "+")
        let folder = try scratch.folder("\(UInt32.random(in: 0 ... .max))", copying: base.path)
        let fleet = Aftermath.Fleet(folder: folder, name: "crash")
        let words = one.command.split(separator: " ").map(String.init)
        var serial = one.before == nil ? 0 : try await Aftermath(fleet).state.serial
        var happened = 0
        for crash in crashes {
            let ending = try await Berth.run(words, in: folder.path, environment: crash.environment)
            if ending.signal == SIGKILL {
                happened += 1
            } else {
                #expect(ending.exit == 0, "\(one.name) \(name): neither killed nor done: \(ending)")
            }
            if folder.has("state/crash.state.json") {
                serial = try await Aftermath(fleet, serialBefore: serial, settled: false).state.serial
            }
        }
        if happened == 0 { return 0 }
        let ending = try await Berth.run(words, in: folder.path)
        #expect(ending.exit == 0, "\(one.name) \(name): the run after the crash: \(ending)")
        let after = try await Aftermath(fleet, serialBefore: serial)
        #expect(after.faults == [], "\(one.name) \(name): \(ending)")
        let outcome = Dictionary(after.hosts.map { ($0.mark?.host ?? "?", $0.status) }) { first, _ in first }
        #expect(outcome == one.outcome, "\(one.name) \(name): \(ending)")
        try await Self.expectQuiet(folder, one, name)
        try FileManager.default.removeItem(atPath: folder.path)
        return happened
    }

    /// I5: a second plan is empty.
    private static func expectQuiet(_ folder: Folder, _ one: CrashCase, _ name: String) async throws {
        if one.outcome.isEmpty { return }
        let plan = try await Berth.run(["plan", "--detailed-exitcode"], in: folder.path)
        #expect(plan.exit == 0, "\(one.name) \(name): the second plan: \(plan)")
        #expect(plan.output.hasPrefix("No changes."), "\(one.name) \(name)")
    }
}
