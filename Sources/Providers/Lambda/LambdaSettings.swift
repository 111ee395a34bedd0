public import Hosts
import JSON

/// The cloud's settings, as read from `providers.lambda:`.
///
/// `endpoint`: base URL as the vendor writes it, ending in `/api/v1`. `ssh_key`: name of a key that is registered with
/// the account, used by hosts that name no public keys of their own.
public struct LambdaSettings: Hashable, Sendable {
    /// The base URL, without a final slash.
    public var endpoint = "https://cloud.lambda.ai/api/v1"
    /// Name of a registered key.
    public var sshKey: String?

    /// Accepted keys of the settings.
    static let keys = ["endpoint", "ssh_key"]
    /// Accepted keys of a host's options.
    static let optionKeys = ["ssh_key"]

    /// The defaults.
    public init() {}

    /// Reads settings; those with findings are left at their default. Unknown keys are the registry's to find.
    public static func parse(_ settings: OptionMap) -> (settings: LambdaSettings, findings: [SettingFinding]) {
        var out = LambdaSettings()
        var findings: [SettingFinding] = []
        if let value = settings["endpoint"] {
            if let text = value.stringValue, PlainHTTP.exposes(text) {
                findings.append(
                    SettingFinding(
                        key: "endpoint",
                        message: "plain http shows the API key to everybody on the way; use https",
                        suggestion: LambdaSettings().endpoint))
            } else if let text = value.stringValue, isURL(text) {
                out.endpoint = text.hasSuffix("/") ? String(text.dropLast()) : text
            } else {
                findings.append(
                    SettingFinding(
                        key: "endpoint", message: "expected a URL that begins with https:// or http://",
                        suggestion: LambdaSettings().endpoint))
            }
        }
        if let value = settings["ssh_key"] {
            if let text = value.stringValue, isKeyName(text) {
                out.sshKey = text
            } else {
                findings.append(
                    SettingFinding(key: "ssh_key", message: "expected the name of a registered key, 1 to 64 characters")
                )
            }
        }
        return (out, findings)
    }

    /// What is wrong with the values of a host's options.
    static func check(options: OptionMap) -> [SettingFinding] {
        guard let value = options["ssh_key"], !(value.stringValue.map(isKeyName) ?? false) else { return [] }
        return [
            SettingFinding(
                key: "ssh_key", message: "`ssh_key`: expected the name of a registered key, 1 to 64 characters")
        ]
    }

    /// What to do where no key is named.
    static let noKey =
        "a launch takes exactly one SSH key: give the host `ssh.public_keys`, or `providers.lambda` an `ssh_key`, the "
        + "name of a registered key"

    /// What is wrong with a host that neither options nor the capability table tell, by spec key.
    /// - Parameter settings: the cloud's block.
    static func check(host: HostSpec, settings: OptionMap) -> [SettingFinding] {
        var findings: [SettingFinding] = []
        func add(_ key: String, _ message: String) { findings.append(SettingFinding(key: key, message: message)) }
        let keys = host.ssh.publicKeys
        if keys.count > 1 {
            add(
                "ssh.public_keys",
                "Lambda takes exactly one SSH key at launch, and there are \(keys.count); let the start-up script add the others"
            )
        }
        if !keys.isEmpty, host.options["ssh_key"] != nil {
            add("options.ssh_key", "`ssh.public_keys` names a key already, and Lambda takes exactly one at launch")
        }
        if keys.isEmpty, host.options["ssh_key"] == nil, settings["ssh_key"] == nil { add("ssh", noKey) }
        if host.region == "us-south-1", !host.network.openPorts.isEmpty {
            add("network.open_ports", "Lambda has no firewall rules for instances in us-south-1")
        }
        return findings
    }

    private static func isKeyName(_ text: String) -> Bool { (1...64).contains(text.count) }

    private static func isURL(_ text: String) -> Bool {
        let rest = text.hasPrefix("https://") ? text.dropFirst(8) : text.hasPrefix("http://") ? text.dropFirst(7) : ""
        return !rest.isEmpty && !rest.hasPrefix("/") && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
            && !rest.contains("?") && !rest.contains("#") && !rest.contains("@")
    }
}
