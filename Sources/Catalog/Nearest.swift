/// "Did you mean": the known name closest to one that is not known.
public enum Nearest {
    /// The known name within two edits of `name` (three for names of nine characters and more); nil if none is.
    /// Of equally close ones the first by UTF-8 bytes, so that the answer does not depend on the order of `known`.
    public static func name(to name: String, among known: some Sequence<String>) -> String? {
        // A longer text is no slip of the finger, and its distance would cost its length squared.
        guard name.utf8.count <= 64 else { return nil }
        let wanted = Array(name.lowercased().utf8)
        let limit = wanted.count >= 9 ? 3 : wanted.count >= 4 ? 2 : 1
        var best: (distance: Int, name: String)?
        for candidate in known {
            let letters = Array(candidate.lowercased().utf8)
            guard abs(letters.count - wanted.count) <= limit else { continue }
            let distance = distance(wanted, letters)
            guard distance <= limit, distance < max(1, wanted.count) else { continue }
            if let found = best, (found.distance, found.name) <= (distance, candidate) { continue }
            best = (distance, candidate)
        }
        return best?.name
    }

    /// Edits (insert, delete, replace, swap of neighbours) from one text to another.
    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var before: [Int] = []
        var above = Array(0...right.count)
        for row in left.indices {
            var current = [row + 1]
            current.reserveCapacity(right.count + 1)
            for column in right.indices {
                let same = left[row] == right[column]
                var cost = min(above[column] + (same ? 0 : 1), above[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                    cost = min(cost, before[column - 1] + 1)
                }
                current.append(cost)
            }
            before = above
            above = current
        }
        return above[right.count]
    }
}
