/// Lines to quote from the files of a report. Each file is indexed once, and the line asked for last is kept: many
/// findings may stand on one long line.
public struct QuotedLines: Sendable {
    private let texts: [String: SourceText]
    private var indexes: [String: SourceLines] = [:]
    private var line: (file: String, number: Int, scalars: [Unicode.Scalar])?

    /// Makes one; nothing is indexed yet.
    /// - Parameter texts: files by the name that spans use.
    public init(of texts: [String: SourceText]) { self.texts = texts }

    /// The lines of a file; nil for one that is not at hand.
    public mutating func lines(of file: String) -> SourceLines? {
        if let made = indexes[file] { return made }
        let made = texts[file]?.lines()
        indexes[file] = made
        return made
    }

    /// The code points of a line, counted from 1, without its line break; none for a line that is not there.
    public mutating func scalars(_ number: Int, of file: String) -> [Unicode.Scalar] {
        if let line, line.number == number, line.file == file { return line.scalars }
        let scalars = Array((lines(of: file)?.text(number) ?? "").unicodeScalars)
        line = (file, number, scalars)
        return scalars
    }
}
