import Files
import Glibc

/// A folder that goes with the test.
final class Scratch: Sendable {
    let path: String

    init() throws {
        path = "/tmp/berth-catalogs-\(getpid())-\(UInt64.random(in: 0 ... .max))"
        try FileSystem.makeFolder(path)
    }

    deinit {
        for folder in ["\(path)/catalog", path] {
            for name in (try? FileSystem.list(folder)) ?? [] { try? FileSystem.remove("\(folder)/\(name)") }
            _ = unsafe rmdir(folder)
        }
    }
}
