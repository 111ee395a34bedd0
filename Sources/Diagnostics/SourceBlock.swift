/// A named stretch of a source file, such as the block that declares a host.
public struct SourceBlock: Hashable, Sendable {
    /// Its name as written; a name pattern is one block, whatever it stands for.
    public var name: String
    /// From the name up to where something else begins.
    public var span: SourceSpan

    /// Makes a block.
    public init(_ name: String, _ span: SourceSpan) {
        self.name = name
        self.span = span
    }

    /// Whether a finding's place begins in this block.
    public func holds(_ place: SourceSpan) -> Bool {
        place.file == span.file && span.start <= place.start && place.start < span.end
    }
}
