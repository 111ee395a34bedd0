import Diagnostics
import Foundation
import Hosts
import Specs
import Testing

/// The fuzzer's corpus as a plain test: nothing crashes, and what is read renders back to itself.
@Suite struct CorpusTests {
    @Test func everyFileIsReadOrRefused() throws {
        let folder = (testFolder as NSString).deletingLastPathComponent + "/Fuzz/corpus/specs"
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
        #expect(names.count >= 10)
        for name in names {
            let bytes = try #require(FileManager.default.contents(atPath: "\(folder)/\(name)"))
            let result = SpecReader().read(texts: [(path: name, bytes: Array(bytes))])
            #expect(result.fleet != nil || result.hasErrors, "\(name)")
            #expect(result.fleet == nil || !result.hasErrors, "\(name)")
            let text = DiagnosticRenderer.text(result.diagnostics, texts: result.texts, style: .plain)
            #expect(text.isEmpty == result.diagnostics.isEmpty)
        }
    }
}
