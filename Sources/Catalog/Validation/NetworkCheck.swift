import Hosts

/// Network settings, tags, metadata and the start-up script: only what the cloud takes.
enum NetworkCheck {
    /// What is wrong.
    static func run(_ spec: HostSpec, _ cloud: String, _ capabilities: Capabilities) -> [Fault] {
        // Most hosts say nothing of all this.
        let asksNothing =
            spec.tags.isEmpty && spec.metadata.isEmpty && spec.network == NetworkSpec() && spec.startupScript == nil
        return asksNothing ? [] : check(spec, cloud, capabilities)
    }

    private static func check(_ spec: HostSpec, _ cloud: String, _ capabilities: Capabilities) -> [Fault] {
        let limits = capabilities.specLimits
        var out: [Fault] = []
        func refuse(_ rule: CatalogRule, _ key: String, _ message: String, _ fix: Fault.Fix, _ fact: String) {
            out.append(
                Fault(
                    rule, key, "\(cloud) \(message)", fix: fix, hint: fix == .note ? nil : "leave it out",
                    proof: ["capabilities of \(cloud): \(fact)"]))
        }
        if !spec.tags.isEmpty, !capabilities.tags {
            refuse(.tagsUnsupported, "tags", "has no network tags", .note, "tags no")
        }
        if !spec.metadata.isEmpty, !limits.metadata {
            refuse(.metadataUnsupported, "metadata", "has no instance metadata", .note, "metadata no")
        }
        if !spec.network.openPorts.isEmpty, !limits.openPorts {
            refuse(
                .networkUnsupported, "network.open_ports", "opens no ports for a host", .note, "open_ports no")
        }
        if spec.network.subnet != nil, !limits.subnet {
            refuse(.networkUnsupported, "network.subnet", "has no subnets to choose", .value("null"), "subnet no")
        }
        if !spec.network.publicIP, !limits.privateHosts {
            refuse(
                .networkUnsupported, "network.public_ip", "gives every host a public address", .value("true"),
                "hosts without a public address no")
        }
        if let script = spec.startupScript, script.utf8.count > capabilities.userDataLimit {
            out.append(
                Fault(
                    .scriptTooLong, "startup_script",
                    "the start-up script has \(script.utf8.count) bytes, and \(cloud) takes \(capabilities.userDataLimit)",
                    hint: "let a short script download the rest",
                    proof: ["capabilities of \(cloud): user_data_limit \(capabilities.userDataLimit)"]))
        }
        return out
    }
}
