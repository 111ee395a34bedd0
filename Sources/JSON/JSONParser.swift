/// Turns bytes into the arena of `JSONDocument`, without recursion.
struct JSONParser {
    private let bytes: [UInt8]
    private let maxDepth: Int
    private var position = 0
    private var nodes: [JSONDocument.Node] = []
    /// Indices of the open containers.
    private var open: [Int32] = []

    init(bytes: [UInt8], maxDepth: Int) {
        self.bytes = bytes
        self.maxDepth = maxDepth
        nodes.reserveCapacity(bytes.count / 12)
    }

    mutating func parse() throws(JSONFault) -> [JSONDocument.Node] {
        guard bytes.count < Int(Int32.max) else { throw fault("the document is larger than 2 GiB", at: 0) }
        skipSpace()
        try value()
        while let container = open.last {
            try continueContainer(container)
        }
        skipSpace()
        guard position == bytes.count else { throw fault("text after the end of the document", at: position) }
        return nodes
    }

    /// Reads one more child of the innermost open container, or closes it.
    private mutating func continueContainer(_ container: Int32) throws(JSONFault) {
        let isObject = nodes[Int(container)].kind == .object
        let closing: UInt8 = isObject ? 0x7D : 0x5D
        let first = nodes[Int(container)].length == 0
        skipSpace()
        guard position < bytes.count else {
            throw fault("the document ends inside \(isObject ? "an object" : "an array")", at: position)
        }
        if bytes[position] == closing {
            position += 1
            open.removeLast()
            nodes[Int(container)].next = Int32(nodes.count)
            if isObject { try refuseDuplicateKeys(container) }
            return
        }
        if !first {
            guard bytes[position] == 0x2C else {
                throw fault("expected `,` or `\(isObject ? "}" : "]")`", at: position)
            }
            position += 1
            skipSpace()
        }
        if isObject {
            guard position < bytes.count, bytes[position] == 0x22 else {
                throw fault("expected a key in double quotes", at: position)
            }
            try string()
            nodes[Int(container)].length += 1
            skipSpace()
            guard position < bytes.count, bytes[position] == 0x3A else { throw fault("expected `:`", at: position) }
            position += 1
            skipSpace()
        }
        nodes[Int(container)].length += 1
        try value()
    }

    private mutating func value() throws(JSONFault) {
        guard position < bytes.count else { throw fault("expected a value", at: position) }
        switch bytes[position] {
        case 0x7B: try container(.object)
        case 0x5B: try container(.array)
        case 0x22: try string()
        case 0x74: try literal("true", .bool)
        case 0x66: try literal("false", .bool)
        case 0x6E: try literal("null", .null)
        case 0x2D, 0x30...0x39: try number()
        default: throw fault("expected a value", at: position)
        }
    }

    private mutating func container(_ kind: JSONDocument.Kind) throws(JSONFault) {
        guard open.count < maxDepth else { throw fault("nested deeper than \(maxDepth) levels", at: position) }
        open.append(Int32(nodes.count))
        nodes.append(.init(kind: kind, start: Int32(position), length: 0))
        position += 1
    }

    private mutating func leaf(_ kind: JSONDocument.Kind, from start: Int, to end: Int, escaped: Bool = false) {
        nodes.append(
            .init(
                kind: kind,
                escaped: escaped,
                start: Int32(start),
                length: Int32(end - start),
                next: Int32(nodes.count + 1)
            )
        )
    }

    private mutating func string() throws(JSONFault) {
        let start = position + 1
        var index = start
        var escaped = false
        var ascii = true
        while index < bytes.count {
            let byte = bytes[index]
            if byte == 0x22 {
                if !ascii { try requireUTF8(start, index) }
                leaf(.string, from: start, to: index, escaped: escaped)
                position = index + 1
                return
            }
            if byte == 0x5C {
                escaped = true
                index = try escape(index)
                continue
            }
            guard byte >= 0x20 else { throw fault("a control character in a string", at: index) }
            if byte >= 0x80 { ascii = false }
            index += 1
        }
        throw fault("the string is not closed", at: position)
    }

    /// Checks one escape sequence and returns the index after it.
    private func escape(_ index: Int) throws(JSONFault) -> Int {
        guard index + 1 < bytes.count else { throw fault("the string is not closed", at: index) }
        switch bytes[index + 1] {
        case 0x22, 0x5C, 0x2F, 0x62, 0x66, 0x6E, 0x72, 0x74: return index + 2
        case 0x75:
            guard let unit = JSONText.hex4(bytes, index + 2) else { throw fault("bad \\u escape", at: index) }
            guard (0xD800..<0xE000).contains(unit) else { return index + 6 }
            guard unit < 0xDC00, index + 11 < bytes.count, bytes[index + 6] == 0x5C, bytes[index + 7] == 0x75,
                let low = JSONText.hex4(bytes, index + 8), (0xDC00..<0xE000).contains(low)
            else { throw fault("half of a surrogate pair", at: index) }
            return index + 12
        default: throw fault("unknown escape", at: index)
        }
    }

    private func requireUTF8(_ start: Int, _ end: Int) throws(JSONFault) {
        guard String(validating: bytes[start..<end], as: UTF8.self) != nil else {
            throw fault("a string that is not UTF-8", at: start)
        }
    }

    private mutating func literal(_ text: StaticString, _ kind: JSONDocument.Kind) throws(JSONFault) {
        let expected = Array(text.description.utf8)
        guard bytes[position...].starts(with: expected) else { throw fault("expected a value", at: position) }
        leaf(kind, from: position, to: position + expected.count)
        position += expected.count
    }

    private mutating func number() throws(JSONFault) {
        let start = position
        var index = position
        if bytes[index] == 0x2D { index += 1 }
        guard index < bytes.count, isDigit(bytes[index]) else { throw fault("a malformed number", at: start) }
        if bytes[index] == 0x30 { index += 1 } else { skipDigits(&index) }
        if index < bytes.count, bytes[index] == 0x2E {
            index += 1
            guard index < bytes.count, isDigit(bytes[index]) else { throw fault("a malformed number", at: start) }
            skipDigits(&index)
        }
        if index < bytes.count, bytes[index] | 0x20 == 0x65 {
            index += 1
            if index < bytes.count, bytes[index] == 0x2B || bytes[index] == 0x2D { index += 1 }
            guard index < bytes.count, isDigit(bytes[index]) else { throw fault("a malformed number", at: start) }
            skipDigits(&index)
        }
        if index < bytes.count, isDigit(bytes[index]) { throw fault("a number with a leading zero", at: start) }
        leaf(.number, from: start, to: index)
        position = index
    }

    private func skipDigits(_ index: inout Int) {
        while index < bytes.count, isDigit(bytes[index]) { index += 1 }
    }

    private func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

    private mutating func skipSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    /// Two members of one name would make the document mean two things. Small objects are compared pair by pair; sorted
    /// ones (all that Berth writes) cost one pass; others fall back to a set. Keys beyond ASCII always go to the set,
    /// because two spellings of one text (composed or not) are one key to a dictionary.
    private func refuseDuplicateKeys(_ container: Int32) throws(JSONFault) {
        var previous: JSONDocument.Node?
        var sorted = true
        var index = Int(container) + 1
        let end = Int(nodes[Int(container)].next)
        while index < end {
            let key = nodes[index]
            if let previous, sorted {
                if key.escaped || previous.escaped || !text(previous).lexicographicallyPrecedes(text(key)) {
                    sorted = false
                }
            }
            if text(key).contains(where: { $0 >= 0x80 }) { sorted = false }
            previous = key
            index = Int(nodes[index + 1].next)
        }
        if sorted { return }
        var seen: Set<String> = []
        index = Int(container) + 1
        while index < end {
            let name = JSONText.string(bytes, nodes[index])
            guard seen.insert(name).inserted else {
                throw fault("the key `\(name)` stands twice in one object", at: Int(nodes[index].start) - 1)
            }
            index = Int(nodes[index + 1].next)
        }
    }

    private func text(_ node: JSONDocument.Node) -> ArraySlice<UInt8> {
        bytes[Int(node.start)..<Int(node.start + node.length)]
    }

    private func fault(_ message: String, at offset: Int) -> JSONFault { JSONFault(message, offset: offset, in: bytes) }
}
