import Diagnostics
import Hosts

extension SpecDecoder {
    /// A text, or what the file says that `file:` names.
    mutating func referencedText(_ pair: Pair) -> String? {
        guard let text = text(pair, .text) else { return nil }
        guard text.hasPrefix("file:") else { return text }
        return read(text, pair)
    }

    private mutating func read(_ reference: String, _ pair: Pair) -> String? {
        let path = String(reference.dropFirst("file:".count))
        switch references.read(path) {
        case .success(let text): return text
        case .failure(let refusal):
            report(.fileReference, refusal.message, at: pair.value, label: refusal.label)
            return nil
        }
    }

    /// Public keys, each in OpenSSH form; a file may hold several lines of them.
    mutating func publicKeys(_ pair: Pair) -> [String] {
        var keys: [String] = []
        var items = list(pair, "a list of public keys")
        while let item = items.next(in: arena) {
            let entry = Pair(key: pair.key, value: item)
            if arena.isScalar(item), arena.string(item).contains("PRIVATE KEY") {
                refusePrivateKey("a private key stands in the spec; remove it, and replace the key pair", item)
                continue
            }
            guard let text = text(entry, .text) else { continue }
            guard text.hasPrefix("file:") else {
                if let key = publicKey(text, at: item) { keys.append(key) }
                continue
            }
            guard let lines = read(text, entry) else { continue }
            if lines.contains("PRIVATE KEY") {
                refusePrivateKey("`\(text)` is a private key; name the file that ends in `.pub`", item)
                continue
            }
            for line in lines.split(whereSeparator: \.isNewline) {
                let trimmed = line.drop { $0 == " " || $0 == "\t" }
                if trimmed.isEmpty || trimmed.hasPrefix("#") { continue }
                if let key = publicKey(String(trimmed), at: item) { keys.append(key) }
            }
        }
        return keys
    }

    private mutating func refusePrivateKey(_ message: String, _ item: NodeID) {
        var finding = Diagnostic(rule: Rule.sshPrivateKey.rawValue, message, at: span(item))
        finding.hidesSource = true
        problems.add(finding)
    }

    private mutating func publicKey(_ text: String, at item: NodeID) -> String? {
        if let key = PublicKey.normalized(text) { return key }
        report(
            .valueForm, "this is no public key in OpenSSH form", at: item,
            label: "expected a type, a space and base64, such as `ssh-ed25519 AAAA…`")
        return nil
    }
}

/// The look of OpenSSH public keys.
enum PublicKey {
    private static let types = [
        "ssh-ed25519", "ssh-rsa", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521",
        "sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com",
    ]

    /// A key without spaces at its ends; nil if it does not look like one: type, base64 that starts with a length,
    /// and an optional comment on the same line.
    static func normalized(_ text: String) -> String? {
        let words = text.split(whereSeparator: \.isNewline)
        guard words.count == 1, let line = words.first,
            line.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F })
        else { return nil }
        let parts = line.split(separator: " ", maxSplits: 2)
        guard parts.count >= 2, types.contains(String(parts[0])), parts[1].hasPrefix("AAAA"),
            parts[1].utf8.count >= 64
        else { return nil }
        let trimmed = parts.joined(separator: " ")
        let digits = parts[1].utf8.drop { byte in
            (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10 || byte == 0x2B || byte == 0x2F
        }
        return digits.allSatisfy { $0 == 0x3D } && digits.count <= 2 ? trimmed : nil
    }
}
