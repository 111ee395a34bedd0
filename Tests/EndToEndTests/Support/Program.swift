import Foundation

/// A program that is running: its output goes to files, so that no pipe can fill up.
final class Program: Sendable {
    /// How a program ended, and all it wrote.
    struct Ending: Sendable, CustomStringConvertible {
        /// Exit code; nil if a signal ended it.
        var exit: Int32?
        /// The signal that ended it.
        var signal: Int32?
        var output: String
        var errors: String
        /// Whether it was killed because it took too long.
        var timedOut = false
        /// How long it ran, from its own start on.
        var took: Duration = .zero

        var description: String {
            let end = signal.map { "signal \($0)" } ?? "exit \(exit ?? -1)"
            return "\(timedOut ? "timed out, " : "")\(end)\n--- stdout\n\(output)--- stderr\n\(errors)"
        }
    }

    private let process: Process
    private let begun: ContinuousClock.Instant
    private let ended: AsyncStream<Never>
    private let outputPath: String
    private let errorPath: String

    /// Starts a program with exactly this environment.
    /// - Parameter input: what it reads; nil for nothing.
    init(
        _ path: String, _ arguments: [String], environment: [String: String], folder: String, input: Data? = nil
    ) throws {
        let base = "/tmp/berth-e2e-\(getpid())-io-\(UInt64.random(in: 0 ... .max))"
        outputPath = "\(base).out"
        errorPath = "\(base).err"
        process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.environment = environment
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        process.standardOutput = try Self.fresh(outputPath)
        process.standardError = try Self.fresh(errorPath)
        if let input {
            try input.write(to: URL(fileURLWithPath: "\(base).in"))
            process.standardInput = try FileHandle(forReadingFrom: URL(fileURLWithPath: "\(base).in"))
            try FileManager.default.removeItem(atPath: "\(base).in")
        } else {
            process.standardInput = FileHandle.nullDevice
        }
        let (stream, continuation) = AsyncStream<Never>.makeStream()
        ended = stream
        process.terminationHandler = { _ in continuation.finish() }
        begun = .now
        try process.run()
    }

    deinit {
        try? FileManager.default.removeItem(atPath: outputPath)
        try? FileManager.default.removeItem(atPath: errorPath)
    }

    var pid: Int32 { process.processIdentifier }

    /// Sends it a signal, if it is still there.
    func signal(_ number: Int32) { if process.isRunning { _ = kill(process.processIdentifier, number) } }

    /// Waits for its end, and kills it if that takes too long.
    func wait(timeout: Duration = .seconds(120)) async throws -> Ending {
        let watch = Task {
            try await Task.sleep(for: timeout)
            signal(SIGKILL)
        }
        for await _ in ended {}
        let took = begun.duration(to: .now)
        watch.cancel()
        let timedOut = (try? await watch.value) != nil
        let wasKilled = process.terminationReason == .uncaughtSignal
        return Ending(
            exit: wasKilled ? nil : process.terminationStatus, signal: wasKilled ? process.terminationStatus : nil,
            output: try Self.text(outputPath), errors: try Self.text(errorPath), timedOut: timedOut,
            took: took)
    }

    private static func fresh(_ path: String) throws -> FileHandle {
        try Data().write(to: URL(fileURLWithPath: path))
        return try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    }

    private static func text(_ path: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
    }
}
