import Foundation
import Hosts
import Providers
import Testing

/// Damaged, lost and half-written records: refused with the file's name and advice, before any cloud is called.
struct DamageTests {
    /// A way to damage a file.
    enum Damage: String, CaseIterable, Sendable {
        case missing, empty, halved, flippedDigit, oneByteShort, zeros, otherFleet

        func applied(to bytes: Data) -> Data? {
            var out = bytes
            switch self {
            case .missing: return nil
            case .empty: return Data()
            case .halved: return bytes.prefix(bytes.count / 2)
            case .oneByteShort: return bytes.dropLast(2)
            case .zeros: return Data(count: bytes.count)
            case .flippedDigit:
                let text = String(decoding: bytes, as: UTF8.self)
                return Data(text.replacingOccurrences(of: "\"generation\": 1", with: "\"generation\": 2").utf8)
            case .otherFleet:
                let text = String(decoding: bytes, as: UTF8.self)
                out = Data(text.replacingOccurrences(of: "\"shop\"", with: "\"shup\"").utf8)
            }
            return out
        }
    }

    private static func prepared(_ scratch: Scratch) async throws -> Folder {
        let folder = try scratch.folder("work")
        try folder.write("berth.yaml", Specs.pair)
        for spec in [Specs.pair, Specs.pair.replacingOccurrences(of: "web-1: {cpu: 2}", with: "web-1: {cpu: 4}")] {
            try folder.write("berth.yaml", spec)
            let made = try await Berth.run(["apply", "--auto-approve", "--quiet"], in: folder.path)
            try #require(made.exit == 0, "\(made)")
        }
        return folder
    }

    @Test(arguments: Damage.allCases) func aDamagedStateIsRefused(_ damage: Damage) async throws {
        let scratch = try Scratch()
        let folder = try await Self.prepared(scratch)
        let file = "state/shop.state.json"
        let whole = try folder.bytes(file)
        let world = LocalWorld.file("\(folder.state)/local-cloud.json")
        let before = try world.digest()
        if let damaged = damage.applied(to: whole) {
            #expect(damaged != whole)
            try folder.write(file, damaged)
        } else {
            try folder.remove(file)
        }
        for command in ["apply --auto-approve", "destroy --auto-approve berth.yaml", "plan", "status", "state verify"] {
            let words = command.split(separator: " ").map(String.init)
            let refused = try await Berth.run(words, in: folder.path)
            #expect(refused.exit == 1, "\(command): \(refused)")
            let told = refused.errors + refused.output
            #expect(told.contains(file), "\(command) does not name the file: \(refused)")
            #expect(told.contains("berth state restore 2"), "\(command) gives no advice: \(refused)")
        }
        #expect(try world.digest() == before)
        if let damaged = damage.applied(to: whole) { #expect(try folder.bytes(file) == damaged) }
        try await Self.expectRestorable(folder)
    }

    /// The advice given works: the newest copy comes back, and then the plan says what it is behind by.
    private static func expectRestorable(_ folder: Folder) async throws {
        let restored = try await Berth.run(["state", "restore", "2"], in: folder.path)
        #expect(restored.exit == 0, "\(restored)")
        let again = try await Berth.run(["apply", "--auto-approve"], in: folder.path)
        #expect(again.exit == 0, "\(again)")
        let after = try await Aftermath(Aftermath.Fleet(folder: folder, name: "shop"))
        // The copy is older than the last resize: the plan calls that a change outside, and leaves it, as the spec
        // agrees with the cloud.
        #expect(after.faults == ["web-1 has another machine type"])
        #expect(after.hosts.count == 2)
    }

    /// A folder whose journal holds more than the state: the run was killed when its second result was durable.
    private static func cutOff(_ scratch: Scratch) async throws -> (Folder, String) {
        let folder = try scratch.folder("work")
        try folder.write("berth.yaml", Specs.pair)
        let killed = try await Berth.run(
            ["apply", "--auto-approve", "--parallel", "1"], in: folder.path,
            environment: ["BERTH_CRASH_POINT": "result.synced:1"])
        try #require(killed.signal == SIGKILL, "\(killed)")
        return (folder, "state/shop.journal.jsonl")
    }

    @Test(arguments: [1, 10, 60]) func aTornJournalTailIsToldOnce(cut: Int) async throws {
        let scratch = try Scratch()
        let (folder, journal) = try await Self.cutOff(scratch)
        let whole = try folder.bytes(journal)
        try folder.write(journal, whole.dropLast(cut))
        let plan = try await Berth.run(["plan"], in: folder.path)
        #expect(plan.exit == 0, "\(plan)")
        #expect(plan.errors.contains("note: "), "\(plan)")
        #expect(try folder.bytes(journal) == whole.dropLast(cut), "plan wrote")
        let first = try await Berth.run(["apply", "--auto-approve"], in: folder.path)
        #expect(first.exit == 0, "\(first)")
        #expect(first.errors.components(separatedBy: "note: ").count == 2, "\(first)")
        #expect(first.errors.contains(journal), "\(first)")
        let second = try await Berth.run(["apply", "--auto-approve"], in: folder.path)
        #expect(second.exit == 0 && !second.errors.contains("note: "), "\(second)")
        let after = try await Aftermath(Aftermath.Fleet(folder: folder, name: "shop"))
        #expect(after.faults == [])
        #expect(after.hosts.count == 2)
    }

    @Test func aDamagedJournalLineIsRefused() async throws {
        let scratch = try Scratch()
        let (folder, journal) = try await Self.cutOff(scratch)
        var bytes = try folder.bytes(journal)
        let lines = bytes.split(separator: 0x0A).count
        try #require(lines >= 3)
        let middle = try #require(bytes.firstIndex(of: 0x0A)) + 40
        bytes[middle] ^= 0x01
        try folder.write(journal, bytes)
        let world = LocalWorld.file("\(folder.state)/local-cloud.json")
        let before = try world.digest()
        for command in ["apply --auto-approve", "plan", "status", "state verify"] {
            let words = command.split(separator: " ").map(String.init)
            let refused = try await Berth.run(words, in: folder.path)
            #expect(refused.exit == 1, "\(command): \(refused)")
            let told = refused.errors + refused.output
            #expect(told.contains("\(journal): line 2"), "\(command): \(refused)")
        }
        #expect(try world.digest() == before)
        #expect(try folder.bytes(journal) == bytes)
    }
}
