import Foundation

/// Puts stable words in the place of what differs from run to run: uids, digests, ids, times, processes.
///
/// Each distinct value gets a number in the order in which values appear, so that a golden file still shows which two
/// places have the same value. Replacements of uids are as long as uids, so that tables stay aligned.
struct Placeholders {
    private var known: [String: String] = [:]
    private var counts: [String: Int] = [:]

    private static let patterns: [(pattern: String, word: String)] = [
        (#"sha256:[0-9a-f]{64}"#, "sha256:"),
        (#"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b"#, "lineage-"),
        (#"\b[irw]-[a-z2-7]{12}\b"#, "id-"),
    ]

    /// - Parameter uids: host uids that are known to be in the text.
    mutating func applied(to text: String, uids: [String], folder: String) throws -> String {
        var out = text.replacingOccurrences(of: folder, with: "<folder>")
        for (pattern, word) in Self.patterns {
            for found in try Self.matches(of: pattern, in: out) {
                out = out.replacingOccurrences(of: found, with: "<\(word)\(number(found, word))>")
            }
        }
        for uid in uids where out.contains(uid) {
            let digits = String(number(uid, "uid"))
            out = out.replacingOccurrences(
                of: uid, with: "uid" + String(repeating: "0", count: max(0, 5 - digits.count)) + digits)
        }
        let loose: [(String, String)] = [
            (#"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"#, "<time>"), (#"\bpid \d+"#, "pid <pid>"),
            (#"[a-z]+@[A-Za-z0-9.-]+(?=,)"#, "<who>"), (#"\b(?:\d+[hm])*\d+s ago"#, "0s ago"),
            (#"after \d+s"#, "after 0s"),
            (#"again in \d+(ms|s)"#, "again in <wait>"), (#"(?<=done)( +)\d+s"#, "$10s"),
        ]
        for (pattern, replacement) in loose {
            out = out.replacingOccurrences(of: pattern, with: replacement, options: .regularExpression)
        }
        return out
    }

    private mutating func number(_ value: String, _ word: String) -> String {
        if let given = known[value] { return given }
        counts[word, default: 0] += 1
        let given = String(counts[word] ?? 0)
        known[value] = given
        return given
    }

    /// What a pattern matches, in order of appearance, each once.
    private static func matches(of pattern: String, in text: String) throws -> [String] {
        let expression = try NSRegularExpression(pattern: pattern)
        var seen: [String] = []
        for match in expression.matches(in: text, range: NSRange(text.startIndex..., in: text)) {
            guard let range = Range(match.range, in: text) else { continue }
            let found = String(text[range])
            if !seen.contains(found) { seen.append(found) }
        }
        return seen
    }
}
