/// The version of this build.
public enum Version {
    /// Semantic version, as `berth version` prints it and as files carry it.
    public static let current = "0.1.0"
}
