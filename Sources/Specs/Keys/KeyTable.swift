import Hosts

/// A key of a map with a fixed set of keys. The enum's raw value is the key as written.
protocol SpecKey: RawRepresentable<String>, CaseIterable, Hashable, Sendable {
    /// What the key takes; the reader's limits and the JSON Schema both come from here.
    var rule: KeyRule { get }
}

/// Finds words by their bytes, without making a string: a small hash table without collisions.
struct KeyTable<Word: RawRepresentable<String> & CaseIterable & Sendable>: Sendable {
    private struct Entry: Sendable {
        var word: Word
        var bytes: [UInt8]
    }

    private var entries: [Entry] = []
    /// Index into `entries` plus one, by hash; 0 for none.
    private var slots: [UInt8]
    private var factor: Int

    /// All words of an enum with at most 200 cases.
    init() {
        for word in Word.allCases { entries.append(Entry(word: word, bytes: Array(word.rawValue.utf8))) }
        factor = 1
        slots = []
        // Some factor keeps 30 short words apart; should none, the last one's collisions are resolved by probing.
        for candidate in 1...512 {
            factor = candidate
            if fill() { break }
        }
    }

    /// Places all words; tells whether none had to move on from its own slot.
    private mutating func fill() -> Bool {
        var apart = true
        slots = Array(repeating: 0, count: 256)
        for (number, entry) in entries.enumerated() {
            var slot = hash(entry.bytes, 0..<entry.bytes.count)
            while slots[slot] != 0 {
                slot = (slot + 1) & 255
                apart = false
            }
            slots[slot] = UInt8(truncatingIfNeeded: number + 1)
        }
        return apart
    }

    @inline(__always)
    private func hash(_ text: [UInt8], _ range: Range<Int>) -> Int {
        guard !range.isEmpty else { return 0 }
        let first = Int(text[range.lowerBound])
        let last = Int(text[range.upperBound &- 1])
        let middle = Int(text[range.lowerBound &+ range.count / 2])
        return (first &* factor &+ last &* 7 &+ middle &* 31 &+ range.count &* 11) & 255
    }

    /// The number of the word that stands in a range of bytes; -1 if it is none of ours.
    @inline(__always)
    func index(_ text: [UInt8], _ range: Range<Int>) -> Int {
        var slot = hash(text, range)
        while true {
            let number = Int(slots[slot]) &- 1
            if number < 0 || Self.isEqual(entries[number].bytes, text, range) { return number }
            slot = (slot &+ 1) & 255
        }
    }

    /// The word of a number that `index` gave.
    subscript(index: Int) -> Word {
        @inline(__always) get { entries[index].word }
    }

    /// All words, for suggestions.
    var words: [String] { entries.map(\.word.rawValue) }

    @inline(__always)
    private static func isEqual(_ word: [UInt8], _ text: [UInt8], _ range: Range<Int>) -> Bool {
        guard word.count == range.count else { return false }
        for index in 0..<word.count where word[index] != text[range.lowerBound &+ index] { return false }
        return true
    }
}

/// The words that values are chosen from.
enum Words {
    static let provider = KeyTable<ProviderID>()
    static let diskType = KeyTable<DiskType>()
    static let storage = KeyTable<StorageMode>()
    static let pricing = KeyTable<PricingModel>()
    static let power = KeyTable<DesiredPower>()
    static let dataDiskFate = KeyTable<DataDiskFate>()
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
