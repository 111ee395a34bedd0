import Diagnostics

/// Reads the nodes of one file into typed values, and gathers what is wrong with them.
///
/// A value that is wrong is reported and left out; reading goes on, so that one run tells everything.
struct SpecDecoder {
    /// The file as the user named it.
    let file: String
    let arena: NodeArena
    var problems = DiagnosticCollector()
    var references: FileReferences

    init(file: String, arena: NodeArena, references: FileReferences) {
        self.file = file
        self.arena = arena
        self.references = references
    }

    /// Where a node stands.
    func span(_ id: NodeID) -> SourceSpan { arena.span(id, in: file) }

    /// Reports an error at a node.
    mutating func report(
        _ rule: Rule, _ message: String, at id: NodeID, label: String? = nil, fix: String? = nil,
        notes: [Diagnostic.Note] = []
    ) {
        problems.add(
            Diagnostic(rule: rule.rawValue, message, at: span(id), label: label, fix: fix, notes: notes))
    }

    /// A scalar's text for a message, cut where it is too long to read.
    func shown(_ id: NodeID) -> String {
        let range = arena.range(id)
        if range.count <= 80 { return arena.string(id) }
        return String(decoding: arena.text[range].prefix(77), as: UTF8.self) + "…"
    }

    // MARK: Keys

    /// The key of a pair in a map with fixed keys; nil, and a finding where due, for notes (`x-…`), unknown keys and
    /// second occurrences.
    @inline(__always)
    mutating func key<Key: SpecKey>(
        _ pair: Pair, _ table: KeyTable<Key>, _ seen: inout KeySet, in map: NodeID
    ) -> Key? {
        let index = table.index(pair.key, in: arena)
        if index >= 0, seen.insert(index) { return table[index] }
        refuse(pair, known: index >= 0, words: table.words, in: map)
        return nil
    }

    private mutating func refuse(_ pair: Pair, known: Bool, words: [String], in map: NodeID) {
        guard arena.isScalar(pair.key) else {
            report(.typeMismatch, "a key must be a word", at: pair.key)
            return
        }
        if known {
            duplicate(pair.key, in: map)
            return
        }
        let name = arena.string(pair.key)
        if name.hasPrefix("x-") { return }
        // A host's keys are also known by the names that other tools give them.
        let isHost = words.contains(HostKey.machineType.rawValue)
        let nearest =
            (isHost ? ForeignKey.ours(for: name, among: words) : nil) ?? Spelling.nearest(to: name, among: words)
        let form = isHost ? ForeignKey.form(for: name) : nil
        let label =
            form ?? nearest.map { "did you mean `\($0)`?" } ?? "known here: \(words.sorted().joined(separator: ", "))"
        report(
            .keyUnknown, "unknown key `\(shown(pair.key))`", at: pair.key, label: label,
            fix: form == nil ? nearest : nil)
    }

    /// Reports a key that stands a second time in a map.
    private mutating func duplicate(_ key: NodeID, in map: NodeID) {
        var walk = MapWalk(map, in: arena)
        var first: NodeID?
        while first == nil, let pair = walk.next(in: arena) {
            if isSame(pair.key, key) { first = pair.key }
        }
        duplicate(key, first: first)
    }

    private mutating func duplicate(_ key: NodeID, first: NodeID?) {
        report(
            .keyDuplicate, "the key `\(shown(key))` stands twice in one map", at: key,
            notes: first.map { [Diagnostic.Note("first here", at: span($0))] } ?? [])
    }

    /// Reports second occurrences in a map with free keys.
    mutating func refuseDuplicates(in map: NodeID) {
        var keys: [NodeID] = []
        var walk = MapWalk(map, in: arena)
        while let pair = walk.next(in: arena) { keys.append(pair.key) }
        if keys.count <= 8 {
            // Few keys are compared pair by pair: cheaper than any set.
            for index in keys.indices.dropFirst() where keys[..<index].contains(where: { isSame($0, keys[index]) }) {
                duplicate(keys[index], in: map)
            }
            return
        }
        var seen: [ArraySlice<UInt8>: NodeID] = [:]
        for key in keys {
            let text = arena.text[arena.range(key)]
            if let first = seen[text] { duplicate(key, first: first) } else { seen[text] = key }
        }
    }

    @inline(__always)
    private func isSame(_ left: NodeID, _ right: NodeID) -> Bool {
        arena[left].length == arena[right].length
            && arena.text[arena.range(left)].elementsEqual(arena.text[arena.range(right)])
    }

    /// Whether a value is a map; reports it otherwise.
    mutating func isMap(_ pair: Pair, _ what: String) -> Bool {
        if arena.kind(pair.value) == .mapping { return true }
        mismatch(pair, what)
        return false
    }

    /// The items of a list; reports any other value.
    mutating func list(_ pair: Pair, _ what: String) -> ListWalk {
        if arena.kind(pair.value) != .sequence { mismatch(pair, what) }
        return ListWalk(pair.value, in: arena)
    }

    /// Reports a value of the wrong type.
    mutating func mismatch(_ pair: Pair, _ wanted: String, label: String? = nil, fix: String? = nil) {
        let found =
            switch arena.kind(pair.value) {
            case .mapping: "a map"
            case .sequence: "a list"
            case .quoted: "a quoted text"
            default:
                switch arena.type(pair.value) {
                case .null: "null"
                case .bool: "a Boolean"
                case .integer, .float: "a number"
                case .string: "a text"
                }
            }
        // A container's own mark is its first key, which would mislead.
        let place = arena.isScalar(pair.value) ? pair.value : pair.key
        report(
            .typeMismatch, "`\(shown(pair.key))` must be \(wanted), not \(found)", at: place, label: label,
            fix: fix)
    }
}
