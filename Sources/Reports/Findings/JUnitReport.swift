public import Diagnostics

/// Findings as JUnit XML, which most CI systems show as tests: a suite for each file, a case for each block that
/// declares hosts, and one for what stands outside of them.
public enum JUnitReport {
    /// The whole document.
    /// - Parameters:
    ///   - diagnostics: findings, in the order given.
    ///   - texts: files by the name that spans use, for quoting.
    ///   - files: the files that were checked, each a suite even if nothing was found in it.
    ///   - blocks: what each file declares.
    ///   - strict: whether warnings fail, too; otherwise they stand in a case's `system-out`.
    public static func text(
        _ diagnostics: [Diagnostic], texts: [String: SourceText], files: [String], blocks: [SourceBlock],
        strict: Bool = false
    ) -> String {
        var suites = Suites(files: files, blocks: blocks)
        for finding in diagnostics { suites.add(finding) }
        let drawn = suites.all.map { suite in Drawn(suite, texts: texts, strict: strict) }
        let counts = counts(tests: drawn.reduce(0) { $0 + $1.tests }, failures: drawn.reduce(0) { $0 + $1.failures })
        return """
            <?xml version="1.0" encoding="UTF-8"?>
            <testsuites name="berth validate" \(counts)>
            \(drawn.map(\.text).joined())</testsuites>

            """
    }

    fileprivate static func counts(tests: Int, failures: Int) -> String {
        "tests=\"\(tests)\" failures=\"\(failures)\" errors=\"0\""
    }
}

/// Findings by file and block.
private struct Suites {
    struct Case {
        var name: String
        var findings: [Diagnostic] = []
    }

    struct Suite {
        var name: String
        /// The file itself first, then its blocks.
        var cases: [Case]
        var blocks: [SourceBlock]
    }

    private(set) var all: [Suite]
    private var indexes: [String: Int]

    init(files: [String], blocks: [SourceBlock]) {
        let byFile = Dictionary(grouping: blocks) { $0.span.file }
        all = files.map { Self.suite($0, byFile[$0] ?? []) }
        indexes = Dictionary(zip(files, all.indices)) { first, _ in first }
    }

    mutating func add(_ finding: Diagnostic) {
        let name = finding.span?.file ?? "berth"
        let index = indexes[name] ?? all.endIndex
        if index == all.endIndex {
            all.append(Self.suite(name, []))
            indexes[name] = index
        }
        let block = finding.span.flatMap { place in Self.block(at: place, in: all[index].blocks) }
        all[index].cases[(block ?? -1) + 1].findings.append(finding)
    }

    /// The number of the block that holds a place, found by halving: a file may have very many blocks and findings.
    private static func block(at place: SourceSpan, in blocks: [SourceBlock]) -> Int? {
        var low = 0
        var high = blocks.count
        while low < high {
            let middle = (low + high) / 2
            if blocks[middle].span.start <= place.start { low = middle + 1 } else { high = middle }
        }
        return low > 0 && blocks[low - 1].holds(place) ? low - 1 : nil
    }

    /// A file's suite; a block whose name was used before is told apart by its line.
    private static func suite(_ file: String, _ blocks: [SourceBlock]) -> Suite {
        var used: Set<String> = []
        let cases = blocks.map { block in
            Case(name: used.insert(block.name).inserted ? block.name : "\(block.name) (line \(block.span.start.line))")
        }
        return Suite(name: file, cases: [Case(name: "(file)")] + cases, blocks: blocks)
    }
}

/// One suite as text.
private struct Drawn {
    var tests: Int
    var failures = 0
    var text = ""

    init(_ suite: Suites.Suite, texts: [String: SourceText], strict: Bool) {
        tests = suite.cases.count
        let name = XMLText.escaped(suite.name)
        var inner = ""
        for test in suite.cases {
            let failing = test.findings.filter { strict || $0.severity == .error }
            let passing = test.findings.filter { !strict && $0.severity == .warning }
            if !failing.isEmpty { failures += 1 }
            inner += "    <testcase classname=\"\(name)\" name=\"\(XMLText.escaped(test.name))\""
            guard !test.findings.isEmpty else {
                inner += "/>\n"
                continue
            }
            inner += ">\n" + Self.failure(failing, texts) + Self.output(passing, texts) + "    </testcase>\n"
        }
        let counts = JUnitReport.counts(tests: tests, failures: failures)
        text = "  <testsuite name=\"\(name)\" \(counts) skipped=\"0\">\n\(inner)  </testsuite>\n"
    }

    /// One element for all that fails a case: readers of the format show no second one.
    private static func failure(_ findings: [Diagnostic], _ texts: [String: SourceText]) -> String {
        guard let first = findings.first else { return "" }
        let more = findings.count > 1 ? " (and \(findings.count - 1) more)" : ""
        let message = XMLText.escaped(first.sentence + more)
        let body = XMLText.body(DiagnosticRenderer.text(findings, texts: texts, style: .plain))
        return "      <failure type=\"\(XMLText.escaped(first.rule))\" message=\"\(message)\">\(body)</failure>\n"
    }

    private static func output(_ findings: [Diagnostic], _ texts: [String: SourceText]) -> String {
        guard !findings.isEmpty else { return "" }
        let body = XMLText.body(DiagnosticRenderer.text(findings, texts: texts, style: .plain))
        return "      <system-out>\(body)</system-out>\n"
    }
}
