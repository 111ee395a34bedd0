/// What a step does to a host that is in use, worst last.
public enum Impact: String, Hashable, Comparable, Sendable, CaseIterable {
    /// The guest goes down once and comes back.
    case reboot
    /// The host is off, or on, afterwards.
    case stopStart = "stop-start"
    /// Its public address goes; it comes back under another.
    case newAddress = "new address"
    /// Disks inside the machine are emptied.
    case ephemeralLoss = "ephemeral loss"
    /// A disk and what is on it goes.
    case dataLoss = "data loss"

    /// Order of gravity.
    public static func < (left: Self, right: Self) -> Bool {
        (allCases.firstIndex(of: left) ?? 0) < (allCases.firstIndex(of: right) ?? 0)
    }
}
