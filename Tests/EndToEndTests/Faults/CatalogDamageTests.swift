import Files
import Foundation
import Hosts
import JSON
import Testing

/// Damaged catalogs and locks: whoever reads them is told the file and the row and what to do, nothing crashes, and an
/// update either mends them or leaves the lock as it was.
struct CatalogDamageTests {
    /// A way to damage the two files.
    struct Damage: Sendable, CustomTestStringConvertible {
        var name: String
        /// What of the message must be there.
        var told: String
        /// Whether the lock is damaged, and not the file that it locks.
        var ofLock = false
        /// Whether the lock is made to lock the damaged file, so that its contents are looked at.
        var relocks = true
        var change: @Sendable (Data) -> Data

        var testDescription: String { name }

        /// One text for another, at its first place.
        static func swap(_ name: String, _ old: String, _ new: String, _ told: String, lock: Bool = false) -> Damage {
            Damage(name: name, told: told, ofLock: lock) { bytes in
                var bytes = bytes
                if let range = bytes.range(of: Data(old.utf8)) { bytes.replaceSubrange(range, with: Data(new.utf8)) }
                return bytes
            }
        }
    }

    static let files: [Damage] = [
        Damage(name: "a flipped bit", told: "local.json is not the file that", relocks: false) { bytes in
            var bytes = bytes
            bytes[bytes.count / 2] ^= 4
            return bytes
        },
        Damage(name: "another cloud's file", told: "local.json is not the file that", relocks: false) { _ in
            Data("{}".utf8)
        },
        Damage(name: "half of it", told: "local.json:") { $0.prefix($0.count / 2) },
        Damage(name: "nothing in it", told: "local.json:1: the file is empty") { _ in Data() },
        Damage(name: "zeros", told: "local.json:1: expected a value") { Data(count: $0.count) },
        Damage(name: "a deep nest", told: "local.json:1: nested deeper than") { _ in
            Data(String(repeating: "[", count: 100_000).utf8)
        },
        Damage(name: "a byte order mark", told: "local.json:1: expected a value") { Data([0xEF, 0xBB, 0xBF]) + $0 },
        Damage(name: "a merge", told: "local.json:1: a merge left its conflict marks here") {
            Data("<<<<<<< HEAD\n".utf8) + $0
        },
        Damage(name: "no UTF-8", told: "local.json:5: a string that is not UTF-8") { bytes in
            var bytes = bytes
            if let range = bytes.range(of: Data("\"name\"".utf8)) { bytes[range.lowerBound + 1] = 0xFF }
            return bytes
        },
        Damage(name: "more than fits", told: "local.json has 65 MiB, and no catalog has more than 64") { _ in
            Data(repeating: 0x20, count: 65 << 20)
        },
        .swap("another version", #""format_version":1"#, #""format_version":2"#, "format_version is 2, this version"),
        .swap(
            "a version without end", #""format_version":1"#,
            #""format_version":"# + String(repeating: "9", count: 9000),
            "format_version is 99999999999999999999, this version"),
        .swap("another cloud", #""provider":"local""#, #""provider":"aws""#, "it is the catalog of aws, not of local"),
        .swap(
            "a control character", #""name":"debian-12""#, #""name":"deb\u0000ian""#,
            "is empty or has control characters"),
        .swap("a huge number", #""cpu":2"#, #""cpu":"# + String(repeating: "9", count: 400), "`cpu` must be a number"),
        .swap("an exponent", #""cpu":2"#, #""cpu":1e400"#, "`cpu` must be a number"),
        .swap("a negative price", #""price":"0"#, #""price":"-0"#, "must be a decimal in quotes, such as"),
        .swap("a price of nothing", #""price":"0.134""#, #""price":"0""#, "is 0; leave out a price that is not known"),
        .swap("a key twice", #""cpu":2"#, #""cpu":2,"cpu":4"#, "the key `cpu` stands twice"),
        .swap("an unknown member", #""cpu":2"#, #""cpu":2,"cqu":4"#, "there is no member `cqu`"),
    ]

    static let locks: [Damage] = [
        Damage(name: "nothing in it", told: "catalog.lock:1: the file is empty", ofLock: true) { _ in Data() },
        Damage(name: "half of it", told: "catalog.lock:", ofLock: true) { $0.prefix($0.count / 2) },
        Damage(name: "zeros", told: "catalog.lock:1: expected a value", ofLock: true) { Data(count: $0.count) },
        Damage(name: "a merge", told: "catalog.lock:2: a merge left its conflict marks here", ofLock: true) {
            Data("{\n<<<<<<< HEAD\n".utf8) + $0
        },
        Damage(name: "a deep nest", told: "catalog.lock:1: nested deeper than", ofLock: true) { _ in
            Data(String(repeating: "[", count: 100_000).utf8)
        },
        .swap("another version", #""format_version": 1"#, #""format_version": 2"#, "format_version is 2", lock: true),
        .swap("an unknown cloud", #""local": {"#, #""azure": {"#, "there is no cloud `azure`", lock: true),
        .swap("a cloud twice", #""local": {"#, #""local": {}, "local": {"#, "the key `local` stands twice", lock: true),
        .swap("a wrong day", #""2026-11-23""#, #""2026-13-46""#, "expected a day as YYYY-MM-DD", lock: true),
        .swap("a cut digest", "sha256:", "sha25:", "expected sha256: and 64 hexadecimal digits", lock: true),
        .swap("negative rows", #""entries": "#, #""entries": -"#, "expected a number from 0", lock: true),
    ]

    private static let lock = "state/catalog/catalog.lock"
    private static let file = "state/catalog/local.json"
    private static let day = ["SOURCE_DATE_EPOCH": "1795392000"]

    private static func run(_ command: String, in folder: Folder) async throws -> Program.Ending {
        try await Berth.run(command.split(separator: " ").map(String.init), in: folder.path, environment: day)
    }

    /// A folder with one spec, which has a mistake of its own, and a locked catalog.
    private static func prepared(_ scratch: Scratch) async throws -> Folder {
        let folder = try scratch.folder("work")
        try folder.write("berth.yaml", "fleet: f\nhosts:\n  a: {provider: local, region: local, cpu: 2}\n")
        let made = try await run("catalog update --provider local --quiet", in: folder)
        try #require(made.exit == 0, "\(made)")
        try folder.write(
            "berth.yaml", "fleet: f\nhosts:\n  a: {provider: local, region: local, options: {colour: red}}\n")
        return folder
    }

    @Test(arguments: files + locks) func itIsToldAndNothingIsLost(_ damage: Damage) async throws {
        let scratch = try Scratch()
        let folder = try await Self.prepared(scratch)
        let name = damage.ofLock ? Self.lock : Self.file
        let whole = try folder.bytes(name)
        let damaged = damage.change(whole)
        try #require(damaged != whole)
        try folder.write(name, damaged)
        if !damage.ofLock, damage.relocks {
            let (old, new) = (Digest(of: Array(whole)).description, Digest(of: Array(damaged)).description)
            try folder.write(Self.lock, try folder.text(Self.lock).replacingOccurrences(of: old, with: new))
        }
        let lock = try folder.bytes(Self.lock)

        let verified = try await Self.run("catalog verify", in: folder)
        #expect(verified.exit == 3, "\(verified)")
        #expect(
            verified.output.contains(damage.told) && verified.output.contains("berth catalog update"),
            "\(verified)")
        #expect(verified.errors == "error: 1 fault in the locked catalogs\n")
        let found = try await Self.run("catalog find --provider local --limit 1", in: folder)
        #expect(found.exit == 3 && found.output.isEmpty && found.errors.contains(damage.told), "\(found)")
        try await Self.checkValidate(damage, folder)

        let updated = try await Self.run("catalog update --provider local --quiet", in: folder)
        if damage.ofLock {
            #expect(updated.exit == 1 && updated.output.contains(damage.told), "\(updated)")
            #expect(try folder.bytes(Self.lock) == lock)
            #expect(try folder.bytes(Self.file).count > 1000)
            try folder.remove(Self.lock)
            #expect(try await Self.run("catalog update --provider local --quiet", in: folder).exit == 0)
        } else {
            #expect(updated.exit == 0, "\(updated)")
        }
        #expect(try folder.bytes(name) == whole)
        #expect(try await Self.run("catalog verify", in: folder).exit == 0)
    }

    /// The catalog's fault is a finding among those of the specs, at its row.
    private static func checkValidate(_ damage: Damage, _ folder: Folder) async throws {
        let checked = try await run("validate --format json", in: folder)
        #expect(checked.exit == 3, "\(checked)")
        let report = try JSONDocument(parsing: Array(checked.output.utf8)).root
        let rules = report["diagnostics"]?.elements.compactMap { $0["rule"]?.string } ?? []
        #expect(rules.sorted() == ["catalog-invalid", "option-invalid"], "\(checked)")
        let sarif = try await run("validate --format sarif", in: folder)
        #expect(sarif.exit == 3)
        _ = try JSONDocument(parsing: Array(sarif.output.utf8))
    }

    /// What stands in the place of a file and is none.
    @Test(arguments: ["local.json", "catalog.lock"], ["folder", "pipe", "link to nothing"])
    func whatIsNoFileIsNotRead(name: String, kind: String) async throws {
        let scratch = try Scratch()
        let folder = try await Self.prepared(scratch)
        let path = "\(folder.path)/state/catalog/\(name)"
        try folder.remove("state/catalog/\(name)")
        switch kind {
        case "folder": try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        case "pipe": try #require(unsafe mkfifo(path, 0o600) == 0)
        default: try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "\(folder.path)/none")
        }
        let verified = try await Self.run("catalog verify", in: folder)
        #expect(verified.exit == 3 && verified.output.contains(name), "\(verified)")
        let found = try await Self.run("catalog find --provider local --limit 1", in: folder)
        #expect(found.exit == 3 && found.errors.contains(name), "\(found)")
    }

    /// A link to a file elsewhere is followed when it is read, and replaced when it is written.
    @Test func aLinkIsFollowed() async throws {
        let scratch = try Scratch()
        let folder = try await Self.prepared(scratch)
        let path = "\(folder.path)/\(Self.file)"
        try folder.write("elsewhere.json", try folder.bytes(Self.file))
        try folder.remove(Self.file)
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "../../elsewhere.json")
        #expect(try await Self.run("catalog verify", in: folder).exit == 0)
        #expect(try await Self.run("catalog update --provider local --quiet", in: folder).exit == 0)
        #expect(try await Self.run("catalog verify", in: folder).exit == 0)
    }

    @Test func twoUpdatesDoNotMeet() async throws {
        let scratch = try Scratch()
        let folder = try await Self.prepared(scratch)
        let before = try folder.bytes(Self.lock)
        let guarding = try Descriptor("\(folder.state)/catalog/.update.lock", .createOrUpdate)
        try guarding.write(Array("4711\n".utf8))
        #expect(try guarding.lock(wait: false))
        let second = try await Self.run("catalog update --provider local --quiet", in: folder)
        #expect(second.exit == 6, "\(second)")
        #expect(
            second.errors == "error: another `berth catalog update` (pid 4711) is writing state/catalog; "
                + "run this again when it has ended\n")
        #expect(second.output.isEmpty)
        #expect(try folder.bytes(Self.lock) == before)
        guarding.unlock()
        #expect(try await Self.run("catalog update --provider local --quiet", in: folder).exit == 0)
        #expect(folder.files().sorted() == ["berth.yaml", Self.lock, Self.file])
    }

    /// Where a run was killed between the file and the lock: told, and mended by the next one.
    @Test func anUpdateKilledHalfwayIsMended() async throws {
        let scratch = try Scratch()
        let folder = try await Self.prepared(scratch)
        let whole = try folder.text(Self.file)
        try folder.write(Self.file, whole.replacingOccurrences(of: "\"price\":\"0.134\"", with: "\"price\":\"0.135\""))
        try folder.write("state/catalog/.update.lock", "4711\n")
        let verified = try await Self.run("catalog verify", in: folder)
        #expect(verified.exit == 3 && verified.output.contains("run `berth catalog update --provider local`"))
        #expect(try await Self.run("catalog update --provider local --quiet", in: folder).exit == 0)
        #expect(try folder.text(Self.file) == whole)
        #expect(try await Self.run("catalog verify", in: folder).exit == 0)
        #expect(!folder.has("state/catalog/.update.lock"))
    }

    /// The lock is for git, though other locks of the state folder are not.
    @Test func gitTakesTheLock() async throws {
        let scratch = try Scratch()
        let folder = try await Self.prepared(scratch)
        try folder.write("berth.yaml", "fleet: f\nhosts:\n  a: {provider: local, region: local, cpu: 2}\n")
        #expect(try await Self.run("apply --auto-approve --quiet", in: folder).exit == 0)
        try folder.write("state/catalog/.update.lock", "")
        func git(_ words: String...) async throws -> Program.Ending {
            try await Program(
                "/usr/bin/env", ["git"] + words, environment: Berth.environment, folder: folder.path
            ).wait()
        }
        try #require(try await git("init", "-q").exit == 0)
        let listed = try await git("ls-files", "--others", "--exclude-standard")
        let names = listed.output.split(separator: "\n").map(String.init)
        #expect(names.contains(Self.lock) && names.contains(Self.file), "\(listed)")
        #expect(!names.contains { $0.hasSuffix(".update.lock") || $0.hasSuffix("f.lock") }, "\(listed)")
    }
}
