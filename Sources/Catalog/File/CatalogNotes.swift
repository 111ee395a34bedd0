import JSON

/// Gathers findings while a catalog file is read, and knows which row is being read.
struct CatalogNotes {
    let path: String
    private(set) var findings: [CatalogFinding] = []
    /// The list being read.
    var list: String?
    /// The row being read.
    var row: Int?
    /// Its name, once it was read.
    var name: String?

    init(path: String) { self.path = path }

    /// Whether no more findings are taken.
    var isFull: Bool { findings.count >= CatalogFault.limit }

    /// Notes what is wrong with a value.
    mutating func note(_ message: String, at node: JSONNode) {
        guard !isFull else { return }
        let line = node.fault(message).line
        findings.append(CatalogFinding(path: path, line: line, list: list, row: row, name: name, message: message))
    }

    /// What to tell of a version that is not read here.
    static func otherVersion(_ node: JSONNode, reads known: Int) -> String {
        "format_version is \(node.raw.prefix(20)), this version of berth reads \(known)"
    }

    mutating func string(_ node: JSONNode, _ member: String) -> String? {
        guard let text = node.string else { return missing("`\(member)` must be a string", node) }
        guard !text.isEmpty, text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
            return missing("`\(member)` is empty or has control characters", node)
        }
        return text
    }

    mutating func int(_ node: JSONNode, _ member: String, _ range: ClosedRange<Int>) -> Int? {
        guard let number = node.int, range.contains(number) else {
            return missing(
                "`\(member)` must be a whole number from \(range.lowerBound) to \(range.upperBound)", node)
        }
        return number
    }

    mutating func bool(_ node: JSONNode, _ member: String) -> Bool? {
        node.bool ?? missing("`\(member)` must be true or false", node)
    }

    /// A sorted list of strings without duplicates and not empty.
    mutating func names(_ node: JSONNode, _ member: String) -> [String]? {
        guard node.kind == .array else { return missing("`\(member)` must be a list", node) }
        var out: [String] = []
        for element in node.elements {
            guard let text = string(element, member) else { return nil }
            if let last = out.last, !CatalogEntry.precedes(last, text) {
                return missing(
                    last == text
                        ? "`\(text)` stands twice in `\(member)`"
                        : "`\(member)` is not sorted: `\(text)` stands behind `\(last)`", element)
            }
            out.append(text)
        }
        return out.isEmpty ? missing("`\(member)` is empty", node) : out
    }

    /// One of some words.
    mutating func word<Word: RawRepresentable & CaseIterable>(_ node: JSONNode, _ member: String, _ type: Word.Type)
        -> Word? where Word.RawValue == String
    {
        if let text = node.string, let word = Word(rawValue: text) { return word }
        let known = Word.allCases.map(\.rawValue).sorted().joined(separator: ", ")
        return missing("`\(member)` must be one of \(known)", node)
    }

    mutating func unknown(_ member: String, _ node: JSONNode) { note("there is no member `\(member)`", at: node) }

    mutating func missing<Value>(_ message: String, _ node: JSONNode) -> Value? {
        note(message, at: node)
        return nil
    }
}
