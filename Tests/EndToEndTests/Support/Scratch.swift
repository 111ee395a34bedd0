import Foundation

/// A folder of its own for one test, removed at the end.
final class Scratch: Sendable {
    let path: String

    init() throws {
        path = "/tmp/berth-e2e-\(getpid())-\(UInt32.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Makes a folder in it that holds what another folder holds, or nothing.
    func folder(_ name: String, copying source: String? = nil) throws -> Folder {
        let folder = Folder(path: "\(path)/\(name)")
        if let source {
            try FileManager.default.copyItem(atPath: source, toPath: folder.path)
        } else {
            try FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
        }
        return folder
    }
}

/// A folder that a fleet lives in: its specs, and its state in `state`.
struct Folder: Sendable {
    let path: String

    /// Path of its state folder.
    var state: String { "\(path)/state" }

    /// Writes a file, making the folders above it.
    func write(_ name: String, _ text: String) throws { try write(name, Data(text.utf8)) }

    /// Writes a file's bytes, making the folders above it.
    func write(_ name: String, _ bytes: Data) throws {
        let url = URL(fileURLWithPath: "\(path)/\(name)")
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try bytes.write(to: url)
    }

    /// A file's bytes.
    func bytes(_ name: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: "\(path)/\(name)")) }

    /// A file's text; what is no UTF-8 is replaced.
    func text(_ name: String) throws -> String { String(decoding: try bytes(name), as: UTF8.self) }

    /// Whether there is such a file or folder.
    func has(_ name: String) -> Bool { FileManager.default.fileExists(atPath: "\(path)/\(name)") }

    /// Removes a file or folder.
    func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: "\(path)/\(name)") }

    /// Paths of all files in it, relative and sorted.
    func files() -> [String] {
        let all = FileManager.default.enumerator(atPath: path)?.allObjects.compactMap { $0 as? String } ?? []
        return all.filter { name in
            var isFolder: ObjCBool = false
            return unsafe FileManager.default.fileExists(atPath: "\(path)/\(name)", isDirectory: &isFolder)
                && !isFolder.boolValue
        }
        .sorted()
    }
}
