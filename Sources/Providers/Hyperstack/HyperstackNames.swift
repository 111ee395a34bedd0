import Hosts

/// Names of the objects we make. All are functions of who they are for, so that whoever looks again finds them.
enum HyperstackNames {
    /// Longest name of a VM, volume, environment or key pair.
    static let limit = 50

    /// The VM of a mark: the host's name and uid.
    static func vm(_ mark: HostMark) -> String { fit(mark.host, "-\(mark.uid)") }

    /// The data volume of a mark. A later generation has another name: the volume of the one before may have been kept.
    static func volume(_ mark: HostMark) -> String {
        fit(mark.host, "-\(mark.uid)-data" + (mark.generation > 1 ? "-\(mark.generation)" : ""))
    }

    /// The environment that hosts of a fleet share in a region.
    static func environment(prefix: String, fleet: String, region: String) -> String {
        fit("\(prefix)-\(fleet)", "-\(region.lowercased())")
    }

    /// The key pair of a public key in an environment. Comments are no part of a key.
    static func keyPair(environment: String, publicKey: String) -> String {
        "berth-key-" + Digest(of: "\(environment)\n\(bareKey(publicKey))").short
    }

    /// A public key's type and body, without its comment.
    static func bareKey(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).prefix(2).joined(separator: " ")
    }

    /// A name within the limit: the stem is cut, and what was cut is told by a digest of it.
    static func fit(_ stem: String, _ suffix: String) -> String {
        let whole = stem + suffix
        if whole.utf8.count <= limit { return whole }
        let digest = "-" + Digest(of: whole).short.prefix(8)
        // A suffix that is itself too long, such as of an odd region's name, is cut as well.
        let tail = suffix.utf8.count + digest.utf8.count < limit ? digest + suffix : digest
        return head(stem, limit - tail.utf8.count) + tail
    }

    private static func head(_ text: String, _ bytes: Int) -> String {
        var out = ""
        for character in text {
            guard out.utf8.count + character.utf8.count <= bytes else { break }
            out.append(character)
        }
        while out.hasSuffix("-") { out.removeLast() }
        return out
    }
}
