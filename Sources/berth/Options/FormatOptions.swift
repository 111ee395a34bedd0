import ArgumentParser

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
