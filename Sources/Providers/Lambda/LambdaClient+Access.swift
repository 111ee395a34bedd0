import Hosts

extension LambdaClient {
    /// What the account may do: three calls, none of which changes anything.
    func access() async -> [AccessCheck] {
        let probe = AccessProbe(
            source: { () throws(ProviderError) in
                _ = try credentials.key()
                return LambdaCredentials.variable
            },
            rejects: { ["global/invalid-api-key", "HTTP 401"].contains($0.code) },
            remedy: { Self.remedy($0) })
        return await probe.run([
            .init("list instances") { () throws(ProviderError) in
                AccessProbe.count(try await instances().count { !$0.isGone }, "instance")
            },
            .init("read machine types") { () throws(ProviderError) in
                let types = try LambdaWire.types(try await api.send(wire.types(), .read))
                return AccessProbe.count(types.count, "type")
            },
            .init("list SSH keys") { () throws(ProviderError) in
                AccessProbe.count(try LambdaWire.keys(try await api.send(wire.keys(), .read)).count, "key")
            },
        ])
    }

    private static func remedy(_ error: ProviderError) -> String? {
        switch error.code {
        case "BadCredentials", "global/invalid-api-key", "HTTP 401":
            "make a new key in the Lambda Cloud console and set \(LambdaCredentials.variable) to it"
        case "global/account-inactive": "activate the account in the Lambda Cloud console"
        case "global/invalid-address": "complete the billing address in the Lambda Cloud console"
        case "global/forbidden": "use a key whose owner may do this in the account's team"
        default: nil
        }
    }
}
