/// Finds what was probably meant by a mistyped word.
public enum Spelling {
    /// Words longer than this are not compared, which bounds the cost of hostile input.
    private static let longest = 64

    /// The number of insertions, deletions, substitutions and swaps of neighbours between two words
    /// (optimal string alignment).
    public static func distance(_ left: String, _ right: String) -> Int {
        let a = Array(left.unicodeScalars)
        let b = Array(right.unicodeScalars)
        if a.isEmpty || b.isEmpty { return max(a.count, b.count) }
        var before: [Int] = []
        var above = Array(0...b.count)
        for i in 1...a.count {
            var row = [i] + Array(repeating: 0, count: b.count)
            for j in 1...b.count {
                let change = a[i - 1] == b[j - 1] ? 0 : 1
                row[j] = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + change)
                if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] { row[j] = min(row[j], before[j - 2] + 1) }
            }
            before = above
            above = row
        }
        return above[b.count]
    }

    /// The candidate nearest to a word, letter case aside; nil if none is within a third of the word's length
    /// (one slip is always forgiven). Of equally near ones the first by bytes wins.
    public static func nearest(to word: String, among candidates: some Sequence<String>) -> String? {
        let count = word.unicodeScalars.count
        guard count > 0, count <= longest else { return nil }
        let limit = max(1, min(4, (count + 1) / 3))
        let low = word.lowercased()
        var best: (distance: Int, word: String)?
        for candidate in candidates where abs(candidate.unicodeScalars.count - count) <= limit {
            let found = (distance: distance(low, candidate.lowercased()), word: candidate)
            guard found.distance <= limit, found.distance < candidate.unicodeScalars.count else { continue }
            if let held = best, (held.distance, held.word) <= found { continue }
            best = found
        }
        return best?.word
    }
}
