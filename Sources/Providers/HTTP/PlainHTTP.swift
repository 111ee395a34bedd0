/// Tells where credentials may travel unencrypted: nowhere that others are likely to read along.
///
/// Plain http is for a stand-in on this machine, for a container beside it and for a gateway in a private network. To a
/// name or an address of the open internet, credentials go by https only.
enum PlainHTTP {
    /// Domains that no public name is in.
    private static let privateDomains = [
        ".localhost", ".local", ".internal", ".lan", ".home.arpa", ".test", ".invalid", ".example",
    ]

    /// Whether a request to a URL would show its header fields to the open internet.
    static func exposes(_ url: String) -> Bool {
        guard url.lowercased().hasPrefix("http://") else { return false }
        var authority = url.dropFirst("http://".count).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        if let at = authority.lastIndex(of: "@") { authority = authority[authority.index(after: at)...] }
        if authority.hasPrefix("[") {
            return !isPrivate(six: authority.dropFirst().prefix { $0 != "]" }.lowercased())
        }
        var host = authority.prefix { $0 != ":" }.lowercased()
        if host.hasSuffix(".") { host.removeLast() }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        let bytes = parts.compactMap { UInt8($0) }
        if parts.count == 4, bytes.count == 4 { return !isPrivate(four: bytes) }
        return parts.count > 1 && !privateDomains.contains { host.hasSuffix($0) }
    }

    /// Loopback, private and link-local ranges.
    private static func isPrivate(four bytes: [UInt8]) -> Bool {
        switch (bytes[0], bytes[1]) {
        case (127, _), (10, _), (172, 16...31), (192, 168), (169, 254): true
        default: false
        }
    }

    /// Loopback, unique local and link-local ranges.
    private static func isPrivate(six address: String) -> Bool {
        if address == "::1" || address == "0:0:0:0:0:0:0:1" { return true }
        let first = address.prefix { $0 != ":" }
        guard first.count == 4 else { return false }
        return ["fc", "fd", "fe8", "fe9", "fea", "feb"].contains { first.hasPrefix($0) }
    }
}
