/// Writes canonical JSON: the same value always gives the same bytes, whatever the toolchain.
///
/// Pretty form: two spaces a level, one member a line, `"key": value`, a final newline, so that a `git diff` of a
/// state file is a diff of hosts. Compact form: one line without spaces and without a final newline, for JSON lines.
/// The caller writes members in the order of their keys' UTF-8 bytes; `member` traps in debug builds otherwise, because
/// an unsorted document would have two digests.
public struct JSONWriter: Sendable {
    private var bytes: [UInt8] = []
    private let pretty: Bool
    /// One entry an open container: whether something was written in it, and the last key (debug check).
    private var levels: [Level] = []
    private var afterKey = false
    /// How many extra members are still to be written, in all open objects: mostly none, which costs one comparison.
    private var extras = 0
    /// White space of a new line, as deep as documents go in practice.
    private static let lineStart = [0x0A] + [UInt8](repeating: 0x20, count: 64)

    private struct Level: Sendable {
        var empty = true
        var lastKey: String?
        /// Members still to be written between the caller's own, last key first.
        var extra: [(key: String, value: JSONValue)] = []
    }

    /// Makes a writer; `reserving` is a guess of the size in bytes.
    public init(pretty: Bool = true, reserving: Int = 0) {
        self.pretty = pretty
        bytes.reserveCapacity(reserving)
    }

    /// Bytes written so far.
    public var count: Int { bytes.count }

    /// Opens an object.
    public mutating func beginObject() { open(0x7B) }
    /// Opens an object that also has members kept from elsewhere: each is written at its place in the order of keys.
    /// A member the caller writes itself wins over an extra one of the same name.
    public mutating func beginObject(extra: [String: JSONValue]) {
        open(0x7B)
        guard !extra.isEmpty else { return }
        extras += extra.count
        levels[levels.count - 1].extra = extra.map { (key: $0.key, value: $0.value) }
            .sorted { Self.keyOrder($1.key, $0.key) }
    }
    /// Closes the innermost object.
    public mutating func endObject() {
        writeExtra(before: nil)
        close(0x7D)
    }
    /// Opens an array.
    public mutating func beginArray() { open(0x5B) }
    /// Closes the innermost array.
    public mutating func endArray() { close(0x5D) }

    /// Writes a member's key; the value must follow.
    public mutating func key(_ key: String) {
        writeExtra(before: key)
        plainKey(key)
    }

    private mutating func plainKey(_ key: String) {
        assert(followsLastKey(key), "keys out of order: \(key)")
        separate()
        quoted(key)
        bytes.append(0x3A)
        if pretty { bytes.append(0x20) }
        afterKey = true
    }

    /// Whether a key comes after the last one of its object; remembers it. Called in debug builds only.
    private mutating func followsLastKey(_ key: String) -> Bool {
        guard let level = levels.indices.last else { return false }
        defer { levels[level].lastKey = key }
        return levels[level].lastKey.map { Self.keyOrder($0, key) } ?? true
    }

    /// Writes a string value.
    public mutating func string(_ text: String) {
        separate()
        quoted(text)
    }

    /// Writes an integer value.
    public mutating func int(_ value: some BinaryInteger) { raw(String(value)) }

    /// Writes `true` or `false`.
    public mutating func bool(_ value: Bool) { raw(value ? "true" : "false") }

    /// Writes `null`.
    public mutating func null() { raw("null") }

    /// Writes text that already is a JSON number or literal.
    public mutating func raw(_ text: String) {
        separate()
        bytes.append(contentsOf: text.utf8)
    }

    /// Writes a member with a string value.
    public mutating func member(_ name: String, _ text: String) {
        key(name)
        string(text)
    }

    /// Writes a member with a string value; nothing at all for nil.
    public mutating func member(_ name: String, _ text: String?) {
        if let text { member(name, text) }
    }

    /// Writes a member with an integer value.
    public mutating func member(_ name: String, _ value: Int) {
        key(name)
        int(value)
    }

    /// Writes a member with a Boolean value.
    public mutating func member(_ name: String, _ value: Bool) {
        key(name)
        bool(value)
    }

    /// Writes a member with a tree value.
    public mutating func member(_ name: String, _ tree: JSONValue) {
        key(name)
        value(tree)
    }

    /// Writes a whole tree, keys sorted.
    public mutating func value(_ value: JSONValue) {
        switch value {
        case .null: null()
        case .bool(let flag): bool(flag)
        case .number(let text): raw(text)
        case .string(let text): string(text)
        case .array(let items):
            beginArray()
            for item in items { self.value(item) }
            endArray()
        case .object(let members):
            beginObject()
            for name in members.keys.sorted(by: Self.keyOrder) { member(name, members[name] ?? .null) }
            endObject()
        }
    }

    /// The order of keys: by UTF-8 bytes, which no locale changes.
    public static func keyOrder(_ left: String, _ right: String) -> Bool {
        left.utf8.lexicographicallyPrecedes(right.utf8)
    }

    /// The bytes written; a pretty document ends in one newline.
    public consuming func finish() -> [UInt8] {
        if pretty { bytes.append(0x0A) }
        return bytes
    }

    /// Writes the extra members that sort before a key (nil: all), and drops one that is named like it.
    private mutating func writeExtra(before limit: String?) {
        guard extras > 0 else { return }
        while let next = levels.last?.extra.last {
            if let limit, !Self.keyOrder(next.key, limit) {
                if next.key == limit { dropExtra() }
                return
            }
            dropExtra()
            plainKey(next.key)
            value(next.value)
        }
    }

    private mutating func dropExtra() {
        levels[levels.count - 1].extra.removeLast()
        extras -= 1
    }

    private mutating func open(_ byte: UInt8) {
        separate()
        bytes.append(byte)
        levels.append(Level())
    }

    private mutating func close(_ byte: UInt8) {
        let empty = levels.removeLast().empty
        if !empty { newline() }
        bytes.append(byte)
    }

    private mutating func separate() {
        if afterKey {
            afterKey = false
            return
        }
        guard !levels.isEmpty else { return }
        if levels[levels.count - 1].empty {
            levels[levels.count - 1].empty = false
        } else {
            bytes.append(0x2C)
        }
        newline()
    }

    private mutating func newline() {
        guard pretty else { return }
        let indent = levels.count * 2
        bytes.append(contentsOf: Self.lineStart[...min(indent, Self.lineStart.count - 1)])
        for _ in stride(from: Self.lineStart.count - 1, to: indent, by: 1) { bytes.append(0x20) }
    }

    private mutating func quoted(_ text: String) {
        bytes.append(0x22)
        if text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x22 && $0 != 0x5C && $0 != 0x7F }) {
            bytes.append(contentsOf: text.utf8)
            bytes.append(0x22)
            return
        }
        for byte in text.utf8 {
            switch byte {
            case 0x22: bytes.append(contentsOf: [0x5C, 0x22])
            case 0x5C: bytes.append(contentsOf: [0x5C, 0x5C])
            case 0x0A: bytes.append(contentsOf: [0x5C, 0x6E])
            case 0x0D: bytes.append(contentsOf: [0x5C, 0x72])
            case 0x09: bytes.append(contentsOf: [0x5C, 0x74])
            case 0..<0x20, 0x7F:
                let digits = Array("0123456789abcdef".utf8)
                bytes.append(contentsOf: Array("\\u00".utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 15)]])
            default: bytes.append(byte)
            }
        }
        bytes.append(0x22)
    }
}
