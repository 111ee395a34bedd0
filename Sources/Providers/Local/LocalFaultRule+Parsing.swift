import Catalog
import Diagnostics
import Hosts
import JSON

/// Reading fault rules from settings or a file; what is wrong is told by the rule's index and key.
extension LocalFaultRule {
    private static let keys = [
        "after", "delay", "host", "kind", "lists", "probability", "retry_after", "seed", "times", "verb",
    ]

    /// Reads a list of rules. Rules with findings are left out.
    static func parse(_ value: JSONValue) -> (rules: [LocalFaultRule], findings: [SettingFinding]) {
        guard let items = value.arrayValue else {
            return ([], [SettingFinding(key: "faults", message: "expected a list of fault rules")])
        }
        var rules: [LocalFaultRule] = []
        var findings: [SettingFinding] = []
        var seen: [String: Int] = [:]
        for (index, item) in items.enumerated() {
            var reader = Reader(index: index)
            if var rule = reader.rule(item) {
                // Two equal rules are two rules, each with counts of its own.
                let text = Digest(of: item.compact).short
                seen[text, default: 0] += 1
                rule.key = "\(text)-\(seen[text] ?? 1)"
                rules.append(rule)
            }
            findings += reader.findings
        }
        return (rules, findings)
    }

    private struct Reader {
        var index: Int
        var findings: [SettingFinding] = []

        mutating func rule(_ value: JSONValue) -> LocalFaultRule? {
            guard let members = value.objectValue else {
                note(nil, "expected a map such as {verb: create, kind: transient}")
                return nil
            }
            for key in members.keys.sorted() where !keys.contains(key) {
                note(key, "no such key in a fault rule", Spelling.nearest(to: key, among: keys))
            }
            let verb: Verb? = choice("verb", members)
            let kind: Kind? = choice("kind", members)
            guard let verb, let kind else { return nil }
            var rule = LocalFaultRule(verb: verb, kind: kind)
            if let host = text("host", members) { rule.host = host }
            if members["times"]?.stringValue == "always" {
                rule.times = nil
            } else if let times = count("times", members, from: 1) {
                rule.times = times
            }
            if let after = count("after", members, from: 0) { rule.after = after }
            rule.lists = count("lists", members, from: 1)
            rule.retryAfter = duration("retry_after", members)
            rule.delay = duration("delay", members)
            if let seed = count("seed", members, from: 0) { rule.seed = seed }
            if let chance = probability(members) { rule.chance = chance }
            check(rule)
            return findings.isEmpty ? rule : nil
        }

        /// What makes no sense together.
        private mutating func check(_ rule: LocalFaultRule) {
            switch rule.kind {
            case .slow where rule.delay == nil: note("delay", "`slow` needs a delay, such as 5s")
            case .listLag where rule.verb != .create: note("verb", "`list-lag` is about `create`")
            case .rateLimit, .slow, .listLag: break
            default:
                if rule.retryAfter != nil { note("retry_after", "only `rate-limit` has a retry_after") }
                if rule.lists != nil { note("lists", "only `list-lag` counts lists") }
            }
            if rule.verb == .list || rule.verb == .catalog, rule.host != "*" {
                note("host", "`\(rule.verb.rawValue)` is not about one host")
            }
        }

        private mutating func choice<Case: RawRepresentable & CaseIterable>(
            _ key: String, _ members: [String: JSONValue]
        ) -> Case? where Case.RawValue == String {
            let known = Case.allCases.map(\.rawValue)
            guard let value = members[key] else {
                note(key, "missing; one of \(known.joined(separator: ", "))")
                return nil
            }
            guard let word = value.stringValue, let found = Case(rawValue: word) else {
                let shown = value.stringValue ?? value.compact
                note(
                    key, "`\(shown)` is none of \(known.joined(separator: ", "))",
                    Spelling.nearest(to: shown, among: known))
                return nil
            }
            return found
        }

        private mutating func text(_ key: String, _ members: [String: JSONValue]) -> String? {
            guard let value = members[key] else { return nil }
            if value.stringValue?.isEmpty ?? true { note(key, "expected a host name, * and ? allowed") }
            return value.stringValue
        }

        private mutating func count(_ key: String, _ members: [String: JSONValue], from low: Int) -> Int? {
            guard let value = members[key] else { return nil }
            guard let number = value.intValue, (low...1_000_000_000).contains(number) else {
                note(key, "expected a whole number, \(low) or more" + (key == "times" ? ", or `always`" : ""))
                return nil
            }
            return number
        }

        private mutating func duration(_ key: String, _ members: [String: JSONValue]) -> Duration? {
            guard let value = members[key] else { return nil }
            guard let duration = LocalSettings.duration(value) else {
                note(key, "expected a duration such as 100ms or 5s")
                return nil
            }
            return duration
        }

        private mutating func probability(_ members: [String: JSONValue]) -> Int? {
            guard let value = members["probability"] else { return nil }
            guard case .number(let text) = value, let share = Double(text), share >= 0, share <= 1 else {
                note("probability", "expected a number from 0 to 1")
                return nil
            }
            return Int(share * 1_000_000)
        }

        private mutating func note(_ key: String?, _ message: String, _ suggestion: String? = nil) {
            let place = "faults[\(index)]" + (key.map { ".\($0)" } ?? "")
            findings.append(SettingFinding(key: place, message: message, suggestion: suggestion))
        }
    }
}
