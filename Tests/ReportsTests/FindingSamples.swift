import Diagnostics

/// Findings of every kind that the formats must carry.
enum FindingSamples {
    static let texts = [
        "hosts/a b.yaml": SourceText(
            "fleet: f\nhosts:\n  web-1:\n    zone: us-wets1\n    zone: us-west1\n  \"t-{01..04}\": {é: 1, \"😀\": x}\nguards: {}\n"
        ),
        "main.yaml": SourceText("hosts: {}\n"),
    ]

    static let blocks = [
        SourceBlock("web-1", span("hosts/a b.yaml", 3, 3, 6, 3)),
        SourceBlock("t-{01..04}", span("hosts/a b.yaml", 6, 3, 7, 1)),
    ]

    static let rules = [
        RuleText("zone-unknown", "A zone must be one the cloud has, such as `{a}`.", help: "Take another."),
        RuleText("key-duplicate", "A key stands once in its map.", help: "Remove one."),
        RuleText("unused", "Nobody breaks this.", help: "Nothing."),
    ]

    static var all: [Diagnostic] {
        var secret = Diagnostic(rule: "ssh-private-key", "a private key", at: span("main.yaml", 1, 8, 1, 10))
        secret.hidesSource = true
        return [
            Diagnostic(rule: "path-missing", "no file `x.yaml`", label: "check the path"),
            Diagnostic(
                rule: "zone-unknown", "gcp has no zone `us-wets1`", at: span("hosts/a b.yaml", 4, 11, 4, 19),
                label: "did you mean `us-west1`?", fix: "us-west1", notes: [.init("see `berth catalog`")]),
            Diagnostic(
                rule: "key-duplicate", "the key `zone` stands twice", at: span("hosts/a b.yaml", 5, 5, 5, 9),
                notes: [.init("first here", at: span("hosts/a b.yaml", 4, 5, 4, 9))]),
            Diagnostic(
                rule: "key-unknown", "unknown key `😀` in `{01..04}`", at: span("hosts/a b.yaml", 6, 24, 6, 27)),
            Diagnostic(.warning, rule: "style", "over\ntwo, lines: 100%", at: span("hosts/a b.yaml", 6, 17, 7, 3)),
            secret,
        ]
    }

    static func span(_ file: String, _ line: Int, _ column: Int, _ endLine: Int, _ endColumn: Int) -> SourceSpan {
        SourceSpan(
            file: file, start: .init(line: line, column: column), end: .init(line: endLine, column: endColumn))
    }
}
