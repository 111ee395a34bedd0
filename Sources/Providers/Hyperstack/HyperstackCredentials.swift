import Hosts

/// The account's credentials: one key, in the variable that the vendor's own tools read.
enum HyperstackCredentials {
    /// The variable that holds it.
    static let variable = "HYPERSTACK_API_KEY"

    /// The key in an environment.
    static func key(in environment: @escaping @Sendable (String) -> String?) -> EnvironmentKey {
        EnvironmentKey(variable, of: .hyperstack, madeIn: "Hyperstack's console", environment: environment)
    }
}
