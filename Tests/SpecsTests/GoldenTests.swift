import Diagnostics
import Foundation
import Hosts
import JSON
import Specs
import Testing

/// Whole sets of files and all that is said of them; `UPDATE_GOLDEN=1` rewrites the expectations.
@Suite struct GoldenTests {
    private func read(_ name: String) -> SpecResult {
        var options = SpecOptions()
        options.folder = "\(testFolder)/Golden/\(name)"
        return SpecReader(options: options).read(paths: ["."])
    }

    private func expect(_ text: String, in name: String) throws {
        let path = "\(testFolder)/Golden/\(name)"
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
            try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        }
        let wanted = try #require(FileManager.default.contents(atPath: path), "run with UPDATE_GOLDEN=1 once")
        #expect(text == String(decoding: wanted, as: UTF8.self))
    }

    @Test func tenMistakesOverThreeFiles() throws {
        let result = read("mistakes")
        let text = DiagnosticRenderer.text(result.diagnostics, texts: result.texts, style: .plain)
        #expect(result.diagnostics.count == 10)
        #expect(result.diagnostics.allSatisfy { $0.span != nil })
        #expect(Set(result.diagnostics.map { $0.span?.file }).count == 3)
        #expect(text.split(separator: "\n").filter { $0.contains("| ") && $0.contains("^") }.count >= 10)
        try expect(text, in: "mistakes/expected.txt")
    }

    @Test(arguments: ["fleet", "merge"])
    func resolvedHosts(_ name: String) throws {
        let result = read(name)
        #expect(result.diagnostics.isEmpty)
        let fleet = try #require(result.fleet)
        let text = fleet.hosts.map { SpecRenderer.text(host: $0, in: fleet) }.joined(separator: "---\n")
        try expect(text, in: "\(name)/expected.txt")
        let json = fleet.hosts.map { String(decoding: SpecRenderer.json(host: $0, in: fleet).text(), as: UTF8.self) }
        try expect(json.joined(), in: "\(name)/expected.json")
    }

    @Test(arguments: ["fleet", "merge"])
    func renderedHostsReadBack(_ name: String) throws {
        let fleet = try #require(read(name).fleet)
        for host in fleet.hosts {
            let text = SpecRenderer.text(host: host, in: fleet)
            let again = SpecReader().read(texts: [(path: "r.yaml", bytes: Array(text.utf8))])
            #expect(again.diagnostics.isEmpty)
            #expect(again.fleet?.hosts == [host])
            #expect(again.fleet?.name == fleet.name)
        }
    }
}
