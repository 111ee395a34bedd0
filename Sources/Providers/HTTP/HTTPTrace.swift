public import Hosts

/// Writes requests and answers down, for `--trace`. Credentials are cut before anything is written.
public protocol HTTPTrace: Sendable {
    /// Notes one exchange.
    func record(_ provider: ProviderID, _ request: HTTPRequest, _ result: Result<HTTPResponse, HTTPFault>)
}
