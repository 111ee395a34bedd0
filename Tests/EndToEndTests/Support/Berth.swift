import Foundation
import Testing

/// The real binary, as built beside the tests.
enum Berth {
    /// Why there is nothing to test.
    struct Missing: Error, CustomStringConvertible {
        var description: String
    }

    /// Path of the binary: `BERTH_BINARY`, else beside the test bundle.
    static let path: Result<String, Missing> = {
        if let given = ProcessInfo.processInfo.environment["BERTH_BINARY"] {
            let whole = URL(fileURLWithPath: given).path
            return FileManager.default.isExecutableFile(atPath: whole)
                ? .success(whole) : .failure(Missing(description: "BERTH_BINARY names no program: \(given)"))
        }
        let starts = [CommandLine.arguments.first ?? "", Bundle.main.executablePath ?? ""]
        for start in starts where !start.isEmpty {
            var folder = URL(fileURLWithPath: start).resolvingSymlinksInPath()
            while folder.path != "/" {
                folder.deleteLastPathComponent()
                let candidate = folder.appendingPathComponent("berth").path
                var isFolder: ObjCBool = false
                let exists = unsafe FileManager.default.fileExists(atPath: candidate, isDirectory: &isFolder)
                if exists, !isFolder.boolValue, FileManager.default.isExecutableFile(atPath: candidate) {
                    return .success(candidate)
                }
            }
        }
        return .failure(Missing(description: "no berth binary beside \(starts); build the product `berth` first"))
    }()

    /// What every run finds in its environment: no colour, no CI, nobody's home.
    static let environment: [String: String] = [
        "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin", "HOME": "/nonexistent",
        "USER": "tester", "NO_COLOR": "1", "LANG": "C.UTF-8",
    ]

    /// Starts the binary and does not wait.
    static func start(
        _ arguments: [String], in folder: String, environment: [String: String] = [:], input: Data? = nil
    ) throws -> Program {
        try Program(
            path.get(), arguments, environment: Self.environment.merging(environment) { $1 }, folder: folder,
            input: input)
    }

    /// Runs the binary to its end, a few at a time over all tests.
    static func run(
        _ arguments: [String], in folder: String, environment: [String: String] = [:], input: Data? = nil
    ) async throws -> Program.Ending {
        await Seats.shared.take()
        do {
            let ending = try await start(arguments, in: folder, environment: environment, input: input).wait()
            await Seats.shared.give()
            return ending
        } catch {
            await Seats.shared.give()
            throw error
        }
    }
}

/// Bounds how many programs the tests run at once.
actor Seats {
    static let shared = Seats(3)

    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(_ count: Int) { free = count }

    func take() async {
        if free > 0 {
            free -= 1
        } else {
            await withCheckedContinuation { waiting.append($0) }
        }
    }

    func give() {
        if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
    }
}
