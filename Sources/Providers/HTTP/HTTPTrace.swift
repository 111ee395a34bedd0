public import Hosts

/// Writes requests and answers down, for `--trace`. Credentials are cut before anything is written.
public protocol HTTPTrace: Sendable {
    /// Notes one exchange.
    /// - Parameter elapsed: from sending to the answer's last byte; nil if it was not measured.
    func record(
        _ provider: ProviderID, _ request: HTTPRequest, _ result: Result<HTTPResponse, HTTPFault>, elapsed: Duration?)
}

extension HTTPTrace {
    /// Notes one exchange whose time was not measured.
    public func record(_ provider: ProviderID, _ request: HTTPRequest, _ result: Result<HTTPResponse, HTTPFault>) {
        record(provider, request, result, elapsed: nil)
    }
}
