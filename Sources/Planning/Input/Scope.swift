import Hosts

/// Which hosts a plan is about. Hosts are independent, so a part of a plan is a safe plan.
public struct Scope: Hashable, Sendable {
    /// A name pattern with `*` and `?`, or `label=value`.
    public enum Selector: Hashable, Sendable, CustomStringConvertible {
        /// By host name.
        case name(String)
        /// By label.
        case label(String, String)

        /// Reads a selector; anything with `=` is a label.
        public init(_ text: String) {
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            self = parts.count == 2 ? .label(String(parts[0]), String(parts[1])) : .name(text)
        }

        /// As the user wrote it.
        public var description: String {
            switch self {
            case .name(let pattern): pattern
            case .label(let key, let value): "\(key)=\(value)"
            }
        }

        /// Whether a host is meant.
        public func matches(host: String, labels: [String: String]) -> Bool {
            switch self {
            case .name(let pattern): Glob.matches(host, pattern: pattern)
            case .label(let key, let value): labels[key].map { Glob.matches($0, pattern: value) } ?? false
            }
        }
    }

    /// Only these; empty for all.
    public var only: [Selector]
    /// But not these.
    public var exclude: [Selector]

    /// Makes a scope.
    public init(only: [Selector] = [], exclude: [Selector] = []) {
        self.only = only
        self.exclude = exclude
    }

    /// Whether everything is meant.
    public var isWhole: Bool { only.isEmpty && exclude.isEmpty }

    /// Whether a host is meant.
    public func contains(host: String, labels: [String: String]) -> Bool {
        if isWhole { return true }
        if exclude.contains(where: { $0.matches(host: host, labels: labels) }) { return false }
        return only.isEmpty || only.contains { $0.matches(host: host, labels: labels) }
    }

    /// Whether a host is meant by its very name.
    public func names(_ host: String) -> Bool { only.contains(.name(host)) }
}
