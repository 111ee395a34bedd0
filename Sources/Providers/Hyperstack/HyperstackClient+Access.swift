import Hosts

extension HyperstackClient {
    /// What the account may do: five lists, none of which changes anything.
    func access() async -> [AccessCheck] {
        let probe = AccessProbe(
            source: { () throws(ProviderError) in
                _ = try credentials.key()
                return HyperstackCredentials.variable
            },
            rejects: { $0.code == "unauthorized" },
            remedy: { Self.remedy($0) })
        return await probe.run([
            .init("list VMs", need: Self.role("virtual machines")) { () throws(ProviderError) in
                AccessProbe.count(try await lister.vms().count, "VM")
            },
            .init("list volumes", need: Self.role("volumes")) { () throws(ProviderError) in
                AccessProbe.count(try await lister.volumes().count, "volume")
            },
            .init("list environments", need: Self.role("environments")) { () throws(ProviderError) in
                AccessProbe.count(try await lister.environments().count, "environment")
            },
            .init("read stocks", need: Self.role("stock")) { () throws(ProviderError) in
                let stocks = try HyperstackWire.stocks(try await answer(wire.stocks(), .read))
                return AccessProbe.count(stocks.count, "row")
            },
            .init("read the pricebook", need: "\(Self.role("the pricebook")); until then prices are unknown") {
                () throws(ProviderError) in
                let prices = try HyperstackWire.prices(try await answer(wire.pricebook(), .read))
                return AccessProbe.count(prices.count, "price")
            },
        ])
    }

    private static func role(_ what: String) -> String {
        "ask an owner of the organisation for a role that may read \(what)"
    }

    private static func remedy(_ error: ProviderError) -> String? {
        switch error.code {
        case "BadCredentials", "unauthorized":
            "make a new key in Hyperstack's console and set \(HyperstackCredentials.variable) to it"
        default: nil
        }
    }
}
