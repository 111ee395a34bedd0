import Providers

/// Which proxy a request goes through, by the variables that curl and most other tools read.
///
/// `HTTPS_PROXY` is for https, `HTTP_PROXY` for http, `ALL_PROXY` for both where the first is not set; names in small
/// letters go before those in capitals. An empty value means no proxy. Hosts in `NO_PROXY` are spoken to directly.
/// Metadata servers are spoken to directly, whatever the variables say: they are known to the machine itself alone, and
/// hand out its credentials. The client tunnels through the proxy by CONNECT, http as well as https.
struct ProxyRoutes: Sendable {
    private struct Setting: Sendable {
        var variable: String
        var address: ProxyAddress?
    }

    /// Link-local addresses, the ones that Google and Amazon give their metadata servers by IPv6, and Google's names.
    private static let metadata = ProxyExemptions(
        "169.254.0.0/16,fe80::/10,fd20:ce::254,fd00:ec2::254,metadata.google.internal,metadata")

    private var settings: [String: Setting] = [:]
    private let exempt: ProxyExemptions

    init(environment: (String) -> String?) {
        func first(_ names: [String]) -> (name: String, value: String)? {
            for name in names { if let value = environment(name) { return (name, value) } }
            return nil
        }
        for scheme in ["http", "https"] {
            let own = "\(scheme)_proxy"
            guard let found = first([own, own.uppercased(), "all_proxy", "ALL_PROXY"]), !found.value.isEmpty else {
                continue
            }
            settings[scheme] = Setting(variable: found.name, address: ProxyAddress(found.value))
        }
        exempt = ProxyExemptions(first(["no_proxy", "NO_PROXY"])?.value ?? "")
    }

    /// The proxy for a request; nil for none.
    /// - Throws: `proxy` if the variable holds no address of a proxy.
    func proxy(for target: RequestTarget) throws(HTTPFault) -> ProxyAddress? {
        guard let setting = settings[target.scheme], !exempt.cover(target), !Self.metadata.cover(target) else {
            return nil
        }
        guard let address = setting.address else {
            throw HTTPFault(
                .notSent, code: "proxy",
                description: "\(setting.variable) holds no address of a proxy; write http://HOST:PORT")
        }
        return address
    }
}
