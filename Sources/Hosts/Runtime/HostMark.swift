/// What says "this is ours" on a cloud object: labels or tags, or the name suffix where a cloud has no labels.
public struct HostMark: Hashable, Sendable {
    /// Name of the fleet.
    public var fleet: String
    /// Lineage of the fleet's state: two states never share one.
    public var lineage: String
    /// Name of the host in the spec at creation.
    public var host: String
    /// The host's uid: eight characters of a–z and 2–7, made once in a host's life.
    public var uid: String
    /// Counts replacements of the host, from 1.
    public var generation: Int

    /// Makes a mark.
    public init(fleet: String, lineage: String, host: String, uid: String, generation: Int) {
        self.fleet = fleet
        self.lineage = lineage
        self.host = host
        self.uid = uid
        self.generation = generation
    }

    /// The label keys that carry a mark; reserved, users cannot set them.
    public enum LabelKey {
        /// Always `berth`.
        public static let managedBy = "managed-by"
        /// The fleet's name.
        public static let fleet = "berth-fleet"
        /// First 16 hexadecimal digits of the lineage.
        public static let lineage = "berth-lineage"
        /// The host's name.
        public static let host = "berth-host"
        /// The host's uid.
        public static let uid = "berth-uid"
        /// The generation.
        public static let generation = "berth-generation"
        /// Every key above.
        public static let all = [managedBy, fleet, lineage, host, uid, generation]
    }

    /// The mark as labels, for the create call itself.
    public var labels: [String: String] {
        [
            LabelKey.managedBy: "berth", LabelKey.fleet: fleet, LabelKey.lineage: Self.short(lineage),
            LabelKey.host: host, LabelKey.uid: uid, LabelKey.generation: String(generation),
        ]
    }

    /// Reads a mark from labels; nil unless all are there. `lineage` is then the short form.
    public init?(labels: [String: String]) {
        guard labels[LabelKey.managedBy] == "berth", let fleet = labels[LabelKey.fleet],
            let lineage = labels[LabelKey.lineage], let host = labels[LabelKey.host], let uid = labels[LabelKey.uid],
            let generation = labels[LabelKey.generation].flatMap({ Int($0) })
        else { return nil }
        self.init(fleet: fleet, lineage: lineage, host: host, uid: uid, generation: generation)
    }

    /// Whether two marks are of one host, whatever its name and generation were when they were made.
    public func isOfSameHost(as other: HostMark) -> Bool {
        uid == other.uid && fleet == other.fleet && Self.short(lineage) == Self.short(other.lineage)
    }

    /// The part of a lineage that labels carry: its first 16 hexadecimal digits, hyphens dropped.
    public static func short(_ lineage: String) -> String { String(lineage.filter { $0 != "-" }.prefix(16)) }

    /// The cloud's name for the VM: the host's name and the uid, so that a cloud without labels still tells ours.
    public var cloudName: String { "\(host)-\(uid)" }
}
