import Diagnostics
import Foundation
import JSON
import Testing

@testable import Specs

/// The schema and the reader come from one table; here they are held to agree on values.
@Suite struct SchemaTests {
    /// A spec file with one value under a host's key.
    private func file(_ key: String, _ value: JSONValue) -> JSONValue {
        var host: [String: JSONValue] = [key: value]
        if key != "provider" { host["provider"] = .string("gcp") }
        return .object(["fleet": .string("f"), "hosts": .object(["h": .object(host)])])
    }

    private func errors(_ document: JSONValue) -> [String] {
        SpecReader().read(texts: [(path: "a.yaml", bytes: document.text())]).diagnostics
            .filter { $0.severity == .error }.map(\.message)
    }

    /// Every example of the table, nested ones too, as whole files.
    private var goodFiles: [JSONValue] {
        var files: [JSONValue] = []
        for key in HostKey.allCases {
            files.append(file(key.rawValue, key.rule.example))
            files.append(contentsOf: nested(key.rule.shape).map { file(key.rawValue, $0) })
        }
        for key in FileKey.allCases {
            var members: [String: JSONValue] = ["fleet": .string("f")]
            members[key.rawValue] = key.rule.example
            if key == .guards { members["guards"] = .object(Dictionary(uniqueKeysWithValues: guards)) }
            if key == .defaults { members["x-note"] = .number("1") }
            files.append(.object(members))
        }
        return files
    }

    private var guards: [(String, JSONValue)] { GuardKey.allCases.map { ($0.rawValue, $0.rule.example) } }

    /// A section with each of its examples; a list of one such section.
    private func nested(_ shape: KeyShape) -> [JSONValue] {
        switch shape {
        case .section(let members):
            [.object(Dictionary(uniqueKeysWithValues: members.map { ($0.name, $0.rule.example) }))]
        case .list(let item): nested(item).map { .array([$0]) }
        case .either(let first, let second): nested(first) + nested(second)
        case .oneOf(let words): words.map { .string($0) }
        default: []
        }
    }

    @Test func theReaderTakesEveryExampleOfTheTable() {
        for file in goodFiles { #expect(errors(file) == [], "\(file.compact)") }
    }

    /// Each row: a host's key and a value that both must refuse.
    static let bad: [(String, JSONValue)] = [
        ("zoen", .string("z")), ("cpu", .string("8")), ("cpu", .int(0)), ("cpu", .int(10_001)), ("disk_gb", .int(0)),
        ("disk_gb", .number("1.5")), ("disk_gb", .int(65_537)), ("zone", .int(1)), ("zone", .string("a b")),
        ("zone", .string("")), ("protect", .string("yes")), ("disk_type", .string("floppy")), ("gpu", .string("H100")),
        ("gpu", .object(["typ": .string("l4")])), ("gpu", .object(["type": .string("l4"), "count": .int(65)])),
        ("labels", .object(["Team": .string("x")])), ("labels", .object(["team": .string("X")])),
        ("labels", .array([])), ("tags", .string("web")), ("tags", .array([.string("Web")])),
        ("tags", .array([.null])), ("placement", .array([.object(["cpu": .int(1)])])), ("placement", .object([:])),
        ("network", .object(["open_ports": .array([.int(0)])])), ("network", .object(["public_ip": .string("no")])),
        ("network", .object(["open_ports": .array([.object(["port": .int(1), "protocol": .string("icmp")])])])),
        ("ssh", .object(["user": .string("Root")])), ("on_delete", .object(["data_disk": .string("burn")])),
        ("unmanaged", .array([.string("lables")])), ("expires", .string("tomorrow")), ("renamed_from", .string("Old")),
        ("options", .array([])), ("metadata", .object(["a b": .string("x")])), ("metadata", .object(["a": .int(1)])),
        ("startup_script", .string("")), ("bootstrap", .object(["podman": .string("yes")])),
        ("bootstrap", .object(["bundle": .object(["url": .string("ftp://x"), "sha256": .string("0")])])),
        ("provider", .string("azure")), ("pricing", .string("free")), ("power", .string("on")),
    ]

    private var badFiles: [JSONValue] {
        Self.bad.map { file($0.0, $0.1) } + [
            .object(["fleet": .string("Big")]), .object(["fleet": .string("f"), "guard": .object([:])]),
            .object(["fleet": .string("f"), "providers": .object(["gpc": .object([:])])]),
            .object(["fleet": .string("f"), "guards": .object(["max_hourly_cost": .string("40")])]),
            .object(["fleet": .string("f"), "hosts": .object(["A": .object([:])])]),
            .object(["fleet": .string("f"), "hosts": .array([])]), .array([]),
        ]
    }

    @Test func theReaderRefusesTheBad() {
        for file in badFiles { #expect(errors(file) != [], "\(file.compact)") }
    }

    @Test func everyKeyStandsInTheSchemaWithItsMeaning() throws {
        let properties = try #require(SpecSchema.document["$defs"]?["host"]?["properties"]?.objectValue)
        #expect(Set(properties.keys) == Set(HostKey.allCases.map(\.rawValue)))
        for key in HostKey.allCases {
            #expect(properties[key.rawValue]?["description"]?.stringValue == key.rule.about)
            #expect(key.rule.about.hasSuffix("."))
        }
        let top = try #require(SpecSchema.document["properties"]?.objectValue)
        #expect(Set(top.keys) == Set(FileKey.allCases.map(\.rawValue)))
    }

    @Test func jsonOfATextResolvesMerges() {
        let text = SourceText("a: &a {x: 1, y: 0x10}\nb: {<<: *a, y: no}\nc: 012\n")
        let json = SpecReader.json(of: text, path: "a.yaml")
        #expect(json.value?.compact == #"{"a":{"x":1,"y":16},"b":{"x":1,"y":"no"},"c":"012"}"#)
        #expect(SpecReader.json(of: SourceText("a: [\n"), path: "a.yaml").value == nil)
        #expect(SpecReader.json(ofFile: "/nonexistent.yaml").diagnostics.map(\.rule) == ["path-missing"])
    }

    /// Python's `jsonschema`, where it is installed, judges the same files.
    @Test(.enabled(if: SchemaTests.hasValidator, "python3 with jsonschema is not installed"))
    func aThirdPartyValidatorAgrees() throws {
        let golden = ["fleet/berth", "merge/berth", "merge/more"].compactMap {
            SpecReader.json(ofFile: "\(testFolder)/Golden/\($0).yaml").value
        }
        #expect(golden.count == 3)
        let examples = try Examples.files.compactMap { SpecReader.json(ofFile: $0).value }
        #expect(examples.count >= 5)
        let work: JSONValue = .object([
            "schema": SpecSchema.document, "good": .array(goodFiles + golden + examples), "bad": .array(badFiles),
        ])
        let folder = try TemporaryFolder()
        try folder.write("work.json", String(decoding: work.text(), as: UTF8.self))
        let script = """
            import json, sys, jsonschema
            work = json.load(open(sys.argv[1]))
            check = jsonschema.Draft202012Validator
            check.check_schema(work["schema"])
            schema = check(work["schema"])
            for case in work["good"]:
                for error in schema.iter_errors(case):
                    print("refused:", json.dumps(case), error.message)
            for case in work["bad"]:
                if schema.is_valid(case):
                    print("taken:", json.dumps(case))
            """
        let result = try Self.python(["-c", script, folder.path + "/work.json"])
        #expect(result.output == "")
        #expect(result.status == 0)
    }

    static let hasValidator: Bool = (try? python(["-c", "import jsonschema"]).status) == 0

    private static func python(_ arguments: [String]) throws -> (status: Int32, output: String) {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3"] + arguments
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }
}
