import Glibc

/// A system call that failed on a path.
public struct FileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was tried, as a verb: `open`, `write`, `sync` …
    public var operation: String
    /// The path it was tried on.
    public var path: String
    /// The `errno` value.
    public var code: Int32

    /// Makes an error.
    public init(_ operation: String, _ path: String, code: Int32) {
        self.operation = operation
        self.path = path
        self.code = code
    }

    /// The error of the call that just failed on this thread.
    static func last(_ operation: String, _ path: String) -> FileError {
        FileError(operation, path, code: errno)
    }

    /// The error of a file that does not read back as it was written.
    public static func differs(_ path: String) -> FileError { FileError("read back", path, code: EIO) }

    /// Whether the path was not there.
    public var isMissing: Bool { code == ENOENT || code == ENOTDIR }
    /// Whether something of that name was there already.
    public var exists: Bool { code == EEXIST }
    /// Whether the disk or quota is full.
    public var isFull: Bool { code == ENOSPC || code == EDQUOT || code == EFBIG }
    /// Whether permission was refused or the file system is read-only.
    public var isRefused: Bool { code == EACCES || code == EPERM || code == EROFS }

    /// The system's words for the code, such as `No space left on device`.
    public var reason: String { unsafe String(cString: strerror(code)) }

    /// `cannot write state/x.json: No space left on device`.
    public var description: String { "cannot \(operation) \(path): \(reason)" }
}
