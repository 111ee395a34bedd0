import Diagnostics

/// Why a text is not YAML that Berth reads, with up to two places.
struct YAMLFault: Error {
    /// The rule that was broken.
    var rule: Rule
    /// What is wrong, without a full stop.
    var message: String
    /// Where.
    var position: SourcePosition
    /// What the parser was in the middle of, and where that began.
    var context: (message: String, position: SourcePosition)?
    /// Short text behind the caret.
    var label: String?

    /// The fault as a finding in a file.
    func diagnostic(in file: String) -> Diagnostic {
        let notes = context.map { [Diagnostic.Note($0.message, at: SourceSpan(file: file, start: $0.position))] }
        return Diagnostic(
            rule: rule.rawValue, message, at: SourceSpan(file: file, start: position), label: label, notes: notes ?? [])
    }
}
