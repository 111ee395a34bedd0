/// The text of one file, as bytes; lines are found only when somebody asks for one.
///
/// A byte order mark at the start is dropped, so that columns count what an editor shows.
public struct SourceText: Hashable, Sendable {
    /// UTF-8, or what was found where UTF-8 was expected.
    public let bytes: [UInt8]

    /// Makes a text; a leading UTF-8 byte order mark is dropped.
    public init(_ bytes: [UInt8]) {
        self.bytes = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
    }

    /// Makes a text from a string.
    public init(_ text: String) { self.init(Array(text.utf8)) }

    /// The line index; costs one pass over the text, so ask once and keep it.
    public func lines() -> SourceLines { SourceLines(of: self) }
}

/// Where the lines of a text start.
///
/// Lines end as libyaml counts them (line feed, carriage return, both, U+0085, U+2028, U+2029), so that its marks
/// and these lines always mean the same place.
public struct SourceLines: Sendable {
    private let bytes: [UInt8]
    /// Byte offset of each line's first byte and of its end, line break excluded.
    private var ranges: [Range<Int>] = []

    init(of text: SourceText) {
        bytes = text.bytes
        var start = 0
        var index = 0
        while index < bytes.count {
            let width = Self.breakWidth(bytes, index)
            if width > 0 {
                ranges.append(start..<index)
                start = index + width
            }
            index += max(width, 1)
        }
        ranges.append(start..<bytes.count)
    }

    /// Number of lines, at least 1; the empty rest after a last line break counts as one.
    public var count: Int { ranges.count }

    /// The text of a line, counted from 1, without its line break; empty outside the text. Bad UTF-8 is repaired.
    public func text(_ line: Int) -> String {
        guard line >= 1, line <= ranges.count else { return "" }
        return String(decoding: bytes[ranges[line - 1]], as: UTF8.self)
    }

    /// The line and column, in code points, of a byte; past the end it is the end.
    public func position(ofByte offset: Int) -> SourcePosition {
        let offset = min(max(offset, 0), bytes.count)
        var low = 0
        var high = ranges.count - 1
        while low < high {
            let middle = (low + high + 1) / 2
            if ranges[middle].lowerBound <= offset { low = middle } else { high = middle - 1 }
        }
        let start = ranges[low].lowerBound
        let column = String(decoding: bytes[start..<max(start, offset)], as: UTF8.self).unicodeScalars.count
        return SourcePosition(line: low + 1, column: column + 1)
    }

    /// The nearest position that lies in the text: on its last line at most, and just past that line's end at most.
    public func clamped(_ position: SourcePosition) -> SourcePosition {
        let line = min(max(position.line, 1), count)
        let width = text(line).unicodeScalars.count
        let column = position.line > count ? width + 1 : min(max(position.column, 1), width + 1)
        return SourcePosition(line: line, column: column)
    }

    /// Bytes of the line break at an index; 0 if there is none.
    private static func breakWidth(_ bytes: [UInt8], _ index: Int) -> Int {
        switch bytes[index] {
        case 0x0A: 1
        case 0x0D: index + 1 < bytes.count && bytes[index + 1] == 0x0A ? 2 : 1
        case 0xC2: index + 1 < bytes.count && bytes[index + 1] == 0x85 ? 2 : 0
        case 0xE2:
            index + 2 < bytes.count && bytes[index + 1] == 0x80 && (bytes[index + 2] | 1) == 0xA9 ? 3 : 0
        default: 0
        }
    }
}
