public import Diagnostics

/// Rows in aligned columns, two spaces apart. Nothing is ever cut, and no line ends in a space.
public struct Table: Sendable {
    /// Which edge of a column is straight.
    public enum Alignment: Hashable, Sendable {
        /// The left one, for words.
        case left
        /// The right one, for numbers.
        case right
    }

    /// A column's heading and alignment.
    public struct Column: Hashable, Sendable {
        /// The heading; columns without any heading make a table without a heading line.
        public var title: String
        /// The alignment.
        public var alignment: Alignment

        /// Makes a column.
        public init(_ title: String, _ alignment: Alignment = .left) {
            self.title = title
            self.alignment = alignment
        }
    }

    /// One cell: its text, and what it means.
    public struct Cell: Hashable, Sendable, ExpressibleByStringInterpolation {
        /// The text.
        public var text: String
        /// What it means.
        public var tone: Tone

        /// Makes a cell; control characters are made visible.
        public init(_ text: String, _ tone: Tone = .plain) {
            self.text = Shown.text(text)
            self.tone = tone
        }

        /// A cell without a tone.
        public init(stringLiteral value: String) { self.init(value) }
    }

    /// The columns.
    public var columns: [Column]
    /// The rows; a short one is filled with empty cells, what is too much is dropped.
    public var rows: [[Cell]]

    /// Makes a table.
    public init(_ columns: [Column], rows: [[Cell]] = []) {
        self.columns = columns
        self.rows = rows
    }

    /// The table as text, every line ended by a line feed; empty for a table without rows.
    /// - Parameters:
    ///   - style: colours or none.
    ///   - indent: spaces before each line.
    public func text(style: Style, indent: Int = 0) -> String {
        guard !rows.isEmpty else { return "" }
        var widths = columns.map { DisplayWidth.of($0.title) }
        for row in rows {
            for (index, cell) in row.prefix(columns.count).enumerated() {
                widths[index] = max(widths[index], DisplayWidth.of(cell.text))
            }
        }
        let margin = String(repeating: " ", count: max(0, indent))
        var out = ""
        if columns.contains(where: { !$0.title.isEmpty }) {
            out += margin + line(columns.map { Cell($0.title, .strong) }, widths, style) + "\n"
        }
        for row in rows { out += margin + line(row, widths, style) + "\n" }
        return out
    }

    private func line(_ cells: [Cell], _ widths: [Int], _ style: Style) -> String {
        var out = ""
        var owed = 0
        for (index, cell) in cells.prefix(columns.count).enumerated() {
            let free = widths[index] - DisplayWidth.of(cell.text)
            // Spaces are owed until something follows them, so that none is left at the end.
            if columns[index].alignment == .right { owed += free }
            if !cell.text.isEmpty {
                out += String(repeating: " ", count: owed) + cell.tone.paint(cell.text, style)
                owed = 0
            }
            owed += 2 + (columns[index].alignment == .left ? free : 0)
        }
        return out
    }
}
