/// What is remembered of a text that must not be stored: its digest and length. User data is one.
public struct TextDigest: Hashable, Sendable {
    /// SHA-256 of the UTF-8 bytes.
    public var digest: Digest
    /// Length in bytes.
    public var length: Int

    /// The digest and length of a text.
    public init(of text: String) {
        digest = Digest(of: text)
        length = text.utf8.count
    }

    /// From a stored digest and length.
    public init(digest: Digest, length: Int) {
        self.digest = digest
        self.length = length
    }
}
