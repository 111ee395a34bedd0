import Foundation
import JSON
import Testing

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// Findings in files and of hosts with hostile names: every form of the answer stays well-formed, and names the place.
struct HostileFindingsTests {
    private static let folder = "sp ace#%é"
    private static let file = "a b#1%,:::.yaml"
    private static let uri = "sp%20ace%23%25%C3%A9/a%20b%231%25,%3A%3A%3A.yaml"
    private static let day = ["SOURCE_DATE_EPOCH": "1795392000"]

    /// Names, labels and values with what breaks XML, JSON, workflow commands and terminals; one is very long.
    private static let specs = """
        fleet: f
        hosts:
          a: {provider: gcp, region: "us<&west%1'", cpu: 2, labels: {te-am: "]]>&<x>%0A::error::é😀"}}
          "b]]><c>&\\"": {provider: gcp}
          "::error file=x::y\\n::stop-commands::z": {provider: gcp}
          c: {provider: gcp, "k\\n<>&]]>%\\u0007\\u001b[31m\\u202Eé": 1}
          d: {provider: gcp, region: "\(String(repeating: "x]]>%::", count: 3000))", cpu: 2}

        """

    private static func run(_ form: String, _ scratch: Scratch) async throws -> Program.Ending {
        let work = try scratch.folder("work-\(form)")
        try work.write("\(folder)/\(file)", specs)
        let ending = try await Berth.run(["validate", folder, "--format", form], in: work.path, environment: day)
        #expect(ending.exit == 3, "\(ending)")
        // Nothing of a spec reaches a terminal as a control sequence, and text for people does not change its direction.
        for text in [ending.output, ending.errors] {
            #expect(!text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
        }
        #expect(!ending.errors.unicodeScalars.contains("\u{202E}"))
        return ending
    }

    @Test func sarif() async throws {
        let ending = try await Self.run("sarif", Scratch())
        let log = try JSONDocument(parsing: Array(ending.output.utf8)).root
        let results = log["runs"]?.elements.first?["results"]?.elements ?? []
        #expect(results.count >= 6)
        for result in results {
            let place = result["locations"]?.elements.first?["physicalLocation"]?["artifactLocation"]
            #expect(place?["uri"]?.string == Self.uri)
        }
    }

    @Test func json() async throws {
        let ending = try await Self.run("json", Scratch())
        let report = try JSONDocument(parsing: Array(ending.output.utf8)).root
        let findings = report["diagnostics"]?.elements ?? []
        #expect(findings.count == report["error_count"]?.int && findings.count >= 6)
        for finding in findings {
            #expect(finding["range"]?["filename"]?.string == "\(Self.folder)/\(Self.file)")
            #expect((finding["snippet"]?["code"]?.string?.utf8.count ?? 0) <= 4000)
        }
    }

    @Test func github() async throws {
        let ending = try await Self.run("github", Scratch())
        let lines = ending.output.split(separator: "\n")
        #expect(lines.count >= 6)
        for line in lines {
            #expect(line.hasPrefix("::error file=sp ace#%25é/a b#1%25%2C%3A%3A%3A.yaml,line="), "\(line)")
        }
        // The log beside it holds no command, whatever the quoted lines say.
        for line in ending.errors.split(separator: "\n") {
            #expect(!line.drop { $0 == " " || $0 == "\t" }.hasPrefix("::") && !line.contains("##["))
        }
    }

    /// Read by a parser of XML that is not ours.
    @Test func junit() async throws {
        let ending = try await Self.run("junit", Scratch())
        let reader = CaseReader()
        let parser = XMLParser(data: Data(ending.output.utf8))
        parser.delegate = reader
        #expect(parser.parse(), "\(String(describing: parser.parserError))")
        #expect(reader.failures >= 5)
        #expect(Set(reader.classes) == ["\(Self.folder)/\(Self.file)"])
        #expect(reader.names.contains("b]]><c>&\""))
    }

    /// Gathers what a report of tests says.
    private final class CaseReader: NSObject, XMLParserDelegate {
        var names: [String] = []
        var classes: [String] = []
        var failures = 0

        func parser(
            _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
            attributes: [String: String]
        ) {
            if name == "failure" { failures += 1 }
            guard name == "testcase" else { return }
            names.append(attributes["name"] ?? "")
            classes.append(attributes["classname"] ?? "")
        }
    }

    /// What fails fails in every form, warnings with `--strict` among it.
    @Test(arguments: ["text", "json", "sarif", "junit", "github"])
    func everyFormEndsAlike(form: String) async throws {
        let work = try Scratch().folder("work")
        try work.write(
            "w.yaml", "fleet: f\nhosts:\n  a: {provider: aws, region: us-east-1, machine_type: m99g.large}\n")
        try work.write("empty/readme.md", "nothing\n")
        let cases: [(arguments: [String], code: Int32)] = [
            (["w.yaml"], 0), (["w.yaml", "--strict"], 3), (["empty"], 3), (["nowhere"], 3), (["-"], 3),
            (["w.yaml", "nowhere", "empty"], 3), (["w.yaml", "w.yaml", "./w.yaml"], 0),
        ]
        for (arguments, code) in cases {
            let ending = try await Berth.run(
                ["validate", "--format", form] + arguments, in: work.path, environment: Self.day)
            #expect(ending.exit == code, "\(form) \(arguments): \(ending)")
            if form == "json" || form == "sarif" {
                let document = try JSONDocument(parsing: Array(ending.output.utf8)).root
                if form == "json" { #expect(document["valid"]?.bool == (code == 0)) }
            }
            if code == 3 { #expect(!ending.output.contains("Valid:")) }
        }
        let text = Data("fleet: f\nhosts: {a: {provider: local, cpu: 2}}\n".utf8)
        let piped = try await Berth.run(
            ["validate", "--format", form, "/dev/stdin"], in: work.path, environment: Self.day, input: text)
        #expect(piped.exit == 0, "\(piped)")
    }
}
