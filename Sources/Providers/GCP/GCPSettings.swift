public import Hosts
import JSON

/// The cloud's settings, as read from `providers.gcp:`.
///
/// `project`: id of the project that the hosts are in; without it `GOOGLE_CLOUD_PROJECT`, then the credentials' own.
/// `endpoint`: base URL, as the vendor writes it (`https://compute.googleapis.com/compute/v1`) or without its path
/// (`https://compute.googleapis.com`); another host stands for every service of the cloud: compute under
/// `<base>/compute/v1`, prices under `<base>/v1`, tokens at `<base>/token` unless the credentials file names its own
/// address. `CLOUDSDK_API_ENDPOINT_OVERRIDES_COMPUTE` is taken when the setting is missing.
/// `network`, `subnet`: names, or paths from `projects/` on; without both the network `default`. `service_account`:
/// e-mail of the account that hosts run as; without it they have none.
public struct GCPSettings: Hashable, Sendable {
    /// The project's id.
    public var project: String?
    /// The base URL.
    public var endpoint: String?
    /// The network.
    public var network: String?
    /// The subnet.
    public var subnet: String?
    /// The account that hosts run as.
    public var serviceAccount: String?

    /// Accepted keys of the settings.
    static let keys = ["endpoint", "network", "project", "service_account", "subnet"]
    /// Accepted keys of a host's options.
    static let optionKeys = ["accelerator", "image_project", "service_account"]

    /// None set.
    public init() {}

    /// Reads settings; those with findings are left out. Unknown keys are the registry's to find.
    public static func parse(_ settings: OptionMap) -> (settings: GCPSettings, findings: [SettingFinding]) {
        var out = GCPSettings()
        var findings: [SettingFinding] = []
        func read(
            _ key: String, _ field: WritableKeyPath<GCPSettings, String?>, _ what: String, _ good: (String) -> Bool
        ) {
            guard let value = settings[key] else { return }
            if let text = value.stringValue, good(text) {
                out[keyPath: field] = text
            } else {
                findings.append(SettingFinding(key: key, message: "expected \(what)"))
            }
        }
        read("project", \.project, "the id of a project, such as my-project-1", isProject)
        read("endpoint", \.endpoint, "a URL that begins with https:// or http://", isURL)
        read("network", \.network, "the name of a network, or its path from projects/ on", isResource)
        read("subnet", \.subnet, "the name of a subnet, or its path from projects/ on", isResource)
        read("service_account", \.serviceAccount, "the e-mail of a service account, or `default`", isAccount)
        return (out, findings)
    }

    /// What is wrong with the values of a host's options.
    static func check(options: OptionMap) -> [SettingFinding] {
        var findings: [SettingFinding] = []
        func check(_ key: String, _ what: String, _ good: (String) -> Bool) {
            guard let value = options[key] else { return }
            if value.stringValue.map(good) ?? false { return }
            findings.append(SettingFinding(key: key, message: "`\(key)`: expected \(what)"))
        }
        check("accelerator", "a type and a count, such as nvidia-tesla-t4:1") { GCPWire.Accelerator($0) != nil }
        check("image_project", "the id of the project that has the image", isProject)
        check("service_account", "the e-mail of a service account, or `default`", isAccount)
        return findings
    }

    /// What is wrong with a host that options do not tell, by spec key.
    static func check(host: HostSpec) -> [SettingFinding] {
        var findings: [SettingFinding] = []
        for key in GCPNames.ownMetadata where host.metadata[key] != nil {
            let instead = key == "ssh-keys" ? "ssh.public_keys" : "startup_script"
            findings.append(
                SettingFinding(key: "metadata.\(key)", message: "`\(key)` is written by berth; use `\(instead)`"))
        }
        for key in host.labels.keys.sorted() where [GCPNames.roleLabel, GCPNames.requestLabel].contains(key) {
            findings.append(SettingFinding(key: "labels.\(key)", message: "the label `\(key)` is berth's own"))
        }
        for tag in host.tags where !GCPNames.isName(tag) {
            findings.append(
                SettingFinding(
                    key: "tags",
                    message: "`\(tag)` is no network tag: lower-case letters, digits and inner hyphens, 63 at most"))
        }
        if let name = host.machineType, let fault = GCPMachineName(name).fault {
            findings.append(SettingFinding(key: "machine_type", message: "`\(name)`: \(fault)"))
        }
        if host.options["accelerator"] != nil, let name = host.machineType, GCPMachineName(name).family != "n1" {
            findings.append(
                SettingFinding(
                    key: "options.accelerator",
                    message: "only machine types of n1 take an `accelerator`; those of other families bring their own"))
        }
        return findings
    }

    private static func isProject(_ text: String) -> Bool {
        // `example.com:my-project` is the form of a domain's projects.
        !text.isEmpty && text.utf8.count <= 128
            && text.utf8.allSatisfy {
                (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || [0x2D, 0x2E, 0x3A].contains($0)
            }
    }

    private static func isURL(_ text: String) -> Bool {
        let rest = text.hasPrefix("https://") ? text.dropFirst(8) : text.hasPrefix("http://") ? text.dropFirst(7) : ""
        return !rest.isEmpty && !rest.hasPrefix("/") && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
            && !rest.contains("?") && !rest.contains("#") && !rest.contains("@")
    }

    private static func isResource(_ text: String) -> Bool {
        GCPNames.isName(text) || ["projects/", "global/", "regions/"].contains { text.hasPrefix($0) }
    }

    private static func isAccount(_ text: String) -> Bool {
        text == "default" || (text.contains("@") && !text.contains(" "))
    }
}
