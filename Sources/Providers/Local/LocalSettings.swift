import Files
public import Hosts
public import JSON

/// The Local cloud's settings, as read from `providers.local:`.
///
/// `world`: path of the world file, relative to the state folder; `latency`: how long each call that may change
/// something takes; `read_latency`: the others; `faults`: a list of fault rules.
public struct LocalSettings: Sendable {
    /// Path of the world file; nil for `local-cloud.json` in the state folder.
    public var world: String?
    /// Time each mutating call takes.
    public var latency: Duration = .zero
    /// Time each reading call takes.
    public var readLatency: Duration = .zero
    /// Scripted faults, in the order they are tried.
    var faults: [LocalFaultRule] = []

    /// Accepted keys.
    static let keys = ["faults", "latency", "read_latency", "world"]

    /// No latency, no faults.
    public init() {}

    /// Reads settings; those with findings keep their default. Unknown keys are the registry's to find.
    public static func parse(_ settings: OptionMap) -> (settings: LocalSettings, findings: [SettingFinding]) {
        var out = LocalSettings()
        var findings: [SettingFinding] = []
        if let world = settings["world"] {
            out.world = world.stringValue
            if world.stringValue?.isEmpty ?? true {
                findings.append(SettingFinding(key: "world", message: "expected the path of a file"))
            }
        }
        func read(_ key: String, _ field: WritableKeyPath<LocalSettings, Duration>) {
            guard let value = settings[key] else { return }
            if let duration = duration(value) {
                out[keyPath: field] = duration
            } else {
                findings.append(SettingFinding(key: key, message: "expected a duration such as 100ms or 5s"))
            }
        }
        read("latency", \.latency)
        read("read_latency", \.readLatency)
        if let faults = settings["faults"] { findings += out.add(faults: faults) }
        return (out, findings)
    }

    /// Adds scripted faults behind those there are.
    /// - Parameter value: a list of rules.
    /// - Returns: what is wrong with them; rules with findings are left out.
    public mutating func add(faults value: JSONValue) -> [SettingFinding] {
        let (rules, findings) = LocalFaultRule.parse(value)
        faults += rules
        return findings
    }

    /// A duration from a text such as `100ms` or a number of seconds.
    static func duration(_ value: JSONValue) -> Duration? {
        switch value {
        case .string(let text): Duration(spoken: text)
        case .number(let text): Duration(spoken: text)
        default: nil
        }
    }
}
