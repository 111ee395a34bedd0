import Hosts

/// A key of a map with a fixed set of keys. The enum's raw value is the key as written.
protocol SpecKey: RawRepresentable<String>, CaseIterable, Hashable, Sendable {
    /// What the key takes; the reader's limits and the JSON Schema both come from here.
    var rule: KeyRule { get }
}

/// Finds words by their length and first eight bytes, without making a string: a small hash table.
struct KeyTable<Word: RawRepresentable<String> & CaseIterable & Sendable>: Sendable {
    private struct Entry: Sendable {
        /// The first eight bytes, as in a node.
        var head: UInt64
        var length: Int32
        /// The word's number.
        var number: Int32
    }

    private let all: [Word]
    /// What follows the first eight bytes of each word.
    private let tails: [[UInt8]]
    /// 256 of them; free ones have a negative number.
    private var slots: [Entry]
    private var factor: UInt64 = 1

    /// All words of an enum with at most 100 cases.
    init() {
        all = Array(Word.allCases)
        tails = all.map { Array($0.rawValue.utf8.dropFirst(8)) }
        slots = []
        // Some odd factor keeps a few dozen words apart; should none, probing resolves what collides.
        var candidate: UInt64 = 0x9E37_79B9_7F4A_7C15
        for _ in 0..<512 {
            factor = candidate
            if fill() { break }
            candidate = candidate &* 0x5851_F42D_4C95_7F2D | 1
        }
    }

    /// Places all words; tells whether each got its own slot.
    private mutating func fill() -> Bool {
        var apart = true
        slots = Array(repeating: Entry(head: 0, length: -1, number: -1), count: 256)
        for (number, word) in all.enumerated() {
            let head = word.rawValue.utf8.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            var slot = slot(head)
            while slots[slot].number >= 0 {
                slot = (slot + 1) & 255
                apart = false
            }
            slots[slot] = Entry(head: head, length: Int32(word.rawValue.utf8.count), number: Int32(number))
        }
        return apart
    }

    @inline(__always)
    private func slot(_ head: UInt64) -> Int { Int(truncatingIfNeeded: (head &* factor) &>> 56) }

    /// The number of the word that a scalar is; -1 if it is none of ours, or no scalar.
    @inline(__always)
    func index(_ id: NodeID, in arena: borrowing NodeArena) -> Int {
        let node = arena[id]
        guard node.kind.rawValue <= NodeArena.Kind.quoted.rawValue else { return -1 }
        var slot = slot(node.head)
        while true {
            let entry = slots[slot]
            if entry.head == node.head, entry.length == node.length,
                node.length <= 8 || hasTail(Int(entry.number), node, arena.text)
            {
                return Int(entry.number)
            }
            if entry.number < 0 { return -1 }
            slot = (slot &+ 1) & 255
        }
    }

    @inline(__always)
    private func hasTail(_ number: Int, _ node: NodeArena.Node, _ text: [UInt8]) -> Bool {
        let start = Int(node.start) &+ 8
        let tail = tails[number]
        for index in 0..<tail.count where tail[index] != text[start &+ index] { return false }
        return true
    }

    /// The word of a number that `index` gave.
    subscript(index: Int) -> Word {
        @inline(__always) get { all[index] }
    }

    /// All words, for suggestions.
    var words: [String] { all.map(\.rawValue) }
}

/// The words that values are chosen from.
enum Words {
    static let provider = KeyTable<ProviderID>()
    static let diskType = KeyTable<DiskType>()
    static let storage = KeyTable<StorageMode>()
    static let pricing = KeyTable<PricingModel>()
    static let power = KeyTable<DesiredPower>()
    static let dataDiskFate = KeyTable<DataDiskFate>()
    static let unknownPrices = KeyTable<UnknownPrices>()
}

/// Which keys of a map were met, by their number in a table.
struct KeySet: Hashable {
    private var bits: UInt64 = 0

    /// Adds a key; false if it was there.
    @inline(__always)
    mutating func insert(_ index: Int) -> Bool {
        let bit: UInt64 = 1 &<< UInt64(truncatingIfNeeded: index)
        defer { bits |= bit }
        return bits & bit == 0
    }
}
