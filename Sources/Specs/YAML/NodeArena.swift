import Diagnostics

/// Index of a node in an arena.
struct NodeID: Hashable, Sendable {
    var index: Int32

    init(_ index: Int32) { self.index = index }
}

/// A YAML document as one flat array of small trivial nodes over one buffer of text.
///
/// The buffer is the file itself, with those scalars added at its end that do not stand verbatim in it (escapes, folded
/// lines), so that reading copies almost nothing.
///
/// Nothing recurses and nothing is allocated per node, so a deep or large file costs its bytes and no more. A node's
/// children follow it; `next` leads past its last descendant. An alias is a node that names the anchored node: the
/// document is a graph without cycles, and nothing is copied.
struct NodeArena: Sendable {
    /// What a node is.
    enum Kind: UInt8 {
        /// A scalar whose text decides its type.
        case plain
        /// A scalar that is a string: quoted, a block, or tagged so.
        case quoted
        case sequence, mapping, alias
    }

    /// 32 bytes.
    struct Node: Sendable {
        /// Scalars: the first eight bytes of the text, the first one lowest. Keys and words are told apart by this
        /// and their length, without a look at the text.
        var head: UInt64 = 0
        /// Scalars: first byte in `text`. Aliases: index of the anchored node.
        var start: Int32 = 0
        /// Scalars: bytes of text.
        var length: Int32 = 0
        /// Index just past the last descendant.
        var next: Int32 = 0
        /// Line, from 0.
        var line: UInt32
        /// Column, from 0, in code points.
        var column: UInt32
        /// Code points on the first line, at most 65,535.
        var width: UInt16
        var kind: Kind
        /// For mappings: whether a plain `<<` is among the keys.
        var merges = false
    }

    var nodes: [Node] = []
    var text: [UInt8]
    /// Whether any mapping has a plain `<<`.
    var hasMerges = false

    /// The outermost node; nil for a file without a document.
    var root: NodeID? { nodes.isEmpty ? nil : resolve(NodeID(0)) }

    subscript(id: NodeID) -> Node {
        @inline(__always) get { nodes[Int(id.index)] }
    }

    /// The node an alias stands for; any other node is itself.
    @inline(__always)
    func resolve(_ id: NodeID) -> NodeID {
        let node = self[id]
        return node.kind == .alias ? NodeID(node.start) : id
    }

    /// What a node is, aliases followed.
    @inline(__always)
    func kind(_ id: NodeID) -> Kind { self[id].kind }

    /// Whether a node is a scalar.
    @inline(__always)
    func isScalar(_ id: NodeID) -> Bool { self[id].kind.rawValue <= Kind.quoted.rawValue }

    /// The bytes of a scalar in `text`; empty for other kinds.
    @inline(__always)
    func range(_ id: NodeID) -> Range<Int> {
        let node = self[id]
        guard node.kind.rawValue <= Kind.quoted.rawValue else { return 0..<0 }
        return Int(node.start)..<Int(node.start &+ node.length)
    }

    /// A scalar's text as a string; empty for other kinds.
    @inline(__always)
    func string(_ id: NodeID) -> String { String(decoding: text[range(id)], as: UTF8.self) }

    /// Whether a scalar's text is this.
    func isText(_ id: NodeID, _ other: String) -> Bool {
        isScalar(id) && text[range(id)].elementsEqual(other.utf8)
    }

    /// Whether a node is a plain `null`, `~` or nothing at all.
    @inline(__always)
    func isNull(_ id: NodeID) -> Bool {
        let node = self[id]
        guard node.kind == .plain, node.length <= 4 else { return false }
        return node.length == 0 || node.head == 0x7E || ((node.head | 0x20) & 0xFF == 0x6E && type(id) == .null)
    }

    /// The type of a scalar; containers count as strings, so ask their kind first.
    func type(_ id: NodeID) -> ScalarType {
        self[id].kind == .plain ? ScalarType(plain: text[range(id)]) : .string
    }

    /// Where a node stands.
    func span(_ id: NodeID, in file: String) -> SourceSpan {
        let node = self[id]
        let start = SourcePosition(line: Int(node.line) + 1, column: Int(node.column) + 1)
        let end = SourcePosition(line: start.line, column: start.column + max(1, Int(node.width)))
        return SourceSpan(file: file, start: start, end: end)
    }
}
