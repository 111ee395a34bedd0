import Diagnostics

/// Host names written as a pattern: `train-{01..04}`, `web-{a,b}`, and products of them.
///
/// Identity is the expanded name, so taking one name out of the middle touches that host only.
struct NamePattern {
    /// What is wrong with a pattern.
    struct Fault: Error {
        var rule: Rule
        var message: String
        var label: String?
    }

    /// The names a key stands for, in order; a key without braces stands for itself.
    static func expand(_ key: String) throws(Fault) -> [String] {
        guard key.utf8.count <= 255 else {
            throw Fault(rule: .namePattern, message: "a name pattern of more than 255 characters")
        }
        var names = [""]
        var rest = key[...]
        while let open = rest.firstIndex(where: { $0 == "{" || $0 == "}" }) {
            guard rest[open] == "{", let close = rest[open...].firstIndex(of: "}") else {
                throw Fault(rule: .namePattern, message: "the name pattern `\(key)` has a brace without its partner")
            }
            let inside = rest[rest.index(after: open)..<close]
            let choices = try alternatives(inside, of: key)
            guard names.count * choices.count <= Limits.patternNames else { throw tooMany(key) }
            let before = rest[..<open]
            names = names.flatMap { name in choices.map { name + before + $0 } }
            rest = rest[rest.index(after: close)...]
        }
        names = names.map { $0 + rest }
        for name in names where !isName(name) {
            let source = name == key ? "the host name `\(name)`" : "`\(name)`, from the pattern `\(key)`,"
            throw Fault(rule: .nameInvalid, message: "\(source) must be \(TextForm.name.words)")
        }
        return names
    }

    private static func isName(_ name: String) -> Bool {
        let bytes = Array(name.utf8)
        return TextForm.name.accepts(bytes, 0..<bytes.count)
    }

    private static func tooMany(_ key: String) -> Fault {
        Fault(
            rule: .namePattern, message: "the name pattern `\(key)` stands for more than \(Limits.patternNames) names",
            label: "split it")
    }

    private static func alternatives(_ inside: Substring, of key: String) throws(Fault) -> [String] {
        if let dots = range(inside) { return try numbers(dots.from, dots.to, of: key) }
        let items = inside.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        guard items.count > 1, items.allSatisfy({ !$0.isEmpty && !$0.contains(" ") && !$0.contains("{") }) else {
            throw Fault(
                rule: .namePattern, message: "`{\(inside)}` is neither a range nor a list",
                label: "write `{01..04}` or `{a,b}`")
        }
        guard Set(items).count == items.count else {
            throw Fault(rule: .namePattern, message: "`{\(inside)}` names something twice")
        }
        return items
    }

    private static func range(_ inside: Substring) -> (from: Substring, to: Substring)? {
        var index = inside.startIndex
        while index < inside.endIndex {
            if inside[index...].hasPrefix("..") {
                return (inside[..<index], inside[index...].dropFirst(2))
            }
            index = inside.index(after: index)
        }
        return nil
    }

    /// The numbers of a range; where either end has a leading zero, all are padded to the longer end.
    private static func numbers(_ from: Substring, _ to: Substring, of key: String) throws(Fault) -> [String] {
        guard let first = number(from), let last = number(to) else {
            throw Fault(
                rule: .namePattern, message: "`{\(from)..\(to)}` must have a number of 1 to 9 digits at both ends")
        }
        guard first <= last else {
            throw Fault(
                rule: .namePattern, message: "`{\(from)..\(to)}` runs downwards", label: "write `{\(to)..\(from)}`")
        }
        guard last - first < Limits.patternNames else { throw tooMany(key) }
        let isPadded = (from.count > 1 && from.first == "0") || (to.count > 1 && to.first == "0")
        let width = isPadded ? max(from.count, to.count) : 0
        return (first...last).map { number in
            let digits = String(number)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
    }

    private static func number(_ text: Substring) -> Int? {
        (1...9).contains(text.utf8.count) && text.utf8.allSatisfy { $0 &- 0x30 < 10 } ? Int(text) : nil
    }
}
