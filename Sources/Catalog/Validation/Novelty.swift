/// Tells a slip of the fingers from a name that a catalog cannot know yet: a catalog that ships is older than the clouds,
/// and a team's specs must not be refused for that.
enum Novelty {
    /// The part of a machine type's name that names its generation: `n2` of `n2-standard-4`, in lower case.
    static func family(_ name: String) -> String {
        name.prefix { $0 != "-" && $0 != "." && $0 != "_" && $0 != "/" }.lowercased()
    }

    /// Whether an unknown machine type is a slip for a known one: `n2-standrad-4` is, `m9g.large` beside `m8g.large`,
    /// `c4a-standard-4` beside `c4-standard-4` and `n3-H200-SXM5x8` beside `n3-H100-SXM5x8` are not.
    static func isSlip(_ typed: String, of known: String, knowsFamily: (String) -> Bool) -> Bool {
        let (family, other) = (family(typed), family(known))
        if typed.lowercased() == known.lowercased() { return true }
        if family != other, !knowsFamily(family) {
            // Words such as `gpu` name no generation. In a short name almost every other letter is another thing.
            let isWord = !other.contains(where: \.isNumber) || family.utf8.count > 6
            return isWord || isSwappedOrDoubled(family, other) || family.hasPrefix(other) && isRest(typed, known)
        }
        let (parts, others) = (words(typed), words(known))
        // A part more is another kind of machine: `-lssd`, `-spot`, `-metal`.
        if parts.count > others.count, parts.starts(with: others) { return false }
        guard parts.count == others.count else { return true }
        return !zip(parts, others).contains { part, other in isOtherModel(part, other) }
    }

    /// Whether an unknown image or region is another version or number of a known one, and not a slip: `debian-13`
    /// beside `debian-12`, `us-east7` beside `us-east1`.
    static func isOtherNumber(_ typed: String, of known: String) -> Bool {
        let (digits, others) = (typed.filter(\.isNumber), known.filter(\.isNumber))
        return digits != others && digits.utf8.count == others.utf8.count && digits.sorted() != others.sorted()
    }

    /// `H200` beside `H100`: the same letters, as many digits, and other ones.
    private static func isOtherModel(_ part: Substring, _ other: Substring) -> Bool {
        guard part != other, part.first?.isLetter == true, part.utf8.count == other.utf8.count else { return false }
        let isAlike = zip(part, other).allSatisfy { $0 == $1 || ($0.isNumber && $1.isNumber) }
        return isAlike && part.sorted() != other.sorted()
    }

    /// Two letters swapped, or one typed twice.
    private static func isSwappedOrDoubled(_ typed: String, _ known: String) -> Bool {
        if typed.utf8.count == known.utf8.count { return typed.sorted() == known.sorted() }
        return squeezed(typed) == squeezed(known)
    }

    /// Whether the typed name is the known one without its separators: `m5large`.
    private static func isRest(_ typed: String, _ known: String) -> Bool {
        words(typed).joined().lowercased() == words(known).joined().lowercased()
    }

    private static func squeezed(_ text: String) -> [Character] {
        text.reduce(into: []) { out, character in
            if out.last != character { out.append(character) }
        }
    }

    private static func words(_ name: String) -> [Substring] {
        name.split { $0 == "-" || $0 == "." || $0 == "_" || $0 == "/" }
    }
}
