import Diagnostics

/// What a piece of text means; colour only repeats it.
public enum Tone: Hashable, Sendable {
    /// No colour.
    case plain
    /// Success, creation.
    case good
    /// Failure, deletion.
    case bad
    /// Change, warning.
    case caution
    /// A hint.
    case remark
    /// A side matter.
    case dim
    /// A heading.
    case strong

    /// The text in this tone.
    func paint(_ text: String, _ style: Style) -> String {
        switch self {
        case .plain: text
        case .good: style.green(text)
        case .bad: style.red(text)
        case .caution: style.yellow(text)
        case .remark: style.cyan(text)
        case .dim: style.dim(text)
        case .strong: style.bold(text)
        }
    }
}
