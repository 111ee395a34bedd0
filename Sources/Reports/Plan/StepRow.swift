/// One line of a step: a symbol, a field, its value and a remark beside it.
struct StepRow {
    /// What happens to the field; empty for a line that is no change.
    enum Symbol: String {
        case none = ""
        case add = "+"
        case remove = "-"
        case change = "~"
        case replace = "-/+"
        case start = "^"
        case stop = "v"
        case rename = ">"
        case forget = "."

        var tone: Tone {
            switch self {
            case .none: .plain
            case .add, .start: .good
            case .remove, .replace: .bad
            case .change, .stop, .rename, .forget: .caution
            }
        }
    }

    var symbol: Symbol
    var field: String
    var value: String
    var remark: String?

    init(_ symbol: Symbol, _ field: String, _ value: String, remark: String? = nil) {
        self.symbol = symbol
        self.field = Shown.text(field)
        self.value = value
        self.remark = remark.map(Shown.text)
    }
}
