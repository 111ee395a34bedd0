/// A place in a parsed document: a kind, and ways down.
public struct JSONNode: Sendable {
    let document: JSONDocument
    let index: Int

    private var node: JSONDocument.Node { document.nodes[index] }

    /// Byte offset of the value's text in the document: of a string, the byte after the opening quote.
    public var offset: Int { Int(node.start) }

    /// What the value is.
    public var kind: JSONDocument.Kind { node.kind }

    /// The text of a string; nil for other kinds.
    public var string: String? { kind == .string ? JSONText.string(document.bytes, node) : nil }

    /// The value of an integer that fits `Int`; nil for other kinds and for fractions.
    public var int: Int? { kind == .number ? Int(raw) : nil }

    /// The value of a Boolean; nil for other kinds.
    public var bool: Bool? { kind == .bool ? node.length == 4 : nil }

    /// The text as it stands in the document: digits of a number, a literal, or a string before unescaping.
    public var raw: String {
        String(decoding: document.bytes[Int(node.start)..<Int(node.start) + Int(node.length)], as: UTF8.self)
    }

    /// The bytes of `raw`, not copied.
    public var rawBytes: ArraySlice<UInt8> { document.bytes[Int(node.start)..<Int(node.start) + Int(node.length)] }

    /// The member of an object, by a scan of its keys; nil for other kinds and missing keys.
    public subscript(name: String) -> JSONNode? {
        guard kind == .object else { return nil }
        var child = index + 1
        let end = Int(node.next)
        while child < end {
            if key(child, equals: name) { return JSONNode(document: document, index: child + 1) }
            child = Int(document.nodes[child + 1].next)
        }
        return nil
    }

    /// How many members an object has; 0 for other kinds.
    public var memberCount: Int { kind == .object ? Int(node.length) / 2 : 0 }

    /// The members of an object in document order; empty for other kinds.
    public var members: [(key: String, value: JSONNode)] {
        guard kind == .object else { return [] }
        var out: [(key: String, value: JSONNode)] = []
        out.reserveCapacity(Int(node.length) / 2)
        forEachMember { out.append(($0, $1)) }
        return out
    }

    /// Calls `body` for each member of an object in document order, without an array between.
    public func forEachMember<Failure: Error>(_ body: (String, JSONNode) throws(Failure) -> Void) throws(Failure) {
        guard kind == .object else { return }
        var child = index + 1
        let end = Int(node.next)
        while child < end {
            try body(
                JSONText.string(document.bytes, document.nodes[child]), JSONNode(document: document, index: child + 1))
            child = Int(document.nodes[child + 1].next)
        }
    }

    /// Calls `body` for each element of an array in order, without an array between.
    public func forEachElement<Failure: Error>(_ body: (JSONNode) throws(Failure) -> Void) throws(Failure) {
        guard kind == .array else { return }
        var child = index + 1
        let end = Int(node.next)
        while child < end {
            try body(JSONNode(document: document, index: child))
            child = Int(document.nodes[child].next)
        }
    }

    /// The elements of an array; empty for other kinds.
    public var elements: [JSONNode] {
        guard kind == .array else { return [] }
        var out: [JSONNode] = []
        out.reserveCapacity(Int(node.length))
        var child = index + 1
        let end = Int(node.next)
        while child < end {
            out.append(JSONNode(document: document, index: child))
            child = Int(document.nodes[child].next)
        }
        return out
    }

    /// The value and all below it as a tree.
    public var tree: JSONValue {
        switch kind {
        case .null: .null
        case .bool: .bool(node.length == 4)
        case .number: .number(raw)
        case .string: .string(JSONText.string(document.bytes, node))
        case .array: .array(elements.map(\.tree))
        case .object: .object(Dictionary(uniqueKeysWithValues: members.map { ($0.key, $0.value.tree) }))
        }
    }

    /// A fault at this node's place, for readers that expected something else.
    public func fault(_ message: String) -> JSONFault {
        JSONFault(message, offset: Int(node.start) - (kind == .string ? 1 : 0), in: document.bytes)
    }

    private func key(_ child: Int, equals name: String) -> Bool {
        let key = document.nodes[child]
        if key.escaped { return JSONText.string(document.bytes, key) == name }
        guard Int(key.length) == name.utf8.count else { return false }
        return document.bytes[Int(key.start)..<Int(key.start + key.length)].elementsEqual(name.utf8)
    }
}
