/// Labels, tags and metadata of a VM that others put there: a change of ours leaves them as they are, and the record
/// never takes them for ours.
public struct ForeignMarks: Hashable, Sendable {
    /// Labels.
    public var labels: [String: String]
    /// Network tags.
    public var tags: [String]
    /// Instance metadata.
    public var metadata: [String: String]

    /// Makes them; by default none.
    public init(labels: [String: String] = [:], tags: [String] = [], metadata: [String: String] = [:]) {
        self.labels = labels
        self.tags = tags
        self.metadata = metadata
    }

    /// Whether there are none.
    public var isEmpty: Bool { labels.isEmpty && tags.isEmpty && metadata.isEmpty }
}
