import Hosts

/// The account's credentials: one key, in the variable that the vendor's own tools read.
enum LambdaCredentials {
    /// The variable that holds it.
    static let variable = "LAMBDA_API_KEY"

    /// The key in an environment.
    static func key(in environment: @escaping @Sendable (String) -> String?) -> EnvironmentKey {
        EnvironmentKey(variable, of: .lambda, madeIn: "the Lambda Cloud console", environment: environment)
    }
}
