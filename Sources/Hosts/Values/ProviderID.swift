/// The clouds Berth knows, by the word used in specs.
public enum ProviderID: String, Hashable, Comparable, Sendable, CaseIterable {
    /// Google Cloud Platform.
    case gcp
    /// Hyperstack (NexGen Cloud).
    case hyperstack
    /// Lambda Cloud.
    case lambda
    /// Amazon Web Services.
    case aws
    /// Nebius AI Cloud.
    case nebius
    /// The embedded cloud for examples, tests and drills.
    case local

    /// Alphabetical, so that every listing has one order.
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
