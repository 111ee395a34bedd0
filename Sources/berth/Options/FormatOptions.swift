import ArgumentParser
import Files

/// The forms an answer can take.
enum AnswerFormat: String, ExpressibleByArgument, CaseIterable, Sendable {
    case text, json
}

/// The forms a list can take.
enum ListFormat: String, ExpressibleByArgument, CaseIterable, Sendable {
    case text, json, csv
}

/// The forms the answer of a long run can take.
enum RunFormat: String, ExpressibleByArgument, CaseIterable, Sendable {
    case text, json, jsonl
}

/// The `--format` of commands that answer at once.
struct FormatOptions: ParsableArguments {
    @Option(help: "Form of the answer on standard output: text or json.")
    var format: AnswerFormat = .text
}

/// The forms findings can take.
enum FindingFormat: String, ExpressibleByArgument, CaseIterable, Sendable {
    case text, json, sarif, junit, github
}

/// The `--format` of commands that answer with findings.
struct FindingFormatOptions: ParsableArguments {
    @Option(
        help: """
            Form of the findings: text (on standard error), or json, sarif, junit or github on standard output. \
            Default: github in GitHub Actions, else text.
            """)
    var format: FindingFormat?

    /// The form that was asked for, or that suits the place we run in.
    var chosen: FindingFormat {
        format ?? (CurrentProcess.environment("GITHUB_ACTIONS") == "true" ? .github : .text)
    }
}
