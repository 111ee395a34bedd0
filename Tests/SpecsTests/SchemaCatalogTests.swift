import Catalog
import CatalogStore
import Diagnostics
import Foundation
import Hosts
import JSON
import Testing

@testable import Specs

/// The schema with catalogs inside: judged by a validator of the 2020-12 draft and by the language service of editors.
@Suite struct SchemaCatalogTests {
    typealias Case = SchemaCatalogSamples.Case

    private static let cases = SchemaCatalogSamples.own + SchemaCatalogSamples.inherited

    private func json(_ text: String) throws -> JSONValue {
        try #require(SpecReader.json(of: SourceText(text), path: "a.yaml").value)
    }

    @Test func withoutCatalogsItIsThePlainSchema() {
        #expect(SpecSchema.document(with: []) == SpecSchema.document)
    }

    @Test func theOrderOfCatalogsDoesNotMatter() {
        let catalogs = [SchemaCatalogSamples.lambda, SchemaCatalogSamples.gcp].map { SchemaCatalog($0, isPinned: true) }
        #expect(SpecSchema.document(with: catalogs) == SpecSchema.document(with: catalogs.reversed()))
    }

    @Test func everyReferenceLeadsSomewhere() throws {
        let schema = SchemaCatalogSamples.schema()
        let parts = try #require(schema["$defs"]?.objectValue)
        var found: Set<String> = []
        func walk(_ value: JSONValue) {
            switch value {
            case .object(let members):
                if let target = members["$ref"]?.stringValue { found.insert(target) }
                members.values.forEach(walk)
            case .array(let items): items.forEach(walk)
            default: break
            }
        }
        walk(schema)
        #expect(found == Set(parts.keys.map { "#/$defs/\($0)" }))
    }

    @Test func wordsAreDescribed() throws {
        let parts = try #require(SchemaCatalogSamples.schema()["$defs"])
        let machines = parts["gcp-machine_type"]?["anyOf"]?.arrayValue?.first
        #expect(
            machines?["enumDescriptions"]
                == .array([
                    .string("8 vCPU, 32 GiB, from $0.27/h, spot from $0.10/h"), .string("4 vCPU, 16 GiB, 1 × l4"),
                    .string("1 vCPU, 4 GiB, arm64"),
                ]))
        #expect(parts["gcp-gpu"]?["enumDescriptions"] == .array([.string("24 GiB, nvidia-l4")]))
        #expect(parts["lambda-region"]?["enumDescriptions"] == nil)
    }

    /// The paths that a validator of the draft refuses.
    private func refused(_ schema: JSONValue, _ files: [JSONValue]) throws -> [[String]] {
        let script = """
            import json, sys, jsonschema
            work = json.load(open(sys.argv[1]))
            jsonschema.Draft202012Validator.check_schema(work["schema"])
            schema = jsonschema.Draft202012Validator(work["schema"])
            print(json.dumps([
                sorted({"/".join(str(step) for step in error.absolute_path) for error in schema.iter_errors(file)})
                for file in work["files"]
            ]))
            """
        let answer = try ThirdParty.python(script, .object(["schema": schema, "files": .array(files)]))
        try #require(answer.status == 0, "\(answer.output)")
        let lists = try JSONDocument(parsing: Array(answer.output.utf8)).root.tree.arrayValue ?? []
        return lists.map { $0.arrayValue?.compactMap(\.stringValue) ?? [] }
    }

    @Test(.enabled(if: ThirdParty.isWanted, "run `.ci/setup test` first"))
    func aValidatorRefusesTheRightPaths() throws {
        let paths = try refused(SchemaCatalogSamples.schema(), Self.cases.map { try json($0.text) })
        #expect(paths.count == Self.cases.count)
        for (found, sample) in zip(paths, Self.cases) { #expect(found == sample.paths, "\(sample.text)") }
    }

    /// A catalog that came with the program may be older than a machine type.
    @Test(.enabled(if: ThirdParty.isWanted, "run `.ci/setup test` first"))
    func onlyAPinnedCatalogRefusesMachineTypes() throws {
        let files = try ["machine_type: new-9", "region: new-9"].map {
            try json("fleet: f\nhosts: {h: {provider: gcp, \($0)}}\n")
        }
        #expect(try refused(SchemaCatalogSamples.schema(pinned: false), files) == [[], ["hosts/h/region"]])
        #expect(
            try refused(SchemaCatalogSamples.schema(), files) == [["hosts/h/machine_type"], ["hosts/h/region"]])
    }

    @Test(.enabled(if: ThirdParty.isWanted, "run `.ci/setup test` first"))
    func anEditorShowsTheSame() throws {
        let documents = Self.cases.map { JSONValue.object(["text": .string($0.text)]) }
        let answers = try ThirdParty.editor(SchemaCatalogSamples.schema(), documents)
        #expect(answers.count == Self.cases.count)
        for (answer, sample) in zip(answers, Self.cases) {
            let found = answer["diagnostics"]?.arrayValue?.compactMap(\.stringValue) ?? []
            let places = Set(found.map { String($0.prefix { $0 != " " }) })
            #expect(places == (sample.paths.isEmpty ? [] : [sample.place]), "\(sample.text)\(found)")
        }
    }

    /// Each row: the lines up to where the word is to be, and the words that are offered there.
    static let completions: [(text: String, words: Set<String>)] = [
        ("hosts:\n  h:\n    provider: gcp\n    region: ", ["us-west1", "europe-west4"]),
        ("hosts:\n  h:\n    provider: lambda\n    region: ", ["us-east-1"]),
        ("hosts:\n  h:\n    provider: gcp\n    region: us-west1\n    zone: ", ["us-west1-a", "us-west1-b"]),
        ("hosts:\n  h:\n    provider: gcp\n    zone: ", ["us-west1-a", "us-west1-b", "europe-west4-a"]),
        ("hosts:\n  h:\n    provider: gcp\n    machine_type: ", ["e2-standard-8", "g2-standard-4", "t2a-standard-1"]),
        ("hosts:\n  h:\n    provider: gcp\n    gpu: ", ["l4"]),
        ("hosts:\n  h:\n    provider: gcp\n    gpu:\n      type: ", ["l4"]),
        ("hosts:\n  h:\n    provider: gcp\n    image: ", ["ubuntu-2404-lts"]),
        ("defaults:\n  provider: gcp\nhosts:\n  h:\n    region: ", ["us-west1", "europe-west4"]),
        ("defaults:\n  provider: gcp\n  region: ", ["us-west1", "europe-west4"]),
        ("hosts:\n  h:\n    region: ", ["us-west1", "europe-west4", "us-east-1"]),
        ("hosts:\n  h:\n    provider: gcp\n    placement:\n      - provider: lambda\n        region: ", ["us-east-1"]),
        ("hosts:\n  h:\n    provider: aws\n    region: ", []),
    ]

    @Test(.enabled(if: ThirdParty.isWanted, "run `.ci/setup test` first"))
    func anEditorCompletes() throws {
        let documents = Self.completions.map { text, _ -> JSONValue in
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            let place: JSONValue = .object([
                "line": .int(lines.count - 1), "character": .int(lines.last?.count ?? 0),
            ])
            return .object(["text": .string(text + "\n"), "complete": place])
        }
        let answers = try ThirdParty.editor(SchemaCatalogSamples.schema(), documents)
        #expect(answers.count == Self.completions.count)
        for (answer, sample) in zip(answers, Self.completions) {
            let labels = answer["completions"]?.arrayValue?.compactMap { $0["label"]?.stringValue } ?? []
            // `null`, and the forms of a map, are offered besides.
            let words = Set(labels).subtracting(["null", "type", "count", "object(type)", "object"])
            #expect(words == sample.words, "\(sample.text)")
        }
        let machines = answers[4]["completions"]?.arrayValue ?? []
        let machine = try #require(machines.first { $0["label"] == .string("e2-standard-8") })
        #expect(machine["about"] == .string("8 vCPU, 32 GiB, from $0.27/h, spot from $0.10/h"))
    }

    @Test(.enabled(if: ThirdParty.isWanted, "run `.ci/setup test` first"))
    func anEditorTellsWhatAWordMeans() throws {
        let text = "hosts:\n  h:\n    provider: gcp\n    machine_type: e2-standard-8\n"
        let place: JSONValue = .object(["line": .int(3), "character": .int(20)])
        let answers = try ThirdParty.editor(
            SchemaCatalogSamples.schema(), [.object(["text": .string(text), "hover": place])])
        #expect(answers.first?["hover"]?.stringValue?.contains("8 vCPU, 32 GiB") == true, "\(answers)")
    }

    /// The catalogs that come with the program, and the examples against them.
    @Test(.enabled(if: ThirdParty.isWanted, "run `.ci/setup test` first"))
    func shippedCatalogsTakeTheExamples() throws {
        let shipped = try ProviderID.allCases.compactMap { try CatalogLibrary.shipped($0) }
        #expect(shipped.count >= 5)
        let schema = SpecSchema.document(with: shipped.map { SchemaCatalog($0.index.table, isPinned: true) })
        #expect(schema.text().count < 1_000_000)
        let files = try Examples.files
        let values = try files.map { try #require(SpecReader.json(ofFile: $0).value) }
        for (path, refused) in zip(files, try refused(schema, values)) { #expect(refused == [], "\(path)") }
        let wrong = try json(
            "fleet: f\nhosts: {h: {provider: aws, region: us-wets-1, machine_type: m5.lrge, gpu: h1000}}\n")
        #expect(try refused(schema, [wrong]) == [["hosts/h/gpu", "hosts/h/machine_type", "hosts/h/region"]])
    }
}
