import Diagnostics
import Hosts
import Providers

/// Checks that need the providers' tables: settings and options that no cloud knows.
enum ProviderFindings {
    /// What these checks ask for.
    static let rules = [
        RuleText(
            "setting-invalid", "Settings under `providers:` must be known to that cloud and have values it can use.",
            help:
                "`berth providers` and the message name what the cloud knows; notes go under keys that start with `x-`."
        ),
        RuleText(
            "option-invalid", "Keys under `options:` must be known to the host's cloud.",
            help: "Use the key that is suggested, or remove it; notes go under keys that start with `x-`."),
        RuleText(
            "host-invalid", "A host must have what its cloud's adapter needs to make it.",
            help: "The message names what is missing or does not go together, and where to write it."),
    ]

    /// What is wrong with a fleet's `providers:` blocks and its hosts' `options:`.
    static func check(_ fleet: FleetSpec) -> [Diagnostic] {
        var out: [Diagnostic] = []
        for (id, settings) in fleet.providers {
            for finding in ProviderTable.check(settings: settings, of: id) {
                let key = "providers.\(id.rawValue)"
                out.append(
                    diagnostic(
                        "setting-invalid", "\(key): \(finding.message)", finding,
                        at: fleet.sources.span(fleetKey: "\(key).\(finding.key)") ?? fleet.sources.span(fleetKey: key)))
            }
        }
        let hosts = fleet.hosts.span
        for index in hosts.indices { check(hosts[index], of: fleet, into: &out) }
        return out.sorted(by: Diagnostic.inReportOrder)
    }

    private static func check(_ host: HostSpec, of fleet: FleetSpec, into out: inout [Diagnostic]) {
        let sources = fleet.sources
        if !host.options.isEmpty {
            for finding in ProviderTable.check(options: host.options, of: host.provider) {
                out.append(
                    diagnostic(
                        "option-invalid", "options: \(finding.message)", finding,
                        at: sources.span(host: host.name, key: "options.\(finding.key)")
                            ?? sources.span(host: host.name, key: "options")))
            }
        }
        for finding in ProviderTable.check(host: host, settings: fleet.providers[host.provider] ?? [:]) {
            out.append(
                diagnostic(
                    "host-invalid", "\(host.name): \(finding.message)", finding,
                    at: sources.span(host: host.name, key: finding.key)
                        ?? sources.span(host: host.name, key: "")))
        }
    }

    private static func diagnostic(
        _ rule: String, _ message: String, _ finding: SettingFinding, at span: SourceSpan?
    ) -> Diagnostic {
        Diagnostic(rule: rule, message, at: span, label: finding.suggestion.map { "did you mean `\($0)`?" })
    }
}
