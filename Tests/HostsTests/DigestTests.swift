import Hosts
import Testing

@Suite struct DigestTests {
    /// SHA-256 of FIPS 180-4's examples.
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
    ])
    func knownDigest(text: String, hex: String) throws {
        #expect(Digest(of: text).hex == hex)
        #expect(try #require(Digest("sha256:\(hex)")) == Digest(of: text))
    }

    @Test(arguments: [0, 1, 63, 64, 65, 200])
    func piecesAreOneText(cut: Int) {
        let bytes = (0..<200).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        #expect(Digest(ofPieces: [bytes[..<cut], [], bytes[cut...]]) == Digest(of: bytes))
    }
}
