import AsyncHTTPClient

/// A proxy as a variable of the environment names it.
struct ProxyAddress: Hashable, Sendable {
    /// How it is spoken to.
    enum Form: Hashable, Sendable {
        case http
        case socks
    }

    var form: Form
    var host: String
    var port: Int
    /// `user:password`; never shown.
    private var credentials: String?

    /// Reads `http://user:password@host:port`, `socks5://host:port` or `host:port`.
    /// - Returns: nil if it is none of these. The port is 1080 if it is left out, as it is for curl.
    init?(_ text: String) {
        var rest = Substring(text)
        form = .http
        if let colon = rest.firstRange(of: "://") {
            switch rest[..<colon.lowerBound].lowercased() {
            case "http": form = .http
            case "socks5", "socks5h": form = .socks
            default: return nil
            }
            rest = rest[colon.upperBound...]
        }
        rest = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        if let at = rest.lastIndex(of: "@") {
            guard let decoded = Self.decoded(rest[..<at]) else { return nil }
            credentials = decoded
            rest = rest[rest.index(after: at)...]
        }
        guard let split = RequestTarget.split(String(rest)) else { return nil }
        host = split.host
        port = split.port ?? 1080
    }

    /// For messages: without credentials.
    var shown: String { "\(host.contains(":") ? "[\(host)]" : host):\(port)" }

    var clientProxy: HTTPClient.Configuration.Proxy {
        switch form {
        case .socks: return .socksServer(host: host, port: port)
        case .http:
            guard let credentials else { return .server(host: host, port: port) }
            let parts = credentials.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            return .server(
                host: host, port: port,
                authorization: .basic(
                    username: String(parts.first ?? ""), password: parts.count > 1 ? String(parts[1]) : ""))
        }
    }

    private static func decoded(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8
        while let byte = rest.popFirst() {
            guard byte == 0x25 else {
                bytes.append(byte)
                continue
            }
            guard let value = UInt8(Substring(rest.prefix(2)), radix: 16), rest.count >= 2 else { return nil }
            rest = rest.dropFirst(2)
            bytes.append(value)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
