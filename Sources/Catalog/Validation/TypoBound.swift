/// Which letters and digits a word has: enough to tell that two words are far from each other, without aligning them.
struct TypoBound {
    /// One bit for each of a to z and 0 to 9.
    private let bits: UInt64

    /// Letter case counts for nothing. Nil for a word with more than ASCII, of which this cannot tell.
    init?(_ word: some Sequence<UInt8>) {
        var bits: UInt64 = 0
        for byte in word {
            guard byte < 0x80 else { return nil }
            if let place = Self.place(byte &- 0x41 < 26 ? byte | 0x20 : byte) { bits |= 1 << UInt64(place) }
        }
        self.bits = bits
    }

    /// Whether the distance to another word is certainly over a limit: each letter that only one of the two has costs an
    /// edit of its own, and no edit deals with two of them.
    func isOver(_ limit: Int, to other: TypoBound) -> Bool {
        Self.cost(of: bits, missingIn: other.bits, limit) > limit
            || Self.cost(of: other.bits, missingIn: bits, limit) > limit
    }

    /// What the letters that another word lacks cost at least; stops once it is over the limit.
    private static func cost(of bits: UInt64, missingIn other: UInt64, _ limit: Int) -> Int {
        var left = bits & ~other
        var cost = 0
        while left != 0, cost <= limit {
            let place = left.trailingZeroBitCount
            left &= left - 1
            let letter = letters[place]
            cost += letter.alike & other != 0 ? 5 : letter.near & other != 0 ? 6 : place >= 26 ? 9 : 8
        }
        return cost
    }

    private static func place(_ byte: UInt8) -> Int? {
        if byte &- 0x61 < 26 { return Int(byte &- 0x61) }
        return byte &- 0x30 < 10 ? Int(byte &- 0x30) + 26 : nil
    }

    /// For each letter and digit, those that are cheaply taken for it.
    private static let letters: [(alike: UInt64, near: UInt64)] = {
        let bytes = Array(UInt8(0x61)...0x7A) + Array(UInt8(0x30)...0x39)
        func mask(_ suits: (UInt8) -> Bool) -> UInt64 {
            bytes.indices.reduce(0) { suits(bytes[$1]) ? $0 | 1 << UInt64($1) : $0 }
        }
        return bytes.map { byte in
            (mask { TypoDistance.looksAlike(byte, $0) }, mask { TypoDistance.isNear(byte, $0) })
        }
    }()
}
