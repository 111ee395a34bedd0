import Hosts

/// Names of the things that hosts of a fleet share. They carry the fleet, so that a later run knows them for ours.
enum LambdaNames {
    /// Longest name of a key or ruleset.
    static let limit = 64

    /// Name of the key that holds a public key. The digest is of type and blob; a comment is nobody's concern.
    static func key(fleet: String, publicKey: String) -> String {
        name(fleet: fleet, digest: Digest(of: blob(publicKey)))
    }

    /// Name of the ruleset that opens ports in a region.
    static func ruleset(fleet: String, region: String, ports: [PortRule]) -> String {
        let text = region + "\n" + ports.map(\.text).sorted().joined(separator: "\n")
        return name(fleet: fleet, digest: Digest(of: text))
    }

    /// Whether a name is one of these, of a fleet.
    static func isOurs(_ name: String, fleet: String) -> Bool {
        let prefix = prefix(fleet)
        guard name.hasPrefix(prefix) else { return false }
        let digest = name.dropFirst(prefix.count)
        return digest.count == 16 && digest.allSatisfy { $0.isHexDigit }
    }

    /// A public key's type and blob, its comment dropped.
    static func blob(_ publicKey: String) -> String {
        publicKey.split(whereSeparator: \.isWhitespace).prefix(2).joined(separator: " ")
    }

    private static func name(fleet: String, digest: Digest) -> String {
        prefix(fleet) + digest.hex.prefix(16)
    }

    private static func prefix(_ fleet: String) -> String {
        "berth-\(fleet.prefix(limit - "berth--".count - 16))-"
    }
}
