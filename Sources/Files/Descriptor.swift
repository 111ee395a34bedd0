import Glibc

/// An open file, closed exactly once, on every path.
///
/// All calls loop over `EINTR` and short counts. This file and `FileSystem` are the only ones that call the system.
public struct Descriptor: ~Copyable, Sendable {
    /// How a file is opened.
    public enum Mode: Sendable {
        /// Reading only; must exist.
        case read
        /// Reading and writing; must exist.
        case update
        /// Writing at the end; made if missing.
        case append
        /// Reading and writing; made if missing.
        case createOrUpdate
        /// Writing; must not exist yet.
        case createNew
    }

    private let raw: Int32
    /// The path it was opened by, for messages.
    public let path: String

    /// Opens a file; one that is made gets mode 0600.
    public init(_ path: String, _ mode: Mode) throws(FileError) {
        let flags: Int32
        switch mode {
        case .read: flags = O_RDONLY
        case .update: flags = O_RDWR
        case .append: flags = O_RDWR | O_APPEND | O_CREAT
        case .createOrUpdate: flags = O_RDWR | O_CREAT
        case .createNew: flags = O_RDWR | O_CREAT | O_EXCL
        }
        var descriptor: Int32
        repeat { descriptor = unsafe Glibc.open(path, flags | O_CLOEXEC, 0o600) } while descriptor < 0 && errno == EINTR
        guard descriptor >= 0 else { throw .last("open", path) }
        raw = descriptor
        self.path = path
    }

    deinit { _ = Glibc.close(raw) }

    /// Bytes in the file.
    public var size: Int {
        get throws(FileError) {
            var info = stat()
            guard unsafe fstat(raw, &info) == 0 else { throw .last("read", path) }
            return Int(info.st_size)
        }
    }

    /// Number of the file on its device; tells whether a path still means this file.
    public var inode: UInt64 {
        get throws(FileError) {
            var info = stat()
            guard unsafe fstat(raw, &info) == 0 else { throw .last("read", path) }
            return UInt64(info.st_ino)
        }
    }

    /// Reads from an offset to the end, or at most `limit` bytes.
    public func read(from offset: Int = 0, limit: Int = .max) throws(FileError) -> [UInt8] {
        let wanted = max(0, min(limit, try size - offset))
        // The library would note the count of an array without room in storage that all empty arrays share.
        if wanted == 0 { return [] }
        var failure: FileError?
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: wanted) { buffer, count in
            while count < wanted {
                let got = unsafe pread(
                    raw, buffer.baseAddress?.advanced(by: count), wanted - count, off_t(offset + count))
                if got < 0, errno == EINTR { continue }
                if got < 0 { failure = .last("read", path) }
                if got <= 0 { return }
                count += got
            }
        }
        if let failure { throw failure }
        return bytes
    }

    /// Writes all bytes at the file's position (at the end for `append`).
    public func write(_ bytes: [UInt8]) throws(FileError) {
        var done = 0
        while done < bytes.count {
            let put = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Glibc.write(raw, buffer.baseAddress?.advanced(by: done), buffer.count - done)
            }
            if put < 0, errno == EINTR { continue }
            guard put > 0 else { throw .last("write", path) }
            done += put
        }
    }

    /// Makes data and metadata durable.
    public func sync() throws(FileError) {
        guard fsync(raw) == 0 else { throw .last("sync", path) }
    }

    /// Makes data durable, with the metadata needed to read it back.
    public func syncData() throws(FileError) {
        guard fdatasync(raw) == 0 else { throw .last("sync", path) }
    }

    /// Cuts or extends the file to a length.
    public func truncate(to length: Int) throws(FileError) {
        guard ftruncate(raw, off_t(length)) == 0 else { throw .last("truncate", path) }
    }

    /// Takes the kernel's exclusive lock on the file; it is dropped when the descriptor closes or the process dies.
    /// Returns false if somebody else holds it and `wait` is false.
    public func lock(wait: Bool) throws(FileError) -> Bool {
        while flock(raw, LOCK_EX | (wait ? 0 : LOCK_NB)) != 0 {
            switch errno {
            case EINTR: continue
            case EWOULDBLOCK: return false
            default: throw .last("lock", path)
            }
        }
        return true
    }

    /// Drops the kernel's lock.
    public func unlock() { _ = flock(raw, LOCK_UN) }
}
