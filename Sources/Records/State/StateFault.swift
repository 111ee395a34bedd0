public import JSON

/// Why bytes are not a state that can be used, without the name of their file.
public enum StateFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// Not JSON, or not of the expected shape; with the place.
    case malformed(JSONFault)
    /// The digest in the document is not that of its bytes: something changed it after it was written.
    case digestMismatch
    /// Written by a newer version in a way this one does not understand.
    case tooNew(version: Int, minReader: Int)

    /// What is wrong, for people.
    public var description: String {
        switch self {
        case .malformed(let fault): fault.description
        case .digestMismatch: "its sha256 does not match its contents: it was changed or damaged after it was written"
        case .tooNew(let version, let minReader):
            "it has format version \(version) and needs a reader of version \(minReader) or later; "
                + "this is version \(StateDocument.version)"
        }
    }
}
