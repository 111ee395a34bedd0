import Hosts

/// Our marks as the tags of an instance. Tags are set at launch and never change afterwards.
enum LambdaTags {
    /// The create request's token.
    static let token = "berth-token"
    /// Digest of the create request, by which a token used twice for different things is told.
    static let request = "berth-request"
    /// Every key that is not the user's.
    static let own = HostMark.LabelKey.all + [token, request]

    /// One tag as the cloud has it.
    struct Tag: Hashable, Sendable {
        var key: String
        var value: String
    }

    /// Tags for a launch, sorted by key: the user's labels, the mark, and what finds the launch again.
    static func tags(_ request: CreateRequest, digest: String) -> [Tag] {
        var all = request.configuration.labels
        all.merge(request.mark.labels) { _, ours in ours }
        all[token] = request.token
        all[Self.request] = digest
        return all.keys.sorted().map { Tag(key: $0, value: all[$0] ?? "") }
    }

    /// The first label whose key or value a tag cannot have, and what is wrong with it.
    static func fault(_ labels: [String: String]) -> String? {
        for (key, value) in labels.sorted(by: { $0.key < $1.key }) {
            guard isKey(key) else {
                return "`\(key)` is no tag key: a small letter, then small letters, digits, `-` and `:`, 2 to 55 in all"
            }
            guard value.count <= 128 else { return "the value of `\(key)` has more than 128 characters" }
        }
        return nil
    }

    /// The mark in an instance's tags. A renamed host has its new name in the instance's name alone.
    static func mark(_ tags: [String: String], name: String?) -> HostMark? {
        guard var mark = HostMark(labels: tags) else { return nil }
        if let name, name.hasSuffix("-\(mark.uid)"), name.count > mark.uid.count + 1 {
            mark.host = String(name.dropLast(mark.uid.count + 1))
        }
        return mark
    }

    /// The user's labels among the tags.
    static func labels(_ tags: [String: String]) -> [String: String] { tags.filter { !own.contains($0.key) } }

    private static func isKey(_ key: String) -> Bool {
        guard (2...55).contains(key.utf8.count), let first = key.utf8.first, (0x61...0x7A).contains(first) else {
            return false
        }
        return key.utf8.allSatisfy {
            (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D || $0 == 0x3A
        }
    }
}
