import Hosts

/// Names of the things that hosts of a fleet share. They carry the fleet, so that a later run knows them for ours.
///
/// `berth-FLEET-DIGEST`, keys and rulesets alike; a digest has 16 hexadecimal digits.
enum LambdaNames {
    /// Longest name of a key or ruleset.
    static let limit = 64

    /// Name of the key that holds a public key. The digest is of type and blob; a comment is nobody's concern.
    static func key(fleet: String, publicKey: String) -> String {
        prefix(fleet) + Digest(of: blob(publicKey)).hex.prefix(16)
    }

    /// Name of the ruleset that opens a host's ports in its region; nil if none are to be opened.
    static func ruleset(for request: CreateRequest, region: String) -> String? {
        let ports = request.configuration.openPorts
        if ports.isEmpty { return nil }
        return ruleset(fleet: request.mark.fleet, region: region, ports: ports)
    }

    /// Name of the ruleset that opens ports in a region.
    static func ruleset(fleet: String, region: String, ports: [PortRule]) -> String {
        let text = region + "\n" + Set(ports.map(\.text)).sorted().joined(separator: "\n")
        return prefix(fleet) + Digest(of: text).hex.prefix(16)
    }

    /// Whether a name is one of these, of a fleet.
    static func isOurs(_ name: String, fleet: String) -> Bool {
        let prefix = prefix(fleet)
        guard name.hasPrefix(prefix) else { return false }
        return isDigest(name.dropFirst(prefix.count))
    }

    /// Whether a name is one of these, of any fleet.
    static func isOurs(_ name: String) -> Bool {
        let head = name.dropLast(16)
        return name.hasPrefix("berth-") && head.count > "berth--".count && head.hasSuffix("-")
            && isDigest(name.suffix(16))
    }

    /// A public key's type and blob, its comment dropped.
    static func blob(_ publicKey: String) -> String {
        publicKey.split(whereSeparator: \.isWhitespace).prefix(2).joined(separator: " ")
    }

    private static func isDigest(_ text: Substring) -> Bool {
        text.utf8.count == 16 && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }

    private static func prefix(_ fleet: String) -> String {
        "berth-\(fleet.prefix(limit - "berth--".count - 16))-"
    }
}
