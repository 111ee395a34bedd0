/// Makes typos as fingers make them. Digits are only doubled or moved: another digit is another name.
struct TypoMaker {
    enum Slip: String, CaseIterable {
        case missing, extra, swapped, doubled, neighbour, separator, order, upperCase
    }

    var random: SplitMix

    private static let rows = ["qwertyuiop", "asdfghjkl", "zxcvbnm"].map(Array.init)

    /// A slip in a name; nil where the name has no place for it.
    mutating func slip(_ kind: Slip, in name: String) -> String? {
        var text = Array(name)
        let letters = text.indices.filter { text[$0].isLetter }
        switch kind {
        case .missing:
            guard text.count > 2, let at = letters.randomElement(using: &random) else { return nil }
            text.remove(at: at)
        case .extra:
            guard let at = letters.randomElement(using: &random), let key = neighbour(of: text[at]) else { return nil }
            text.insert(key, at: Bool.random(using: &random) ? at : at + 1)
        case .swapped:
            let places = text.indices.dropLast().filter { at in
                text[at] != text[at + 1] && (text[at].isLetter || text[at + 1].isLetter)
            }
            guard let at = places.randomElement(using: &random) else { return nil }
            text.swapAt(at, at + 1)
        case .doubled:
            guard let at = text.indices.randomElement(using: &random) else { return nil }
            text.insert(text[at], at: at)
        case .neighbour:
            guard let at = letters.randomElement(using: &random), let key = neighbour(of: text[at]) else { return nil }
            text[at] = key
        case .separator: return separator(text)
        case .order: return order(name)
        case .upperCase:
            return Bool.random(using: &random) ? name.uppercased() : name.prefix(1).uppercased() + name.dropFirst()
        }
        return String(text)
    }

    /// A separator left out, mixed up, or put between a letter and a digit.
    private mutating func separator(_ name: [Character]) -> String? {
        var text = name
        let places = text.indices.filter { "-_.".contains(text[$0]) }
        let borders = text.indices.dropLast().filter { text[$0].isLetter && text[$0 + 1].isNumber }
        switch Int.random(in: 0..<3, using: &random) {
        case 0:
            guard let at = places.randomElement(using: &random) else { return nil }
            text.remove(at: at)
        case 1:
            guard let at = places.randomElement(using: &random),
                let other = "-_.".filter({ $0 != text[at] }).randomElement(using: &random)
            else { return nil }
            text[at] = other
        default:
            guard let at = borders.randomElement(using: &random) else { return nil }
            text.insert("-", at: at + 1)
        }
        return String(text)
    }

    /// Two neighbouring parts in the wrong order.
    private mutating func order(_ name: String) -> String? {
        guard let mark = name.first(where: { "-_.".contains($0) }) else { return nil }
        var parts = name.split(separator: mark, omittingEmptySubsequences: false)
        guard let at = parts.indices.dropLast().randomElement(using: &random) else { return nil }
        parts.swapAt(at, at + 1)
        return parts.joined(separator: String(mark))
    }

    private mutating func neighbour(of letter: Character) -> Character? {
        for row in Self.rows {
            guard let at = row.firstIndex(of: letter) else { continue }
            return [at - 1, at + 1].filter(row.indices.contains).map { row[$0] }.randomElement(using: &random)
        }
        return nil
    }
}
