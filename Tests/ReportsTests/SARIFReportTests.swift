import Diagnostics
import JSON
import Reports
import Testing

@Suite struct SARIFReportTests {
    private let root = ReportRoot(folder: "/srv/repo/infra", root: "/srv/repo")

    private func report(_ findings: [Diagnostic], _ texts: [String: SourceText] = FindingSamples.texts) -> JSONValue {
        SARIFReport.report(findings, texts: texts, rules: FindingSamples.rules, root: root, exitCode: 3)
    }

    private func results(_ report: JSONValue) -> [JSONValue] {
        report["runs"]?.arrayValue?.first?["results"]?.arrayValue ?? []
    }

    private func region(_ result: JSONValue?) -> [Int?] {
        let region = result?["locations"]?.arrayValue?.first?["physicalLocation"]?["region"]
        return ["startLine", "startColumn", "endLine", "endColumn"].map { region?[$0]?.intValue }
    }

    @Test func theWholeLog() throws {
        try expectGolden(String(decoding: report(FindingSamples.all).text(), as: UTF8.self), "validate.sarif")
    }

    /// The official schema, and what GitHub asks for besides, by a package that carries the schema.
    @Test(.enabled(if: ThirdParty.isWanted, "run `.ci/setup test` first"))
    func aThirdPartyFindsItValid() throws {
        let logs = [
            report(FindingSamples.all), report([]), report(FindingSamples.all, [:]),
            report([Diagnostic(rule: "r", "m", at: FindingSamples.span("../../out side:%.yaml", 0, 0, 0, 0))]),
        ]
        let script = """
            import json, sys
            from sarif_kit import validation_errors
            for log in json.load(open(sys.argv[1])):
                for error in validation_errors(log): print(error)
                # The check itself must see: the same log with its faults.
                broken = json.loads(json.dumps(log))
                broken["runs"][0]["results"].append({"ruleId": "x"})
                assert validation_errors(broken), "a result without a message was let through"
                for result in log["runs"][0]["results"]:
                    assert log["runs"][0]["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
            """
        let ending = try ThirdParty.run(script, input: JSONValue.array(logs).compact)
        #expect(ending.output == "")
        #expect(ending.status == 0)
    }

    @Test func columnsAreUTF16() {
        let all = results(report(FindingSamples.all))
        // `"😀"` is three code points and four code units; `é` before it is one of each.
        #expect(region(all[3]) == [6, 24, 6, 28])
        let after = Diagnostic(rule: "r", "m", at: FindingSamples.span("hosts/a b.yaml", 6, 29, 6, 30))
        #expect(region(results(report([after])).first) == [6, 30, 6, 31])
    }

    @Test(arguments: [
        (FindingSamples.span("main.yaml", 99, 1, 99, 5), [2, 1, 2, 1]),
        (FindingSamples.span("main.yaml", 0, 0, 0, 0), [1, 1, 1, 1]),
        (FindingSamples.span("main.yaml", 1, 8, 1, 800), [1, 8, 1, 10]),
        (FindingSamples.span("main.yaml", 1, 8, 1, 2), [1, 8, 1, 8]),
        (FindingSamples.span("main.yaml", 1, .max, .max, .max), [1, 10, 2, 1]),
        (FindingSamples.span("nowhere.yaml", 0, -1, 4, 2), [1, 1, 4, 2]),
    ])
    func regionsLieInTheText(span: SourceSpan, expected: [Int]) {
        #expect(region(results(report([Diagnostic(rule: "r", "m", at: span)])).first) == expected)
    }

    @Test func secondPlacesAndFixes() throws {
        let all = results(report(FindingSamples.all))
        let related = try #require(all[2]["relatedLocations"]?.arrayValue?.first)
        #expect(related["message"]?["text"] == .string("first here"))
        #expect(related["physicalLocation"]?["region"]?["startLine"] == .int(4))
        let change = try #require(all[1]["fixes"]?.arrayValue?.first?["artifactChanges"]?.arrayValue?.first)
        let replacement = try #require(change["replacements"]?.arrayValue?.first)
        #expect(replacement["insertedContent"]?["text"] == .string("us-west1"))
        #expect(replacement["deletedRegion"]?["startColumn"] == .int(11))
        #expect(change["artifactLocation"]?["uri"] == .string("infra/hosts/a%20b.yaml"))
        #expect(all[0]["locations"] == nil)
        #expect(all[2]["fixes"] == nil)
    }

    @Test func bracesAreNoPlaceholders() {
        let all = results(report(FindingSamples.all))
        #expect(all[3]["message"]?["text"] == .string("unknown key `😀` in `{{01..04}}`"))
    }

    @Test func fingerprintsOutliveMovedLines() throws {
        func prints(_ report: JSONValue) -> [String?] {
            results(report).map { $0["partialFingerprints"]?["berthFinding/v1"]?.stringValue }
        }
        let before = SourceText("hosts:\n  a: {cpu: x}\n")
        let after = SourceText("# a remark\n\nhosts:\n    a: {cpu: x}\n")
        let first = Diagnostic(rule: "r", "m", at: FindingSamples.span("a.yaml", 2, 12, 2, 13))
        let moved = Diagnostic(rule: "r", "m", at: FindingSamples.span("a.yaml", 4, 14, 4, 15))
        let old = prints(report([first, first], ["a.yaml": before]))
        let new = prints(report([moved, moved], ["a.yaml": after]))
        #expect(old == new)
        #expect(Set(old).count == 2)
        let others = [
            Diagnostic(rule: "q", "m", at: first.span), Diagnostic(rule: "r", "n", at: first.span),
            Diagnostic(rule: "r", "m", at: FindingSamples.span("b.yaml", 2, 12, 2, 13)), Diagnostic(rule: "r", "m"),
        ]
        #expect(Set(prints(report(others + [first], ["a.yaml": before]))).count == 5)
    }

    @Test func aSecretIsNotEvenInTheFingerprint() {
        func log(_ line: String) -> JSONValue {
            var finding = Diagnostic(rule: "r", "m", at: FindingSamples.span("a.yaml", 1, 1, 1, 2))
            finding.hidesSource = true
            return report([finding], ["a.yaml": SourceText(line)])
        }
        #expect(log("one secret") == log("two secret"))
    }

    @Test(arguments: [
        ("a.yaml", "infra/a.yaml"), ("./b//c.yaml", "infra/b/c.yaml"), ("../a.yaml", "a.yaml"),
        ("/srv/repo/x.yaml", "x.yaml"), ("../../x.yaml", nil), ("/dev/stdin", nil), ("../..", nil), (".", "infra"),
        ("../../../../../etc/x", nil), ("/srv/repository/x", nil),
    ])
    func pathsFromTheRoot(name: String, path: String?) {
        #expect(root.path(of: name) == path)
    }
}
