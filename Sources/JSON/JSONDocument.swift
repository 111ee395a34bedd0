/// A parsed JSON text: a flat arena of nodes over the original bytes.
///
/// Nothing recurses and nothing is copied out until a field is asked for, so a state of 10,000 hosts costs its bytes
/// plus 20 bytes a value, and a broken one is told by line and column. Strict RFC 8259: duplicate keys, trailing text,
/// bad UTF-8 in strings, leading zeros and depths over `maxDepth` are refused.
public final class JSONDocument: Sendable {
    /// What a node is.
    public enum Kind: UInt8, Sendable {
        /// The six kinds of RFC 8259.
        case null, bool, number, string, array, object
    }

    struct Node: Sendable {
        var kind: Kind
        /// A string with backslashes, which must be unescaped when read.
        var escaped = false
        /// Start of the text (strings: inside the quotes).
        var start: Int32
        /// Bytes of the text; for containers the number of children (object: keys and values both counted).
        var length: Int32
        /// Index just past this node's last descendant.
        var next: Int32 = 0
    }

    /// The text that was parsed.
    public let bytes: [UInt8]
    let nodes: [Node]

    /// Parses a text of at most 2 GiB.
    public init(parsing bytes: [UInt8], maxDepth: Int = 64) throws(JSONFault) {
        var parser = JSONParser(bytes: bytes, maxDepth: maxDepth)
        self.nodes = try parser.parse()
        self.bytes = bytes
    }

    /// The outermost value.
    public var root: JSONNode { JSONNode(document: self, index: 0) }
}
