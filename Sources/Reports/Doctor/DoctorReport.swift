public import Diagnostics
public import Hosts
public import JSON

/// What `berth doctor` found out.
public struct DoctorReport: Hashable, Sendable {
    /// What came of a check.
    public enum Verdict: String, Hashable, Sendable {
        /// As it should be.
        case ok
        /// Works, and should be looked at.
        case warning
        /// The cloud said no.
        case refused
        /// There are no credentials to ask with.
        case missing
        /// No answer that says either.
        case unreachable
        /// Here, on this machine, something is not as it should be.
        case wrong
    }

    /// One check.
    public struct Line: Hashable, Sendable {
        /// What it is about: `specs`, `state`, or a cloud's id.
        public var group: String
        /// The check's name.
        public var check: String
        /// What came of it.
        public var verdict: Verdict
        /// What was seen, or what is wrong.
        public var detail: String
        /// What to do about it.
        public var remedy: String?
        /// The cloud's error, if that is why.
        public var error: ProviderError?
        /// Whether it is the check of a cloud's credentials.
        public var isCredentials = false

        /// Makes a line.
        public init(
            _ group: String, _ check: String, _ verdict: Verdict, _ detail: String, remedy: String? = nil
        ) {
            self.group = group
            self.check = check
            self.verdict = verdict
            self.detail = detail
            self.remedy = remedy
        }

        /// The line of an account's check.
        public init(_ provider: ProviderID, _ access: AccessCheck) {
            self.init(provider.rawValue, access.subject.words, .ok, "", remedy: access.remedy)
            isCredentials = access.subject == .credentials
            switch access.outcome {
            case .allowed(let seen): detail = seen
            case .refused(let error): take(error, error.code == "NoCredentials" ? .missing : .refused)
            case .unreachable(let error): take(error, .unreachable)
            }
        }

        private mutating func take(_ error: ProviderError, _ verdict: Verdict) {
            self.verdict = verdict
            self.error = error
            detail = "\(error.code): \(error.message)" + (error.requestID.map { " (request \($0))" } ?? "")
        }
    }

    /// What the checks come to.
    public enum Result: Hashable, Sendable {
        /// Nothing failed; there may be warnings.
        case sound
        /// A cloud's credentials are missing or not taken, whatever else is wrong.
        case noCredentials
        /// Something else failed.
        case faulty
    }

    /// The checks, in the order they are shown.
    public var lines: [Line]

    /// Makes a report.
    public init(lines: [Line] = []) { self.lines = lines }

    /// What the checks come to.
    public var result: Result {
        if lines.contains(where: { $0.isCredentials && ($0.verdict == .refused || $0.verdict == .missing) }) {
            return .noCredentials
        }
        return failures == 0 ? .sound : .faulty
    }

    private var failures: Int { lines.count { $0.verdict != .ok && $0.verdict != .warning } }

    /// A table and a sentence. Signs stand for the verdicts where there is colour, words where there is none.
    public func text(style: Style) -> String {
        var rows: [[Table.Cell]] = []
        for line in lines {
            let (sign, tone): (String, Tone) =
                switch line.verdict {
                case .ok: ("✓", .good)
                case .warning: ("!", .caution)
                case .refused, .missing, .unreachable, .wrong: ("✗", .bad)
                }
            rows.append([
                Table.Cell(line.group), Table.Cell(line.check),
                Table.Cell(style.isColoured ? sign : line.verdict.rawValue, tone), Table.Cell(line.detail),
            ])
            if let remedy = line.remedy { rows.append(["", "", "", Table.Cell("→ \(remedy)", .remark)]) }
        }
        let table = Table(
            [.init("ABOUT"), .init("CHECK"), .init(style.isColoured ? "" : "RESULT"), .init("DETAIL")], rows: rows)
        let warnings = lines.count { $0.verdict == .warning }
        let counts = [
            "\(lines.count - failures - warnings) ok", warnings > 0 ? "\(warnings) to look at" : nil,
            failures > 0 ? "\(failures) failed" : nil,
        ]
        return "\(table.text(style: style))\n\(counts.compactMap(\.self).joined(separator: ", ")).\n"
    }

    /// One object: `format_version`, `ok`, and `checks` with `about`, `check`, `result`, `detail`, `remedy`, and for a
    /// cloud's error `class` and `code`.
    public var json: JSONValue {
        .object([
            "format_version": .string("1.0"),
            "ok": .bool(result == .sound),
            "checks": .array(
                lines.map { line in
                    .object([
                        "about": .string(line.group), "check": .string(line.check),
                        "result": .string(line.verdict.rawValue), "detail": .string(line.detail),
                        "remedy": .optional(line.remedy), "class": .optional(line.error?.kindName),
                        "code": .optional(line.error?.code),
                    ])
                }),
        ])
    }
}
