/// How far a typed word is from a name, by the slips that fingers make: 10 is one plain edit, likelier slips cost less.
///
/// Neighbouring letters swapped, letters doubled or lost from a double, keys that lie side by side, and separators left
/// out, added or mixed up are cheap. Digits are dear: another digit is mostly another thing, not a slip. Names whose
/// parts stand in another order are near, too.
struct TypoDistance {
    private let word: [UInt8]
    private let parts: [[UInt8]]
    private let bound: TypoBound?

    /// Prepares a word; letter case counts for next to nothing.
    init(_ word: String) {
        self.word = Array(word.lowercased().utf8)
        parts = Self.parts(self.word)
        bound = TypoBound(self.word)
    }

    /// The distance to a name; nil if it is over a limit.
    func to(_ name: String, limit: Int) -> Int? {
        // Nearly all names are far away, and aligning is dear.
        if let bound, let other = TypoBound(name.utf8), bound.isOver(limit, to: other) { return nil }
        let exact = Array(name.utf8)
        let other = Array(name.lowercased().utf8)
        let cased = exact == other ? 0 : 1
        if word == other { return cased }
        var best = edits(other, limit: limit).map { $0 + cased }
        // Parts in another order: `west-us1`, `standard-n2-4`.
        if word.count == other.count, best.map({ $0 > 6 }) ?? true, limit >= 6 {
            let order = { (left: [UInt8], right: [UInt8]) in left.lexicographicallyPrecedes(right) }
            if parts.sorted(by: order) == Self.parts(other).sorted(by: order) { best = 6 }
        }
        return best.flatMap { $0 <= limit ? $0 : nil }
    }

    /// Optimal string alignment with weighted edits; gives up once every way is over the limit.
    private func edits(_ name: [UInt8], limit: Int) -> Int? {
        let width = name.count
        guard abs(word.count - width) * 4 <= limit, width > 0 else { return nil }
        let missing = name.indices.map { Self.single(name, $0) }
        var before = [Int](repeating: 0, count: width + 1)
        var above = before
        var row = before
        for j in 0..<width { above[j + 1] = above[j] + missing[j] }
        for i in word.indices {
            let typed = word[i]
            let extra = Self.single(word, i)
            row[0] = above[0] + extra
            var least = row[0]
            for j in 0..<width {
                let meant = name[j]
                var cost = above[j] + (typed == meant ? 0 : Self.change(typed, meant, isFirst: i == 0))
                cost = min(cost, above[j + 1] + extra, row[j] + missing[j])
                if i > 0, j > 0, typed == name[j - 1], word[i - 1] == meant { cost = min(cost, before[j - 1] + 5) }
                row[j + 1] = cost
                least = min(least, cost)
            }
            // A swap can still reach back over one row.
            if least > limit + 5 { return nil }
            swap(&before, &above)
            swap(&above, &row)
        }
        return above[width] <= limit ? above[width] : nil
    }

    private static func change(_ typed: UInt8, _ meant: UInt8, isFirst: Bool) -> Int {
        if typed == meant { return 0 }
        if isSeparator(typed), isSeparator(meant) { return 3 }
        if looksAlike(typed, meant) { return 5 }
        if isDigit(typed), isDigit(meant) { return 9 }
        if isNear(typed, meant) { return 6 }
        return isFirst ? 12 : 10
    }

    /// A byte that only one of the two has: one typed too much, or left out.
    private static func single(_ text: [UInt8], _ index: Int) -> Int {
        if isSeparator(text[index]) { return 4 }
        if index > 0, text[index - 1] == text[index] { return 5 }
        return isDigit(text[index]) ? 9 : 8
    }

    private static func isSeparator(_ byte: UInt8) -> Bool {
        byte == 0x2D || byte == 0x5F || byte == 0x2E || byte == 0x2F || byte == 0x20
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

    /// `0` and `o`, `1` and `l` or `i`.
    static func looksAlike(_ left: UInt8, _ right: UInt8) -> Bool {
        switch (min(left, right), max(left, right)) {
        case (0x30, 0x6F), (0x31, 0x6C), (0x31, 0x69), (0x69, 0x6C): true
        default: false
        }
    }

    /// Whether two letters lie side by side on a QWERTY keyboard, in a row or one row apart.
    static func isNear(_ left: UInt8, _ right: UInt8) -> Bool {
        guard left &- 0x61 < 26, right &- 0x61 < 26 else { return false }
        let (a, b) = (keys[Int(left &- 0x61)], keys[Int(right &- 0x61)])
        // Each row is shifted by about half a key against the one above it.
        return abs(a.row - b.row) <= 1 && abs(2 * (a.column - b.column) + (a.row - b.row)) <= 2
    }

    /// Places of the letters a to z.
    private static let keys: [(row: Int, column: Int)] = {
        var places = [(row: Int, column: Int)](repeating: (0, 0), count: 26)
        for (row, letters) in ["qwertyuiop", "asdfghjkl", "zxcvbnm"].enumerated() {
            for (column, letter) in letters.utf8.enumerated() { places[Int(letter &- 0x61)] = (row, column) }
        }
        return places
    }()

    /// Runs of letters and runs of digits, separators dropped.
    private static func parts(_ text: [UInt8]) -> [[UInt8]] {
        var out: [[UInt8]] = []
        var kind = 0
        for byte in text {
            let new = isSeparator(byte) ? 0 : isDigit(byte) ? 1 : 2
            if new != 0 {
                if new == kind { out[out.count - 1].append(byte) } else { out.append([byte]) }
            }
            kind = new
        }
        return out
    }
}
