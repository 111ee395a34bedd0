import Foundation
import JSON
import Testing

/// Other people's readers of what we write, as `.ci/setup test` puts them into `.build/third-party`.
enum ThirdParty {
    private static let folder = URL(fileURLWithPath: testFolder).appendingPathComponent("../../.build/third-party")
        .standardizedFileURL.path

    /// Whether the checks are run: wherever the readers are, and in CI also where they are missing, to fail there.
    static let isWanted =
        FileManager.default.fileExists(atPath: "\(folder)/wanted") || ProcessInfo.processInfo.environment["CI"] != nil

    /// Runs a Python script with a document as its input.
    static func python(_ script: String, _ input: JSONValue) throws -> (status: Int32, output: String) {
        let work = try TemporaryFolder()
        try work.write("input.json", input.compact)
        return try run(["\(folder)/bin/python3", "-c", script, "\(work.path)/input.json"])
    }

    /// What the YAML language service says to documents; see `Editor/language-service.cjs`.
    static func editor(_ schema: JSONValue, _ documents: [JSONValue]) throws -> [JSONValue] {
        let work = try TemporaryFolder()
        try work.write("job.json", JSONValue.object(["schema": schema, "documents": .array(documents)]).compact)
        let answer = try run(["node", "\(testFolder)/Editor/language-service.cjs", worker(), "\(work.path)/job.json"])
        try #require(answer.status == 0, "\(answer.output)")
        return try #require(try JSONDocument(parsing: Array(answer.output.utf8)).root.tree.arrayValue)
    }

    /// The language service, inside the Python package that carries it.
    private static func worker() throws -> String {
        let libraries = "\(folder)/lib"
        let python = try #require(try FileManager.default.contentsOfDirectory(atPath: libraries).first)
        return "\(libraries)/\(python)/site-packages/streamlit_monaco_yaml/frontend-build/8067.js"
    }

    private static func run(_ words: [String]) throws -> (status: Int32, output: String) {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = words
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }
}
