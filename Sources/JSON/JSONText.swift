/// Reading the text of a string node.
enum JSONText {
    /// Four hexadecimal digits at `index` as a UTF-16 unit.
    static func hex4(_ bytes: [UInt8], _ index: Int) -> UInt16? {
        guard index + 4 <= bytes.count else { return nil }
        var unit: UInt16 = 0
        for byte in bytes[index..<index + 4] {
            let digit: UInt8
            switch byte {
            case 0x30...0x39: digit = byte - 0x30
            case 0x41...0x46: digit = byte - 0x37
            case 0x61...0x66: digit = byte - 0x57
            default: return nil
            }
            unit = unit << 4 | UInt16(digit)
        }
        return unit
    }

    /// The string of a node whose escapes the parser has checked.
    static func string(_ bytes: [UInt8], _ node: JSONDocument.Node) -> String {
        let range = Int(node.start)..<Int(node.start + node.length)
        guard node.escaped else { return String(decoding: bytes[range], as: UTF8.self) }
        var out: [UInt8] = []
        out.reserveCapacity(range.count)
        var index = range.lowerBound
        while index < range.upperBound {
            guard bytes[index] == 0x5C else {
                out.append(bytes[index])
                index += 1
                continue
            }
            switch bytes[index + 1] {
            case 0x62: out.append(0x08)
            case 0x66: out.append(0x0C)
            case 0x6E: out.append(0x0A)
            case 0x72: out.append(0x0D)
            case 0x74: out.append(0x09)
            case 0x75:
                index += unicode(bytes, index, &out)
                continue
            default: out.append(bytes[index + 1])
            }
            index += 2
        }
        return String(decoding: out, as: UTF8.self)
    }

    /// Appends the character of a `\u` escape (or pair) and returns its length in the source.
    private static func unicode(_ bytes: [UInt8], _ index: Int, _ out: inout [UInt8]) -> Int {
        let high = UInt32(hex4(bytes, index + 2) ?? 0xFFFD)
        var scalar = high
        var length = 6
        if (0xD800..<0xDC00).contains(high), let low = hex4(bytes, index + 8) {
            scalar = 0x10000 + (high - 0xD800) << 10 + (UInt32(low) - 0xDC00)
            length = 12
        }
        out.append(contentsOf: String(Character(Unicode.Scalar(scalar) ?? "\u{FFFD}")).utf8)
        return length
    }
}
