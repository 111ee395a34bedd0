public import Hosts
public struct RetryPolicy: Sendable { public init() {}
public func delay(after kind: ProviderError.Kind, attempt: Int, idempotent: Bool) -> Duration? { nil } }
