import Diagnostics

extension Diagnostic {
    /// The finding as one line of text, for formats that have no place for a caret: the message, its label or fix, and
    /// the remarks that have no place of their own.
    var sentence: String {
        let hint = label ?? fix.map { "write `\($0)`" }
        let remarks = notes.filter { $0.span == nil }.map(\.message)
        return remarks.reduce(message + (hint.map { ": \($0)" } ?? "")) { text, remark in
            // A question has its own mark.
            text + (text.hasSuffix("?") ? " " : "; ") + remark
        }
    }
}
