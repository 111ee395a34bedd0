import Foundation

/// A small file system of our own: needs the right to mount, which root in most containers of CI has.
final class SmallDisk: Sendable {
    let path: String

    init(kilobytes: Int) throws {
        path = "/tmp/berth-e2e-\(getpid())-disk-\(UInt32.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        guard unsafe mount("tmpfs", path, "tmpfs", 0, "size=\(kilobytes)k") == 0 else {
            try? FileManager.default.removeItem(atPath: path)
            throw POSIXError(.EPERM)
        }
    }

    deinit {
        _ = unsafe umount2(path, Int32(MNT_DETACH))
        _ = unsafe rmdir(path)
    }

    /// Makes the disk read-only or writable again.
    func set(readOnly: Bool) throws {
        let flags = UInt(MS_REMOUNT) | (readOnly ? UInt(MS_RDONLY) : 0)
        guard unsafe mount("tmpfs", path, "tmpfs", flags, nil) == 0 else { throw POSIXError(.EPERM) }
    }

    /// Fills the disk to its last bytes, but for some kilobytes.
    func fill(leaving kilobytes: Int = 0) throws {
        let filler = "\(path)/filler"
        try Data().write(to: URL(fileURLWithPath: filler))
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: filler))
        for size in [65_536, 4096, 1] {
            while (try? file.write(contentsOf: Data(count: size))) != nil {}
        }
        if kilobytes > 0 { try file.truncate(atOffset: file.offset() - UInt64(kilobytes) * 1024) }
        try file.close()
    }

    /// Makes room again.
    func empty() throws { try FileManager.default.removeItem(atPath: "\(path)/filler") }

    static let isPossible: Bool = (try? SmallDisk(kilobytes: 64)) != nil
}
