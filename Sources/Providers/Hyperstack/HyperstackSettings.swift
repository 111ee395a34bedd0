public import Hosts
import JSON

/// Hyperstack's settings, as read from `providers.hyperstack:`.
///
/// `environment`: the environment all hosts are put in, which is then never made or removed; `environment_prefix`: how
/// the names of our own environments begin; `endpoint`: base URL, ending in `/v1`; `resize`: whether to use the resize
/// call, which the vendor has turned off for most accounts; `stop`: `power_off` (bills on in full) or `hibernate`
/// (frees the hardware); `retain_ip`: whether a hibernated host keeps its public address.
public struct HyperstackSettings: Hashable, Sendable {
    /// What a stop does.
    public enum Stop: String, Hashable, Sendable, CaseIterable {
        /// The machine is turned off and stays ours, at the full price.
        case powerOff = "power_off"
        /// The machine is given back; its root disk is kept. Slow, and the way back needs stock.
        case hibernate
    }

    /// Base URL.
    public var endpoint = HyperstackWire.vendor
    /// The user's environment; nil for our own, one a fleet and region.
    public var environment: String?
    /// How the names of our own environments begin.
    public var environmentPrefix = "berth"
    /// Whether machine types are changed in place.
    public var resize = false
    /// What a stop does.
    public var stop = Stop.powerOff
    /// Whether a hibernated host keeps its public address.
    public var retainIP = true

    /// Accepted keys.
    static let keys = ["endpoint", "environment", "environment_prefix", "resize", "retain_ip", "stop"]
    /// Accepted keys of a host's options.
    static let optionKeys = ["environment", "key_name"]

    /// The defaults above.
    public init() {}

    /// Reads settings; those with findings keep their default. Unknown keys are the registry's to find.
    public static func parse(_ settings: OptionMap) -> (settings: HyperstackSettings, findings: [SettingFinding]) {
        var out = HyperstackSettings()
        var findings: [SettingFinding] = []
        if let value = settings["endpoint"] {
            if let url = value.stringValue, isAddress(url) {
                out.endpoint = url
            } else {
                findings.append(
                    SettingFinding(key: "endpoint", message: "expected a base URL such as \(HyperstackWire.vendor)"))
            }
        }
        if let value = settings["environment"] { out.environment = name(value, "environment", &findings) }
        if let value = settings["environment_prefix"] {
            let text = value.stringValue ?? ""
            if isPrefix(text) {
                out.environmentPrefix = text
            } else {
                findings.append(
                    SettingFinding(
                        key: "environment_prefix",
                        message: "expected at most 20 small letters, digits and inner hyphens"))
            }
        }
        for (key, field) in [("resize", \HyperstackSettings.resize), ("retain_ip", \.retainIP)] {
            guard let value = settings[key] else { continue }
            if let flag = value.boolValue {
                out[keyPath: field] = flag
            } else {
                findings.append(SettingFinding(key: key, message: "expected true or false"))
            }
        }
        if let value = settings["stop"] {
            if let stop = value.stringValue.flatMap(Stop.init(rawValue:)) {
                out.stop = stop
            } else {
                findings.append(SettingFinding(key: "stop", message: "expected power_off or hibernate"))
            }
        }
        if out.resize, out.stop == .hibernate {
            // A hibernated VM has no hardware that could be changed.
            findings.append(SettingFinding(key: "resize", message: "goes with `stop: power_off` only"))
            out.resize = false
        }
        return (out, findings)
    }

    /// What is wrong with a host's options.
    static func check(options: OptionMap) -> [SettingFinding] {
        var findings: [SettingFinding] = []
        for key in optionKeys {
            if let value = options[key] { _ = name(value, key, &findings) }
        }
        return findings
    }

    private static func name(_ value: JSONValue, _ key: String, _ findings: inout [SettingFinding]) -> String? {
        if let text = value.stringValue, (1...HyperstackNames.limit).contains(text.utf8.count) { return text }
        findings.append(
            SettingFinding(key: key, message: "expected a name of at most \(HyperstackNames.limit) characters"))
        return nil
    }

    private static func isAddress(_ url: String) -> Bool {
        guard let scheme = ["https://", "http://"].first(where: url.hasPrefix) else { return false }
        let rest = url.dropFirst(scheme.utf8.count)
        let odd = rest.utf8.contains { $0 <= 0x20 || $0 == 0x7F || $0 == 0x3F || $0 == 0x23 || $0 == 0x40 }
        return !rest.isEmpty && !rest.hasPrefix("/") && !odd
    }

    private static func isPrefix(_ text: String) -> Bool {
        guard (1...20).contains(text.utf8.count), !text.hasPrefix("-"), !text.hasSuffix("-") else { return false }
        return text.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
    }
}

extension HyperstackSettings {
    /// What Hyperstack can do under these settings.
    var capabilities: Capabilities {
        var table = Capabilities()
        table.region = .required
        table.zone = .unsupported
        table.gpu = true
        table.spot = true
        table.restart = false
        table.machineTypeChange = resize ? .stopStart : .replace
        table.dataDiskGrowth = .never
        table.ephemeralDisk = true
        table.tags = false
        table.tagChange = .never
        table.metadataChange = .never
        table.bootDiskIncluded = true
        table.sshKeyRequired = true
        table.visibility = .seconds(5)
        table.parallel = 8
        table.userDataLimit = 49_151
        table.dataDiskGB = .init(min: 1, max: 1_048_576, step: 1)
        table.bootDiskGB = .init(plain: 100, gpu: 100)
        // All are of one kind, which is called an SSD and is no faster than what others call balanced.
        table.diskTypes = [.balanced, .ssd]
        table.optionKeys = Self.optionKeys
        table.settingKeys = Self.keys
        switch stop {
        case .powerOff:
            table.stoppedBills = "everything, as if it ran"
            table.stoppedBillsInFull = true
        case .hibernate:
            table.stoppedBills = retainIP ? "disks and address" : "disks"
            table.stopKeepsAddress = retainIP
        }
        return table
    }
}
