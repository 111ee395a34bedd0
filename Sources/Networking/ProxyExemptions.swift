/// The list in `NO_PROXY`, read as curl reads it: names that stand for themselves and all below them, addresses and
/// address ranges (`10.0.0.0/8`), each perhaps with a port, by commas or spaces; a sole `*` for every host.
/// `*.example.com`, which curl does not know, is taken for `.example.com`, which it can only mean.
struct ProxyExemptions: Sendable {
    private enum Pattern: Sendable {
        /// The name, and all names that end with a dot and it.
        case name(String)
        /// Addresses that share so many leading bits with this one.
        case range(IPAddress, bits: Int)
    }

    private var all = false
    private var patterns: [(pattern: Pattern, port: Int?)] = []

    init(_ text: String) {
        let words = text.split { $0 == "," || $0 == " " || $0 == "\t" }.map { $0.lowercased() }
        all = words == ["*"]
        patterns = words.compactMap(Self.pattern)
    }

    /// Whether a request is to go without a proxy.
    func cover(_ target: RequestTarget) -> Bool {
        if all { return true }
        let address = IPAddress(target.host)
        let host = Self.trimmed(target.host)
        return patterns.contains { entry in
            guard entry.port == nil || entry.port == target.port else { return false }
            switch entry.pattern {
            case .name(let name): return host == name || (address == nil && host.hasSuffix(".\(name)"))
            case .range(let network, let bits): return address?.isIn(network, bits: bits) ?? false
            }
        }
    }

    private static func pattern(_ word: String) -> (pattern: Pattern, port: Int?)? {
        if let slash = word.firstIndex(of: "/") {
            guard let network = IPAddress(String(word[..<slash])), let bits = Int(word[word.index(after: slash)...]),
                (0...network.bytes.count * 8).contains(bits)
            else { return nil }
            return (.range(network, bits: bits), nil)
        }
        guard let split = RequestTarget.split(word) else { return nil }
        if let address = IPAddress(split.host) {
            return (.range(address, bits: address.bytes.count * 8), split.port)
        }
        let name = trimmed(
            split.host.hasPrefix("*.")
                ? String(split.host.dropFirst(2))
                : split.host.hasPrefix(".") ? String(split.host.dropFirst()) : split.host)
        return name.isEmpty ? nil : (.name(name), split.port)
    }

    /// A name without the dot that may end it.
    private static func trimmed(_ name: String) -> String { name.hasSuffix(".") ? String(name.dropLast()) : name }
}
