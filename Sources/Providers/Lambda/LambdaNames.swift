import Hosts

/// Names of the things that hosts of a fleet share. They carry the fleet, so that a later run knows them for ours.
enum LambdaNames {
    /// Longest name of a key or ruleset.
    static let limit = 64

    /// Name of the key that holds a public key. The digest is of type and blob; a comment is nobody's concern.
    static func key(fleet: String, publicKey: String) -> String {
        name(fleet: fleet, digest: Digest(of: Array(blob(publicKey).utf8)))
    }

    /// Name of the ruleset that opens ports in a region.
    static func ruleset(fleet: String, region: String, ports: [PortRule]) -> String {
        let text = region + "\n" + ports.map(\.text).sorted().joined(separator: "\n")
        return name(fleet: fleet, digest: Digest(of: Array(text.utf8)))
    }

    /// Whether a name is one of these.
    static func isOurs(_ name: String) -> Bool {
        guard name.hasPrefix("berth-") else { return false }
        guard let digest = name.split(separator: "-").last else { return false }
        return digest.count == 16 && digest.allSatisfy { $0.isHexDigit }
    }

    /// A public key's type and blob, its comment dropped.
    static func blob(_ publicKey: String) -> String {
        publicKey.split(whereSeparator: \.isWhitespace).prefix(2).joined(separator: " ")
    }

    private static func name(fleet: String, digest: Digest) -> String {
        let room = limit - "berth--".count - 16
        return "berth-\(fleet.prefix(room))-\(digest.hexadecimal.prefix(16))"
    }
}
