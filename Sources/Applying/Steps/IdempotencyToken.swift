import Crypto
import Hosts
import JSON

/// The token of a create call.
///
/// A function of who is made, for which time, and what is asked: so a call that is sent again after a crash carries the
/// token of the first, and one that asks for something else never does (clouds refuse a token with another request).
/// Never a time, never a process id.
enum IdempotencyToken {
    /// 32 characters of a–z and 2–7, 160 bits: within the limits of every cloud that takes a token.
    /// - Parameters:
    ///   - request: the whole request; the token it holds is not looked at.
    ///   - attempt: counts definite refusals: some clouds answer a token that once failed with that failure for ever.
    static func make(_ request: CreateRequest, provider: ProviderID, attempt: Int) -> String {
        var bare = request
        bare.token = ""
        var writer = JSONWriter(pretty: false)
        bare.write(to: &writer)
        let mark = request.mark
        let parts = [
            mark.lineage, mark.uid, "create", String(mark.generation), String(attempt), provider.rawValue,
            String(decoding: writer.finish(), as: UTF8.self),
        ]
        let digest = Array(SHA256.hash(data: Array(parts.joined(separator: "\u{0}").utf8)))
        return base32(digest[..<20])
    }

    private static func base32(_ bytes: ArraySlice<UInt8>) -> String {
        let alphabet = Array("abcdefghijklmnopqrstuvwxyz234567".utf8)
        var out: [UInt8] = []
        var buffer = 0
        var bits = 0
        for byte in bytes {
            buffer = (buffer << 8 | Int(byte)) & 0xFFF
            bits += 8
            while bits >= 5 {
                bits -= 5
                out.append(alphabet[buffer >> bits & 31])
            }
        }
        return String(decoding: out, as: UTF8.self)
    }
}
