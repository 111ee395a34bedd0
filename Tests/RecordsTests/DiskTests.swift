import Files
import Glibc
import Hosts
import Testing

@testable import Records

/// A small file system of our own: needs the right to mount, which root in most containers of CI has.
private final class SmallDisk: Sendable {
    let path: String

    init(kilobytes: Int) throws {
        path = "/tmp/berth-disk-\(getpid())-\(UInt64.random(in: 0 ... .max))"
        try FileSystem.makeFolder(path)
        guard unsafe mount("tmpfs", path, "tmpfs", 0, "size=\(kilobytes)k") == 0 else {
            throw FileError("mount", path, code: errno)
        }
    }

    deinit {
        _ = unsafe umount2(path, Int32(MNT_DETACH))
        _ = unsafe rmdir(path)
    }

    /// Makes the disk read-only or writable again.
    func set(readOnly: Bool) {
        let flags = UInt(MS_REMOUNT) | (readOnly ? UInt(MS_RDONLY) : 0)
        #expect(unsafe mount("tmpfs", path, "tmpfs", flags, nil) == 0)
    }

    /// Fills the disk to its last bytes.
    func fill() throws {
        let file = try Descriptor("\(path)/filler", .append)
        for size in [65_536, 4096, 1] {
            while (try? file.write([UInt8](repeating: 0x20, count: size))) != nil {}
        }
    }

    static let isPossible: Bool = (try? SmallDisk(kilobytes: 64)) != nil
}

@Suite(.enabled(if: SmallDisk.isPossible)) struct DiskTests {
    private func begun(_ disk: SmallDisk) async throws -> WriteSession {
        let session = try await makeStore("\(disk.path)/state").open()
        try await session.begin(plan: "sha256:p")
        try await session.intend([sampleIntent("i-1")])
        return session
    }

    @Test func tooLittleSpaceIsToldBeforeAnyCall() async throws {
        let disk = try SmallDisk(kilobytes: 512)
        let session = try await makeStore("\(disk.path)/state").open()
        do {
            try await session.begin(plan: "sha256:p")
            Issue.record("began with half a megabyte")
        } catch {
            guard case .noSpace(_, let needed, let free) = error else { throw error }
            #expect(needed == 1 << 20)
            #expect(free < needed)
        }
    }

    @Test func aFullDiskInAnIntentStopsTheCall() async throws {
        let disk = try SmallDisk(kilobytes: 2048)
        let session = try await begun(disk)
        try disk.fill()
        await #expect(throws: RecordsError.self) {
            for index in 2..<200 { try await session.intend([sampleIntent("i-\(index)")]) }
        }
        await #expect(throws: RecordsError.self) { try await session.intend([sampleIntent("i-x")]) }
        // What was acknowledged is there, and what was not is cut.
        let loaded = try await makeStore("\(disk.path)/state").load()
        #expect(loaded.openIntents.contains { $0.id == "i-1" })
        #expect(!loaded.openIntents.contains { $0.id == "i-x" })
    }

    @Test func aFullDiskInTheSnapshotLeavesTheOldOneAndTheJournal() async throws {
        let disk = try SmallDisk(kilobytes: 2048)
        let session = try await begun(disk)
        let record = sampleRecord()
        try await session.conclude(Outcome(intent: "i-1", verdict: .ok, changes: [.put("hub-1", record)]))
        let paths = StatePaths(folder: "\(disk.path)/state", fleet: "quickstart")
        let before = try FileSystem.read(paths.state)
        try disk.fill()
        do {
            try await session.close()
            Issue.record("saved on a full disk")
        } catch {
            guard case .saveFailed(let path, let reason, _) = error else { throw error }
            #expect(path == paths.state)
            #expect(reason.contains("No space left on device"))
        }
        #expect(try FileSystem.read(paths.state) == before)
        try FileSystem.remove("\(disk.path)/filler")
        let store = makeStore("\(disk.path)/state", seed: 5)
        #expect(try await store.load().state.hosts["hub-1"] == record)
        try await store.open().close()
        #expect(try StateDocument.decode(FileSystem.read(paths.state)).hosts["hub-1"] == record)
        #expect(try FileSystem.list(paths.folder).allSatisfy { !$0.hasPrefix(".tmp") })
    }

    @Test func aReadOnlyFolderCanBeReadAndNotBegun() async throws {
        let disk = try SmallDisk(kilobytes: 2048)
        let folder = "\(disk.path)/state"
        do {
            let session = try await begun(disk)
            try await session.close()
        }
        disk.set(readOnly: true)
        defer { disk.set(readOnly: false) }
        #expect(try await makeStore(folder).load().state.hosts.count == 1)
        do {
            _ = try await makeStore(folder).open()
            Issue.record("opened for writing")
        } catch {
            #expect(
                error.description == "cannot write in \(folder): Read-only file system\n"
                    + "Nothing was changed in any cloud.")
        }
    }

    @Test func aFolderBelowAFileIsRefused() async throws {
        let disk = try SmallDisk(kilobytes: 2048)
        try overwrite("\(disk.path)/file", [])
        await #expect(throws: RecordsError.self) { try await makeStore("\(disk.path)/file/state").open() }
    }
}
