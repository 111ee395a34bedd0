import Foundation
import Hosts
import Specs
import Testing

/// The examples of the repository, which users copy.
enum Examples {
    /// The folder of the examples.
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../examples").standardizedFileURL.path

    /// Each example's folder.
    static var folders: [String] {
        get throws {
            try FileManager.default.contentsOfDirectory(atPath: folder).sorted().map { "\(folder)/\($0)" }
        }
    }

    /// Every spec file of every example.
    static var files: [String] {
        get throws {
            let all = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
            return all.filter { $0.hasSuffix(".yaml") }.sorted().map { "\(folder)/\($0)" }
        }
    }
}

@Suite struct ExamplesTests {
    @Test func everyExampleIsValid() throws {
        #expect(try Examples.folders.count >= 3)
        for path in try Examples.folders {
            let result = SpecReader().read(paths: [path])
            #expect(result.diagnostics == [], "\(path)")
            #expect(result.fleet?.hosts.isEmpty == false, "\(path)")
        }
    }
}
