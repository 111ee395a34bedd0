/// One key and its value in a mapping; aliases are followed.
struct Pair {
    var key: NodeID
    var value: NodeID
}

/// Walks the pairs of a mapping in their order; merge keys come last, and only where no explicit key stands.
struct MapWalk {
    private var index: Int32
    private let end: Int32
    private var merged: [Pair]

    @inline(__always)
    init(_ map: NodeID, in arena: borrowing NodeArena) {
        let node = arena[map]
        index = map.index &+ 1
        end = node.kind == .mapping ? node.next : index
        merged = []
        if node.kind == .mapping, node.merges {
            // Walked from the end, so that the pairs come out in order.
            merged = arena.mergedPairs(map).reversed()
            index = end
        }
    }

    @inline(__always)
    mutating func next(in arena: borrowing NodeArena) -> Pair? {
        guard index < end else { return merged.popLast() }
        let key = NodeID(index)
        let value = NodeID(arena[key].next)
        index = arena[value].next
        return Pair(key: arena.resolve(key), value: arena.resolve(value))
    }
}

/// Walks the items of a sequence; aliases are followed.
struct ListWalk {
    private var index: Int32
    private let end: Int32

    init(_ list: NodeID, in arena: borrowing NodeArena) {
        let node = arena[list]
        index = list.index &+ 1
        end = node.kind == .sequence ? node.next : index
    }

    /// How many items are left.
    func count(in arena: borrowing NodeArena) -> Int {
        var count = 0
        var index = index
        while index < end {
            index = arena[NodeID(index)].next
            count += 1
        }
        return count
    }

    mutating func next(in arena: borrowing NodeArena) -> NodeID? {
        guard index < end else { return nil }
        let item = NodeID(index)
        index = arena[item].next
        return arena.resolve(item)
    }
}

extension NodeArena {
    /// The pairs as written, merge keys among them.
    func writtenPairs(_ map: NodeID) -> [Pair] {
        guard self[map].kind == .mapping else { return [] }
        var pairs: [Pair] = []
        var index = map.index + 1
        while index < self[map].next {
            let value = self[NodeID(index)].next
            pairs.append(Pair(key: resolve(NodeID(index)), value: resolve(NodeID(value))))
            index = self[NodeID(value)].next
        }
        return pairs
    }

    /// Whether a key node is the merge key: only a plain `<<` is.
    func isMergeKey(_ key: NodeID) -> Bool {
        self[key].kind == .plain && self[key].length == 2 && self[key].head == 0x3C3C
    }

    /// The mappings a merge key's value names, first one strongest; nil if it is neither a map nor a list of maps.
    func mergeSources(_ value: NodeID) -> [NodeID]? {
        if self[value].kind == .mapping { return [value] }
        guard self[value].kind == .sequence else { return nil }
        var sources: [NodeID] = []
        var items = ListWalk(value, in: self)
        while let item = items.next(in: self) {
            guard self[item].kind == .mapping else { return nil }
            sources.append(item)
        }
        return sources
    }

    /// All pairs of a mapping with its merges resolved. Explicit keys come first, duplicates included; a merged key
    /// counts only where no earlier one has its text. Recursion ends: aliases form no cycle, and levels are bounded.
    fileprivate func mergedPairs(_ map: NodeID) -> [Pair] {
        var pairs: [Pair] = []
        var merges: [NodeID] = []
        for pair in writtenPairs(map) {
            if isMergeKey(pair.key) { merges += mergeSources(pair.value) ?? [] } else { pairs.append(pair) }
        }
        var seen = Set(pairs.map { string($0.key) })
        for source in merges {
            for pair in self[source].merges ? mergedPairs(source) : writtenPairs(source)
            where seen.insert(string(pair.key)).inserted {
                pairs.append(pair)
            }
        }
        return pairs
    }

    /// The value of a key, merges followed; nil for other kinds and missing keys.
    func value(_ map: NodeID, _ key: String) -> Pair? {
        var walk = MapWalk(map, in: self)
        while let pair = walk.next(in: self) {
            if isText(pair.key, key) { return pair }
        }
        return nil
    }
}

extension NodeArena {
    /// Merge keys whose value is neither a map nor a list of maps.
    func mergeFaults() -> [NodeID] {
        guard hasMerges else { return [] }
        return nodes.indices.lazy.filter { nodes[$0].merges }.flatMap { writtenPairs(NodeID(Int32($0))) }
            .filter { isMergeKey($0.key) && mergeSources($0.value) == nil }.map(\.value)
    }
}
