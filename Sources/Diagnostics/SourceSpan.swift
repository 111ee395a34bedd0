/// A stretch of one source file, `start` included and `end` excluded.
public struct SourceSpan: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The file as the user named it.
    public var file: String
    /// First position of the stretch.
    public var start: SourcePosition
    /// Position just past the stretch; equal to `start` for a mere point.
    public var end: SourcePosition

    /// Makes a span; a missing end makes it one column wide.
    public init(file: String, start: SourcePosition, end: SourcePosition? = nil) {
        self.file = file
        self.start = start
        self.end = end ?? SourcePosition(line: start.line, column: start.column + 1)
    }

    /// File order: by path, then by place.
    public static func < (left: Self, right: Self) -> Bool {
        (left.file, left.start, left.end) < (right.file, right.start, right.end)
    }

    /// `file:line:column`, the form editors and CI systems link.
    public var description: String { "\(file):\(start.line):\(start.column)" }
}
