import Crypto

/// A SHA-256 digest in its printed form, `sha256:` and 64 hexadecimal digits.
public struct Digest: Hashable, Sendable, CustomStringConvertible {
    /// The 64 lower-case hexadecimal digits.
    public let hex: String

    /// The digest of some bytes.
    public init(of bytes: some Sequence<UInt8>) {
        var hash = SHA256()
        hash.update(data: Array(bytes))
        hex = Self.hex(hash.finalize())
    }

    /// The digest of bytes that lie in several pieces.
    public init(ofPieces pieces: [ArraySlice<UInt8>]) {
        var hash = SHA256()
        for piece in pieces { hash.update(data: piece) }
        hex = Self.hex(hash.finalize())
    }

    /// The digest of a text's UTF-8 bytes.
    public init(of text: String) { self.init(of: Array(text.utf8)) }

    /// Reads `sha256:<64 hex>`; nil for anything else.
    public init?(_ text: String) {
        let prefix = "sha256:"
        guard text.hasPrefix(prefix) else { return nil }
        let hex = text.dropFirst(prefix.count)
        guard hex.utf8.count == 64, hex.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
        else {
            return nil
        }
        self.hex = String(hex)
    }

    /// The printed form.
    public var description: String { "sha256:\(hex)" }

    /// The first twelve hexadecimal digits, enough for a person.
    public var short: String { String(hex.prefix(12)) }

    private static func hex(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var out: [UInt8] = []
        for byte in bytes {
            out.append(digits[Int(byte >> 4)])
            out.append(digits[Int(byte & 15)])
        }
        return String(decoding: out, as: UTF8.self)
    }
}
