import Hosts

/// Base addresses of the cloud's services, without a slash at their end.
struct GCPEndpoints: Hashable, Sendable {
    /// Compute Engine, version included.
    var compute = "https://compute.googleapis.com/compute/v1"
    /// Cloud Billing, version included.
    var billing = "https://cloudbilling.googleapis.com/v1"
    /// Where a grant is exchanged for a token, unless the credentials file names its own address.
    var token = "https://oauth2.googleapis.com/token"
    /// Whether these are another's addresses: then the metadata server is asked only if it was named.
    var isCustom = false

    /// The cloud's own addresses, or those under one base URL, written with or without `/compute/v1`.
    init(endpoint: String?) {
        guard var base = endpoint else { return }
        let tail = "/compute/v1"
        while base.hasSuffix("/") { base.removeLast() }
        if base.hasSuffix(tail) { base.removeLast(tail.utf8.count) }
        while base.hasSuffix("/") { base.removeLast() }
        compute = base + tail
        // The vendor's own doors to Compute Engine, regional and private ones too, are no doors to its other services.
        if Self.isVendors(base) { return }
        billing = base + "/v1"
        token = base + "/token"
        isCustom = true
    }

    /// Whether a base URL is on a host of the vendor's.
    private static func isVendors(_ base: String) -> Bool {
        guard base.hasPrefix("https://") else { return false }
        let host = base.dropFirst(8).prefix { $0 != "/" && $0 != ":" }.lowercased()
        return host.hasSuffix(".googleapis.com")
    }
}

/// Percent-encoding, by bytes.
enum URLText {
    /// A path segment or query value: everything but letters, digits, `-`, `.`, `_` and `~` is encoded.
    static func encode(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var out: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: out.append(byte)
            default: out += [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: out, as: UTF8.self)
    }

    /// A path of segments that are joined by slashes already.
    static func encode(path: String) -> String {
        path.split(separator: "/", omittingEmptySubsequences: false).map { encode(String($0)) }.joined(separator: "/")
    }

    /// `?a=b&c=d`, or nothing.
    static func query(_ pairs: [(name: String, value: String)]) -> String {
        if pairs.isEmpty { return "" }
        return "?" + pairs.map { "\(encode($0.name))=\(encode($0.value))" }.joined(separator: "&")
    }
}
