import Hosts

/// The labels of a VM: Hyperstack has a list of strings, in which each of our pairs is `key=value`.
///
/// A label is sent without spaces, because the cloud may take a space for the end of a label; what is not plain is
/// percent-encoded. Beside the mark there are labels of the adapter's own, which the user never sees.
struct HyperstackLabels: Hashable, Sendable {
    /// The adapter's own keys.
    enum Key {
        /// Tells one create request from another.
        static let request = "berth-request"
        /// Id of the data volume that belongs to the VM, attached or not yet.
        static let data = "berth-data"
        /// The image as it was asked for, where the cloud's name is another.
        static let image = "berth-image"
        /// `ephemeral` if the data disk is the machine's own.
        static let storage = "berth-storage"
        /// `none` if the host wants no public address.
        static let address = "berth-address"
        /// The type of the data disk as it was asked for, where it is not `balanced`.
        static let diskType = "berth-disk"
        static let all = [request, data, image, storage, address, diskType]
    }

    /// The value of `Key.address` of a host without one.
    static let noAddress = "none"

    /// Whose it is.
    var mark: HostMark?
    /// The user's.
    var user: [String: String] = [:]
    /// The adapter's own.
    var own: [String: String] = [:]

    init(mark: HostMark?, user: [String: String], own: [String: String] = [:]) {
        self.mark = mark
        self.user = user
        self.own = own
    }

    /// Reads a VM's labels. One without `=` is a key without a value.
    init(reading labels: [String]) {
        var all: [String: String] = [:]
        for label in labels where !label.isEmpty {
            let parts = label.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            all[Self.decode(parts[0])] = parts.count == 2 ? Self.decode(parts[1]) : ""
        }
        mark = HostMark(labels: all)
        own = all.filter { Key.all.contains($0.key) }
        user = all.filter { !Key.all.contains($0.key) && !HostMark.LabelKey.all.contains($0.key) }
    }

    /// The labels as they are sent, sorted.
    var list: [String] {
        var all = user.filter { !Key.all.contains($0.key) && !HostMark.LabelKey.all.contains($0.key) }
        all.merge(own) { $1 }
        if let mark { all.merge(mark.labels) { $1 } }
        return all.map { key, value in
            value.isEmpty ? Self.encode(key) : "\(Self.encode(key))=\(Self.encode(value))"
        }.sorted()
    }

    /// The mark on one line, for objects that have a description and no labels.
    static func line(_ mark: HostMark) -> String {
        HyperstackLabels(mark: mark, user: [:]).list.joined(separator: " ")
    }

    /// Reads the mark from such a line.
    static func mark(inLine text: String?) -> HostMark? {
        guard let text else { return nil }
        return HyperstackLabels(reading: text.split(separator: " ").map(String.init)).mark
    }

    private static let plain = Set("-._~:/@+".utf8)

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: plain.contains(byte)
        }
    }

    private static func encode(_ text: String) -> String { PercentText.encode(text, keeping: isPlain) }

    private static func decode(_ text: Substring) -> String { PercentText.decode(text) ?? String(text) }
}
