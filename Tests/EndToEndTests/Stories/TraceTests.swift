import Foundation
import Testing

/// `--trace` and `BERTH_TRACE`: where the file goes, and who may read it.
struct TraceTests {
    @Test(arguments: [["--trace", "t.jsonl", "plan"], ["plan", "--trace=t.jsonl"], ["plan"]])
    func opensTheFileForItsOwnerOnly(_ arguments: [String]) async throws {
        let scratch = try Scratch()
        let folder = try scratch.folder("work")
        try folder.write("berth.yaml", "fleet: f\nhosts: {a: {provider: local, cpu: 2}}\n")
        let environment = arguments.count == 1 ? ["BERTH_TRACE": "t.jsonl"] : [:]
        let ending = try await Berth.run(arguments, in: folder.path, environment: environment)
        #expect(ending.exit == 0, "\(ending)")
        // The Local cloud makes no requests.
        #expect(try folder.bytes("t.jsonl").isEmpty)
        let attributes = try FileManager.default.attributesOfItem(atPath: "\(folder.path)/t.jsonl")
        #expect(attributes[.posixPermissions] as? Int == 0o600)
    }

    @Test func saysWhyItCannotBeWritten() async throws {
        let scratch = try Scratch()
        let folder = try scratch.folder("work")
        let ending = try await Berth.run(["version", "--trace", "none/t.jsonl"], in: folder.path)
        #expect(ending.exit == 1, "\(ending)")
        #expect(ending.output.isEmpty)
        #expect(ending.errors.contains("the trace cannot be written: cannot open none/t.jsonl"), "\(ending)")
    }
}
