import Hosts

extension HyperstackSettings {
    /// What to do where no key is named.
    static let noKey =
        "Hyperstack makes no VM without an SSH key: give the host `ssh.public_keys`, or `options.key_name`, the name of a "
        + "key pair of its environment"

    /// What is wrong with a host that neither options nor the capability table tell, by spec key.
    /// - Parameter settings: the cloud's block.
    static func check(host: HostSpec, settings: OptionMap) -> [SettingFinding] {
        var findings: [SettingFinding] = []
        if host.ssh.publicKeys.isEmpty, host.options["key_name"] == nil {
            findings.append(SettingFinding(key: "ssh", message: noKey))
        }
        if host.power == .stopped, parse(settings).settings.stop == .hibernate, let type = host.machineType,
            !hibernates(type, region: host.region)
        {
            findings.append(
                SettingFinding(
                    key: "power",
                    message: "Hyperstack cannot hibernate a `\(type)`; with `stop: power_off` it can be turned off, at "
                        + "the full price"))
        }
        return findings
    }

    /// Whether the vendor hibernates a machine type, as far as its documents tell.
    static func hibernates(_ flavor: String, region: String?) -> Bool {
        let name = flavor.lowercased()
        if name.contains("-cpu-") || name.contains("rtx-a4000") { return false }
        return !(name.contains("h100-sxm5") && region == "US-1")
    }
}
