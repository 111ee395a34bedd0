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
        let pictures = DiagnosticRenderer.each(diagnostics, texts: texts, style: .plain)
        for (finding, picture) in zip(diagnostics, pictures) {
            suites.add(Suites.Entry(finding: finding, text: picture))
        }
        let drawn = suites.all.map { suite in Drawn(suite, strict: strict) }
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
    struct Entry {
        var finding: Diagnostic
        /// The finding as text, with line and caret.
        var text: String
    }

    struct Case {
        var name: String
        var entries: [Entry] = []
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

    mutating func add(_ entry: Entry) {
        let place = entry.finding.span
        let name = place?.file ?? "berth"
        let index = indexes[name] ?? all.endIndex
        if index == all.endIndex {
            all.append(Self.suite(name, []))
            indexes[name] = index
        }
        let block = place.flatMap { Self.block(at: $0, in: all[index].blocks) }
        all[index].cases[(block ?? -1) + 1].entries.append(entry)
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

    init(_ suite: Suites.Suite, strict: Bool) {
        tests = suite.cases.count
        let name = XMLText.escaped(suite.name)
        var inner = ""
        for test in suite.cases {
            let failing = test.entries.filter { strict || $0.finding.severity == .error }
            let passing = test.entries.filter { !strict && $0.finding.severity == .warning }
            if !failing.isEmpty { failures += 1 }
            inner += "    <testcase classname=\"\(name)\" name=\"\(XMLText.escaped(test.name))\""
            guard !test.entries.isEmpty else {
                inner += "/>\n"
                continue
            }
            inner += ">\n" + Self.failure(failing) + Self.output(passing) + "    </testcase>\n"
        }
        let counts = JUnitReport.counts(tests: tests, failures: failures)
        text = "  <testsuite name=\"\(name)\" \(counts) skipped=\"0\">\n\(inner)  </testsuite>\n"
    }

    /// One element for all that fails a case: readers of the format show no second one.
    private static func failure(_ entries: [Suites.Entry]) -> String {
        guard let first = entries.first?.finding else { return "" }
        let more = entries.count > 1 ? " (and \(entries.count - 1) more)" : ""
        let message = XMLText.escaped(first.sentence + more)
        return
            "      <failure type=\"\(XMLText.escaped(first.rule))\" message=\"\(message)\">\(body(entries))</failure>\n"
    }

    private static func output(_ entries: [Suites.Entry]) -> String {
        entries.isEmpty ? "" : "      <system-out>\(body(entries))</system-out>\n"
    }

    private static func body(_ entries: [Suites.Entry]) -> String {
        XMLText.body(entries.map(\.text).joined(separator: "\n"))
    }
}
