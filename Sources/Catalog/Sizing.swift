/// Chooses machine types: the cheapest that satisfies a request, by deterministic rules.
public enum Sizing {
    /// Why nothing could be chosen.
    public struct NoOffering: Error, Hashable, Sendable {
        /// The spec key at fault: `machine_type`, `gpu`, `cpu`, `ram_gb`, `region`, `zone` or `pricing`.
        public var key: String
        /// What is wrong, one sentence without a full stop.
        public var message: String
        /// What to write instead, if something is close.
        public var suggestion: String?

        /// Makes it.
        public init(key: String, message: String, suggestion: String? = nil) {
            self.key = key
            self.message = message
            self.suggestion = suggestion
        }
    }
}
