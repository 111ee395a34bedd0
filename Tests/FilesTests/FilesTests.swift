import Files
import Glibc
import Testing

/// A folder of its own for one test, removed at the end.
private final class Scratch: Sendable {
    let path: String

    init() throws {
        path = "/tmp/berth-files-\(getpid())-\(UInt64.random(in: 0 ... .max))"
        try FileSystem.makeFolder(path)
    }

    deinit {
        for name in (try? FileSystem.list(path)) ?? [] {
            let inner = "\(path)/\(name)"
            if FileSystem.kind(inner) == .folder { _ = unsafe rmdir(inner) } else { try? FileSystem.remove(inner) }
        }
        _ = unsafe rmdir(path)
    }
}

@Suite struct FilesTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private func path(_ name: String) -> String { "\(scratch.path)/\(name)" }

    @Test func writesAndReadsBack() throws {
        let file = try Descriptor(path("a"), .createNew)
        try file.write(Array("hello".utf8))
        try file.sync()
        #expect(try file.size == 5)
        #expect(try file.read() == Array("hello".utf8))
        #expect(try file.read(from: 1, limit: 3) == Array("ell".utf8))
        #expect(try file.read(from: 9) == [])
        #expect(try FileSystem.read(path("a")) == Array("hello".utf8))
    }

    @Test func makesPrivateFiles() throws {
        _ = try Descriptor(path("a"), .append)
        var info = stat()
        #expect(unsafe stat(path("a"), &info) == 0)
        #expect(info.st_mode & 0o777 == 0o600)
    }

    @Test func appendsAtTheEndEvenAfterACut() throws {
        let file = try Descriptor(path("log"), .append)
        try file.write([1, 2, 3, 4])
        try file.truncate(to: 2)
        try file.write([9])
        try file.syncData()
        #expect(try FileSystem.read(path("log")) == [1, 2, 9])
    }

    @Test func refusesToMakeTwice() throws {
        _ = try Descriptor(path("a"), .createNew)
        do {
            _ = try Descriptor(path("a"), .createNew)
            Issue.record("made twice")
        } catch {
            #expect(error.exists)
        }
    }

    @Test func tellsWhatIsMissing() {
        #expect { try FileSystem.read(path("none")) } throws: { ($0 as? FileError)?.isMissing == true }
        #expect { try FileSystem.read("\(path("none"))/below") } throws: { ($0 as? FileError)?.isMissing == true }
        #expect(FileSystem.kind(path("none")) == nil)
    }

    @Test func tellsAFullDisk() throws {
        let full = try Descriptor("/dev/full", .update)
        do {
            try full.write([1])
            Issue.record("/dev/full took a byte")
        } catch {
            #expect(error.isFull)
            #expect(error.description == "cannot write /dev/full: No space left on device")
        }
    }

    @Test func locksOnceAndFreesOnClose() throws {
        do {
            let first = try Descriptor(path("lock"), .createOrUpdate)
            let second = try Descriptor(path("lock"), .createOrUpdate)
            #expect(try first.lock(wait: false))
            #expect(try !second.lock(wait: false))
            first.unlock()
            #expect(try second.lock(wait: false))
        }
        let third = try Descriptor(path("lock"), .createOrUpdate)
        #expect(try third.lock(wait: false))
    }

    @Test func renamesLinksAndLists() throws {
        try Descriptor(path("b"), .createNew).write([1])
        try FileSystem.link(path("b"), to: path("c"))
        try Descriptor(path("a"), .createNew).write([2])
        try FileSystem.rename(path("a"), to: path("b"))
        try FileSystem.syncFolder(scratch.path)
        #expect(try FileSystem.list(scratch.path) == ["b", "c"])
        #expect(try FileSystem.read(path("b")) == [2])
        #expect(try FileSystem.read(path("c")) == [1])
        #expect { try FileSystem.link(path("b"), to: path("c")) } throws: { ($0 as? FileError)?.exists == true }
        try FileSystem.remove(path("b"))
        try FileSystem.remove(path("b"))
        #expect(try FileSystem.list(scratch.path) == ["c"])
    }

    @Test func inodeTellsAReplacedFile() throws {
        let old = try Descriptor(path("x"), .createNew)
        try Descriptor(path("y"), .createNew).write([1])
        try FileSystem.rename(path("y"), to: path("x"))
        #expect(try Descriptor(path("x"), .read).inode != old.inode)
    }

    @Test func aFileIsNoFolder() throws {
        _ = try Descriptor(path("file"), .createNew)
        #expect(throws: FileError.self) { try FileSystem.makeFolder("\(path("file"))/below") }
        #expect(throws: FileError.self) { try FileSystem.list(path("file")) }
        #expect(try FileSystem.freeBytes(scratch.path) > 0)
    }

    @Test(arguments: [
        ("a/b/c", "a/b"), ("a", "."), ("/a", "/"), ("./a", "."),
    ])
    func folderOfAPath(path: String, folder: String) { #expect(FileSystem.folder(of: path) == folder) }

    @Test(arguments: [
        ("a", "b", "a/b"), ("a/", "b", "a/b"), (".", "b", "b"), ("", "b", "b"), ("a", "/b", "/b"),
    ])
    func joins(folder: String, name: String, path: String) { #expect(FileSystem.join(folder, name) == path) }

    @Test func knowsItsProcess() {
        #expect(CurrentProcess.id == Int(getpid()))
        #expect(CurrentProcess.userAtMachine.contains("@"))
        #expect(CurrentProcess.wallSeconds > 1_700_000_000)
        #expect(CurrentProcess.environment("BERTH_SURELY_NOT_SET") == nil)
        #expect(CurrentProcess.environment("PATH") != nil)
    }
}
