/// Why a text is not the JSON that was expected, with its place.
public struct JSONFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong, without a full stop.
    public var message: String
    /// Byte offset in the text, from 0.
    public var offset: Int
    /// Line, from 1.
    public var line: Int
    /// Column in bytes, from 1.
    public var column: Int

    /// `line:column: message`.
    public var description: String { "\(line):\(column): \(message)" }

    /// Makes a fault at a byte offset; line and column are counted in `bytes`.
    public init(_ message: String, offset: Int, in bytes: [UInt8]) {
        self.message = message
        self.offset = offset
        var line = 1
        var start = 0
        for index in 0..<min(offset, bytes.count) where bytes[index] == 0x0A {
            line += 1
            start = index + 1
        }
        self.line = line
        self.column = offset - start + 1
    }
}
