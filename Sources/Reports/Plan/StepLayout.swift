import Diagnostics

/// Sets a step's lines: values aligned in the block, remarks aligned over the whole plan.
struct StepLayout {
    let style: Style
    let width: Int

    /// Widest field that others are aligned to; a longer one (`metadata.some-long-key`) stands out alone.
    private static let widestField = 24

    /// Column where remarks begin. Fixed, so that a plan can be written in one pass and a diff of two plans is small.
    private var remarkColumn: Int { min(61, max(36, width - 20)) }

    /// The heading and its rows, each line ended by a line feed.
    func block(heading: String, place: String?, rows: [StepRow]) -> String {
        var out = line(
            plain: "  # \(heading)", painted: "  " + style.bold("# \(heading)"), remark: place, tone: .dim, indent: 4)
        let symbols = rows.map { $0.symbol.rawValue.utf8.count }.max().map { max($0, 1) } ?? 1
        let fields = rows.map { DisplayWidth.of($0.field) }.filter { $0 <= Self.widestField }.max() ?? 0
        for row in rows {
            let symbol = row.symbol.rawValue
            let mark = String(repeating: " ", count: symbols - symbol.utf8.count)
            let field = row.field + (row.value.isEmpty ? "" : Shown.padding(after: row.field, to: fields) + "  ")
            out += line(
                plain: "  \(mark)\(symbol) \(field)\(row.value)",
                painted: "  \(mark)\(row.symbol.tone.paint(symbol, style)) \(field)\(row.value)",
                remark: row.remark, tone: row.symbol == .none || row.symbol == .add ? .plain : .dim,
                indent: 5 + symbols + fields)
        }
        return out
    }

    /// A line with its remark: in the remark column, else two spaces on, else on a line of its own.
    private func line(plain: String, painted: String, remark: String?, tone: Tone, indent: Int) -> String {
        guard let remark, !remark.isEmpty else { return painted + "\n" }
        let used = DisplayWidth.of(plain)
        let gap = max(2, remarkColumn - used)
        let shown = tone.paint(remark, style)
        let fits = used + gap + DisplayWidth.of(remark) <= width || used + 2 <= remarkColumn
        if fits { return painted + String(repeating: " ", count: gap) + shown + "\n" }
        return painted + "\n" + String(repeating: " ", count: indent) + shown + "\n"
    }
}
