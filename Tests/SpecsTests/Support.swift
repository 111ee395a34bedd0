import Diagnostics
import Foundation
import Hosts
import JSON
import Specs
import Testing

/// Reads one text as `a.yaml`.
func read(_ text: String) -> SpecResult { SpecReader().read(texts: [(path: "a.yaml", bytes: Array(text.utf8))]) }

/// Reads several texts, named `a.yaml`, `b.yaml` …
func read(all texts: String...) -> SpecResult {
    let names = "abcdefgh".map { "\($0).yaml" }
    return SpecReader().read(texts: zip(names, texts).map { (path: $0, bytes: Array($1.utf8)) })
}

/// The one host of a fleet that must be free of errors.
func host(_ block: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> HostSpec {
    let lines = block.split(separator: "\n", omittingEmptySubsequences: false).map { "    \($0)" }
    let result = read("fleet: f\nhosts:\n  h:\n    provider: gcp\n" + lines.joined(separator: "\n") + "\n")
    #expect(result.diagnostics.allSatisfy { $0.severity == .warning }, sourceLocation: sourceLocation)
    return try #require(result.fleet?.hosts.first, sourceLocation: sourceLocation)
}

extension SpecResult {
    /// `rule line:column` of every finding.
    var summary: [String] {
        diagnostics.map { finding in
            finding.rule + (finding.span.map { " \($0.start.line):\($0.start.column)" } ?? "")
        }
    }
}

/// A folder that is gone when the test is.
final class TemporaryFolder {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("specs-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ name: String, _ text: String) throws {
        let file = path + "/" + name
        let folder = (file as NSString).deletingLastPathComponent
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(fileURLWithPath: file))
    }

    func read(_ paths: String..., allowOutside: Bool = false) -> SpecResult {
        var options = SpecOptions()
        options.folder = path
        options.allowOutsideFiles = allowOutside
        return SpecReader(options: options).read(paths: paths)
    }
}

/// The folder of this test target's files.
let testFolder = (#filePath as NSString).deletingLastPathComponent
