import Catalog
import Diagnostics
import Specs

/// Every rule that `validate` may name, documented once, where the rule is.
enum RuleBook {
    /// All rules; each code stands here once.
    static let all: [RuleText] =
        Rule.texts + ProviderFindings.rules + CatalogFindings.rules + CatalogRule.allCases.map(text)

    private static func text(_ rule: CatalogRule) -> RuleText {
        RuleText(
            rule.rawValue, rule.explanation,
            help: "The finding's note cites what proves it; its first suggestion can be pasted over the marked place.")
    }
}
