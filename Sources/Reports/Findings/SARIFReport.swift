public import Diagnostics
import Hosts
public import JSON

/// Findings as SARIF 2.1.0, the format of code scanning services.
public enum SARIFReport {
    /// Stands for the root of the repository, which the reader of a report knows and the report does not.
    static let root = "%SRCROOT%"

    /// The whole log: one run.
    /// - Parameters:
    ///   - diagnostics: findings, in the order given.
    ///   - texts: files by the name that spans use; columns in a file that is missing here stay code points.
    ///   - rules: what the rule codes mean; those that occur are written.
    ///   - root: leads from file names to paths in the repository.
    ///   - exitCode: how the command ends.
    public static func report(
        _ diagnostics: [Diagnostic], texts: [String: SourceText], rules: [RuleText], root: ReportRoot, exitCode: Int
    ) -> JSONValue {
        let codes = Set(diagnostics.map(\.rule)).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        let numbers = Dictionary(zip(codes, codes.indices)) { first, _ in first }
        let known = Dictionary(rules.map { ($0.code, $0) }) { first, _ in first }
        var writing = Writing(places: SARIFPlaces(texts: texts, root: root), numbers: numbers)
        let results = diagnostics.map { writing.result($0) }
        let driver: JSONValue = .object([
            "name": .string("Berth"), "version": .string(Version.current), "semanticVersion": .string(Version.current),
            "rules": .array(codes.map { rule($0, known[$0]) }),
        ])
        let run: JSONValue = .object([
            "tool": .object(["driver": driver]),
            "invocations": .array([
                .object(["executionSuccessful": .bool(true), "exitCode": .int(exitCode)])
            ]),
            "columnKind": .string("utf16CodeUnits"),
            "newlineSequences": .array(["\r\n", "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}"].map { .string($0) }),
            "originalUriBaseIds": .object([
                Self.root: .object(["description": .object(["text": .string("The root of the repository.")])])
            ]),
            "results": .array(results),
        ])
        return .object([
            "$schema": .string(
                "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"),
            "version": .string("2.1.0"), "runs": .array([run]),
        ])
    }

    /// One `reportingDescriptor`.
    private static func rule(_ code: String, _ text: RuleText?) -> JSONValue {
        var out: [String: JSONValue] = ["id": .string(code)]
        if let text {
            out["shortDescription"] = message(text.summary)
            out["fullDescription"] = message(text.summary)
            out["help"] = message("\(text.summary) \(text.help)")
        }
        return .object(out)
    }

    /// A `message`: braces stand for placeholders there unless doubled.
    static func message(_ text: String) -> JSONValue {
        var out = ""
        for character in text {
            out += character == "{" || character == "}" ? "\(character)\(character)" : "\(character)"
        }
        return .object(["text": .string(out)])
    }
}

/// Writes results one after the other.
private struct Writing {
    var places: SARIFPlaces
    /// The number of each rule in the list of rules.
    let numbers: [String: Int]
    /// How often a finding of the same words on the same line text was met.
    private var seen: [String: Int] = [:]

    init(places: SARIFPlaces, numbers: [String: Int]) {
        self.places = places
        self.numbers = numbers
    }

    mutating func result(_ finding: Diagnostic) -> JSONValue {
        var out: [String: JSONValue] = [
            "ruleId": .string(finding.rule), "ruleIndex": .int(numbers[finding.rule] ?? -1),
            "level": .string(finding.severity.rawValue), "message": SARIFReport.message(finding.sentence),
            "partialFingerprints": .object(["berthFinding/v1": .string(fingerprint(finding))]),
        ]
        guard let span = finding.span else { return .object(out) }
        out["locations"] = .array([.object(["physicalLocation": places.physical(span)])])
        var related: [JSONValue] = []
        for note in finding.notes {
            guard let place = note.span else { continue }
            related.append(
                .object([
                    "id": .int(related.count + 1), "message": SARIFReport.message(note.message),
                    "physicalLocation": places.physical(place),
                ]))
        }
        if !related.isEmpty { out["relatedLocations"] = .array(related) }
        if let fix = finding.fix { out["fixes"] = .array([self.fix(fix, over: span)]) }
        return .object(out)
    }

    private mutating func fix(_ text: String, over span: SourceSpan) -> JSONValue {
        .object([
            "description": SARIFReport.message("Write `\(text)`."),
            "artifactChanges": .array([
                .object([
                    "artifactLocation": places.artifact(span.file),
                    "replacements": .array([
                        .object([
                            "deletedRegion": places.region(span),
                            "insertedContent": .object(["text": .string(text)]),
                        ])
                    ]),
                ])
            ]),
        ])
    }

    /// The same for the same fault in the same file when lines are put in above it. A line that may hold a secret is
    /// left out: not even its digest is told.
    private mutating func fingerprint(_ finding: Diagnostic) -> String {
        var parts = [finding.rule, finding.message]
        if let span = finding.span {
            parts.append(places.uri(span.file))
            parts.append(finding.hidesSource ? "" : places.gist(span))
        }
        let key = parts.joined(separator: "\u{0}")
        let count = seen[key, default: 0]
        seen[key] = count + 1
        return String(Digest(of: "\(key)\u{0}\(count)").hex.prefix(32))
    }
}
