import Diagnostics

/// Turns libyaml's events into an arena, and refuses what could hurt or surprise.
///
/// Bounds: 16 MiB of text, 64 levels, and aliases that together stand for at most 10,000 nodes plus 32 for each
/// node written, 4,000,000 at most. A base block merged into each of thousands of hosts stays far below; "a billion
/// laughs" does not.
struct ArenaBuilder: ~Copyable {
    /// Longest text in bytes.
    static let maxBytes = 16 << 20
    /// Deepest nesting.
    static let maxDepth = 64

    private struct Anchor {
        var node: Int32
        /// Nodes the anchored tree has once its aliases are followed; nil while it is still open.
        var size: Int?
        /// Levels of containers in it, aliases followed.
        var height = 0
    }

    private struct Level {
        var node: Int32
        var anchor: String?
        /// Nodes counted, aliases followed, when this level was opened.
        var before: Int
        /// Levels of the deepest child so far.
        var height = 0
    }

    private var arena: NodeArena
    private var open: [Level] = []
    private var anchors: [String: Anchor] = [:]
    /// Nodes that aliases stand for.
    private var expanded = 0
    private var hasDocument = false
    /// Only then do libyaml's marks, which count code points, tell where a scalar stands in the bytes.
    private let isASCII: Bool

    private init(_ text: SourceText) {
        arena = NodeArena(text: text.bytes)
        isASCII = text.bytes.reduce(0, |) < 0x80
        // A guess from real specs, on the high side: growing copies.
        arena.nodes.reserveCapacity(text.bytes.count / 8 + 16)
        open.reserveCapacity(Self.maxDepth)
    }

    /// Parses a text of one document.
    static func parse(_ text: SourceText) throws(YAMLFault) -> NodeArena {
        let start = SourcePosition(line: 1, column: 1)
        guard text.bytes.count <= maxBytes else {
            let message = "the file has \(text.bytes.count) bytes; at most \(maxBytes) are read"
            throw YAMLFault(rule: .yamlSize, message: message, position: start, label: "split it into several files")
        }
        guard var parser = YAMLParser(text) else {
            throw YAMLFault(rule: .yamlSize, message: "out of memory while parsing", position: start)
        }
        var builder = ArenaBuilder(text)
        while try parser.next({ event throws(YAMLFault) in try builder.take(event) }) {}
        return builder.arena
    }

    /// Takes one event; false after the last.
    @inline(__always)
    private mutating func take(_ event: borrowing YAMLEvent) throws(YAMLFault) -> Bool {
        switch event.kind {
        case .scalar: try scalar(event)
        case .mappingStart: try begin(.mapping, event)
        case .sequenceStart: try begin(.sequence, event)
        case .mappingEnd, .sequenceEnd: end()
        case .alias: try alias(event)
        case .documentStart: try document(event)
        case .streamEnd: return false
        case .other: break
        }
        return true
    }

    @inline(__always)
    private mutating func append(_ kind: NodeArena.Kind, _ event: borrowing YAMLEvent) {
        let index = Int32(truncatingIfNeeded: arena.nodes.count)
        arena.nodes.append(
            NodeArena.Node(
                next: index &+ 1, line: UInt32(truncatingIfNeeded: event.line),
                column: UInt32(truncatingIfNeeded: event.column), width: UInt16(clamping: event.width), kind: kind))
    }

    @inline(__always)
    private mutating func scalar(_ event: borrowing YAMLEvent) throws(YAMLFault) {
        let length = event.length
        let width = event.width
        let isPlain = event.isPlain
        let index = Int32(truncatingIfNeeded: arena.nodes.count)
        let head = event.head
        let start: Int
        if isASCII, width == (isPlain ? length : length &+ 2) {
            // As wide as its text: nothing was unescaped or folded, so it stands in the file as it is.
            start = isPlain ? event.offset : event.offset &+ 1
        } else {
            start = arena.text.count
            event.appendText(to: &arena.text)
        }
        arena.nodes.append(
            NodeArena.Node(
                head: head, start: Int32(truncatingIfNeeded: start), length: Int32(truncatingIfNeeded: length),
                next: index &+ 1,
                line: UInt32(truncatingIfNeeded: event.line), column: UInt32(truncatingIfNeeded: event.column),
                width: UInt16(clamping: width), kind: isPlain ? .plain : .quoted))
        // A plain `<<` may be a merge key; whether it stands as a key is seen when the mapping is walked.
        if head == 0x3C3C, length == 2, isPlain { noteMerge() }
        if event.isDecoratedScalar { try decorate(index, event) }
    }

    private mutating func noteMerge() {
        guard let level = open.last else { return }
        arena.nodes[Int(level.node)].merges = true
        arena.hasMerges = true
    }

    private mutating func decorate(_ index: Int32, _ event: borrowing YAMLEvent) throws(YAMLFault) {
        if let tag = event.tag { try apply(tag, to: Int(index), event) }
        if let anchor = event.anchor { anchors[anchor] = Anchor(node: index, size: 1) }
    }

    private mutating func begin(_ kind: NodeArena.Kind, _ event: borrowing YAMLEvent) throws(YAMLFault) {
        guard open.count < Self.maxDepth else {
            throw YAMLFault(
                rule: .yamlDepth, message: "nested deeper than \(Self.maxDepth) levels", position: event.position)
        }
        let index = Int32(truncatingIfNeeded: arena.nodes.count)
        append(kind, event)
        var level = Level(node: index, anchor: nil, before: 0)
        if let tag = event.tag { try apply(tag, to: Int(index), event) }
        if let anchor = event.anchor {
            anchors[anchor] = Anchor(node: index, size: nil)
            level.anchor = anchor
            level.before = expanded
        }
        open.append(level)
    }

    private mutating func end() {
        guard let level = open.popLast() else { return }
        arena.nodes[Int(level.node)].next = Int32(truncatingIfNeeded: arena.nodes.count)
        let height = level.height + 1
        raise(to: height)
        // The same name may have been anchored anew inside.
        if let anchor = level.anchor, anchors[anchor]?.node == level.node {
            let written = arena.nodes.count - Int(level.node)
            anchors[anchor]?.size = written + (expanded - level.before)
            anchors[anchor]?.height = height
        }
    }

    /// Notes in the innermost open container that a child has so many levels.
    private mutating func raise(to height: Int) {
        let last = open.count - 1
        if last >= 0, open[last].height < height { open[last].height = height }
    }

    private mutating func alias(_ event: borrowing YAMLEvent) throws(YAMLFault) {
        let name = event.anchor ?? ""
        guard let anchor = anchors[name] else {
            let near = Spelling.nearest(to: name, among: anchors.keys).map { "did you mean `*\($0)`?" }
            throw YAMLFault(
                rule: .yamlAlias, message: "no anchor `&\(name)` stands before this alias", position: event.position,
                label: near)
        }
        guard let size = anchor.size else {
            throw YAMLFault(
                rule: .yamlAlias, message: "the alias `*\(name)` stands inside its own anchor", position: event.position
            )
        }
        expanded += size
        guard expanded <= min(4_000_000, 10_000 + 32 * arena.nodes.count) else {
            throw YAMLFault(
                rule: .yamlExpansion, message: "aliases stand for more than \(expanded - size) values",
                position: event.position, label: "write the values out, or use `defaults`")
        }
        // Whoever walks the values follows aliases, so they count as levels too.
        guard open.count + anchor.height <= Self.maxDepth else {
            throw YAMLFault(
                rule: .yamlDepth, message: "aliases nest deeper than \(Self.maxDepth) levels", position: event.position)
        }
        raise(to: anchor.height)
        append(.alias, event)
        arena.nodes[arena.nodes.count - 1].start = anchor.node
    }

    private mutating func document(_ event: borrowing YAMLEvent) throws(YAMLFault) {
        guard !hasDocument else {
            throw YAMLFault(
                rule: .yamlDocuments, message: "a second document starts here; a spec file holds one",
                position: event.position, label: "put it in a file of its own")
        }
        hasDocument = true
    }

    /// Core tags only say what the value is anyway; any other would ask for a type that data does not have.
    private mutating func apply(_ tag: String, to index: Int, _ event: borrowing YAMLEvent) throws(YAMLFault) {
        let kind = arena.nodes[index].kind
        let core = "tag:yaml.org,2002:"
        let name = tag.hasPrefix(core) ? String(tag.dropFirst(core.count)) : tag
        switch (name, kind) {
        case ("str", .plain), ("str", .quoted), ("!", .plain), ("!", .quoted):
            arena.nodes[index].kind = .quoted
            return
        case ("map", .mapping), ("!", .mapping), ("seq", .sequence), ("!", .sequence): return
        case ("int", .plain), ("float", .plain), ("bool", .plain), ("null", .plain),
            ("int", .quoted), ("float", .quoted), ("bool", .quoted), ("null", .quoted):
            let type = ScalarType(plain: arena.text[arena.range(NodeID(Int32(index)))])
            if type.tag == name || (name == "float" && type == .integer) {
                arena.nodes[index].kind = .plain
                return
            }
        default: break
        }
        throw YAMLFault(
            rule: .yamlTag, message: "the tag `\(tag)` does not fit here; spec files hold plain data",
            position: event.position, label: "remove the tag")
    }
}
