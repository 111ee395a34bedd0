import Glibc

/// Paths, folders and whole files.
public enum FileSystem {
    /// What a path names.
    public enum Kind: Sendable {
        /// A plain file, a folder, or something else (socket, device).
        case file, folder, other
    }

    /// The whole of a file.
    public static func read(_ path: String) throws(FileError) -> [UInt8] {
        let file = try Descriptor(path, .read)
        return try file.read()
    }

    /// The whole of a stream that has no size, such as standard input (`/dev/stdin`); at most `limit` bytes.
    public static func readStream(_ path: String, limit: Int = 64 << 20) throws(FileError) -> [UInt8] {
        let descriptor = unsafe Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .last("open", path) }
        defer { _ = close(descriptor) }
        var all: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while all.count < limit {
            let got = unsafe Glibc.read(descriptor, &chunk, chunk.count)
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw .last("read", path) }
            if got == 0 { break }
            all.append(contentsOf: chunk[..<got])
        }
        return all
    }

    /// Makes a file of some bytes, or replaces one in a single step as seen by others; durable when it returns.
    public static func write(_ bytes: [UInt8], to path: String) throws(FileError) {
        try write([(path: path, bytes: bytes)])
    }

    /// Replaces several files: all of them lie whole beside their places before the first one takes its,
    /// so that a full disk changes nothing. They change one after the other, in the order given; durable when it returns.
    public static func write(_ files: [(path: String, bytes: [UInt8])]) throws(FileError) {
        var staged: [(from: String, to: String)] = []
        do {
            for (path, bytes) in files {
                let temporary = join(folder(of: path), ".tmp-\(CurrentProcess.id)-\(UInt32.random(in: 0 ... .max))")
                let file = try Descriptor(temporary, .createNew)
                staged.append((temporary, path))
                try file.write(bytes)
                try file.sync()
            }
            for (from, to) in staged { try rename(from, to: to) }
        } catch {
            for (from, _) in staged { try? remove(from) }
            throw error
        }
        for path in Set(files.map { folder(of: $0.path) }) { try syncFolder(path) }
    }

    /// What a path names, links followed; nil if nothing is there.
    public static func kind(_ path: String) -> Kind? {
        var info = stat()
        guard unsafe stat(path, &info) == 0 else { return nil }
        switch info.st_mode & S_IFMT {
        case S_IFREG: return .file
        case S_IFDIR: return .folder
        default: return .other
        }
    }

    /// Number of the file that a path names, links followed, on its device; nil if nothing is there.
    public static func inode(_ path: String) -> UInt64? {
        var info = stat()
        guard unsafe stat(path, &info) == 0 else { return nil }
        return UInt64(info.st_ino)
    }

    /// Names in a folder, sorted by bytes, without `.` and `..`.
    public static func list(_ folder: String) throws(FileError) -> [String] {
        guard let stream = unsafe opendir(folder) else { throw .last("list", folder) }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Makes a folder and those above it, mode 0700; no error if it is there.
    public static func makeFolder(_ path: String) throws(FileError) {
        if kind(path) == .folder { return }
        let above = folder(of: path)
        if above != path, above != "." { try makeFolder(above) }
        guard unsafe mkdir(path, 0o700) == 0 || errno == EEXIST else { throw .last("make folder", path) }
    }

    /// Renames a file over another, in one step as seen by others.
    public static func rename(_ from: String, to path: String) throws(FileError) {
        guard unsafe Glibc.rename(from, path) == 0 else { throw .last("rename", from) }
    }

    /// Gives a file a second name; fails if the name is taken.
    public static func link(_ from: String, to path: String) throws(FileError) {
        guard unsafe Glibc.link(from, path) == 0 else { throw .last("link", path) }
    }

    /// Removes a file; no error if there is none.
    public static func remove(_ path: String) throws(FileError) {
        guard unsafe unlink(path) == 0 || errno == ENOENT else { throw .last("remove", path) }
    }

    /// Makes the names in a folder durable: new, renamed and removed files.
    public static func syncFolder(_ path: String) throws(FileError) {
        let folder = try Descriptor(path, .read)
        try folder.sync()
    }

    /// Bytes free for us on the file system of a path.
    public static func freeBytes(_ path: String) throws(FileError) -> Int {
        var info = statvfs()
        guard unsafe statvfs(path, &info) == 0 else { throw .last("inspect", path) }
        return Int(clamping: UInt64(info.f_bavail).multipliedReportingOverflow(by: UInt64(info.f_frsize)).partialValue)
    }

    /// The absolute path with links and `..` resolved; the path must exist.
    public static func resolve(_ path: String) throws(FileError) -> String {
        guard let real = unsafe realpath(path, nil) else { throw .last("resolve", path) }
        defer { unsafe free(real) }
        return unsafe String(cString: real)
    }

    /// The part of a path before its last slash; `.` if it has none.
    public static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// A folder and a name joined by one slash; an absolute name stands alone, and `.` adds nothing.
    public static func join(_ folder: String, _ name: String) -> String {
        if name.hasPrefix("/") || folder.isEmpty || folder == "." { return name }
        return folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
    }
}
