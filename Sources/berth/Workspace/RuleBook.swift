import Diagnostics
import Specs

/// Every rule that `validate` may name, documented once, where the rule is.
enum RuleBook {
    /// All rules; each code stands here once.
    static let all: [RuleText] = Rule.texts + ProviderFindings.rules
}
