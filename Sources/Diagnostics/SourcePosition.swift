/// A place in a source text, as an editor shows it.
public struct SourcePosition: Hashable, Comparable, Sendable {
    /// Line, counted from 1.
    public var line: Int
    /// Column, counted from 1, in Unicode code points (as libyaml counts), not bytes.
    public var column: Int

    /// Makes a position; both numbers count from 1.
    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    /// Text order: line first, then column.
    public static func < (left: Self, right: Self) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }
}
