/// Where a request goes, as far as proxies and messages care.
struct RequestTarget: Hashable, Sendable {
    /// `http` or `https`.
    var scheme: String
    /// Name or address, in small letters, without brackets.
    var host: String
    var port: Int

    init?(url: String) {
        guard let colon = url.firstRange(of: "://") else { return nil }
        scheme = url[..<colon.lowerBound].lowercased()
        guard scheme == "http" || scheme == "https" else { return nil }
        var authority = url[colon.upperBound...].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        if let at = authority.lastIndex(of: "@") { authority = authority[authority.index(after: at)...] }
        guard let split = Self.split(String(authority)) else { return nil }
        host = split.host
        port = split.port ?? (scheme == "https" ? 443 : 80)
    }

    /// For messages: no path, no query, no user.
    var shown: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return "\(scheme)://\(name)" + (port == (scheme == "https" ? 443 : 80) ? "" : ":\(port)")
    }

    /// Takes `host`, `host:port`, `[v6]` or `[v6]:port` apart; nil for anything else. An IPv6 address without brackets
    /// has no port.
    static func split(_ text: String) -> (host: String, port: Int?)? {
        var host = Substring(text)
        var port: Substring?
        if host.hasPrefix("[") {
            guard let end = host.firstIndex(of: "]") else { return nil }
            let rest = host[host.index(after: end)...]
            host = host[..<end].dropFirst()
            guard rest.isEmpty || rest.hasPrefix(":") else { return nil }
            if !rest.isEmpty { port = rest.dropFirst() }
        } else if let colon = host.firstIndex(of: ":"), host.lastIndex(of: ":") == colon {
            port = host[host.index(after: colon)...]
            host = host[..<colon]
        }
        guard !host.isEmpty else { return nil }
        guard let port else { return (host.lowercased(), nil) }
        guard let number = UInt16(port), number > 0, !port.hasPrefix("+") else { return nil }
        return (host.lowercased(), Int(number))
    }
}
