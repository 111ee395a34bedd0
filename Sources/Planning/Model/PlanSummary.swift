/// The counts of a plan's last lines.
public struct PlanSummary: Hashable, Sendable {
    /// Hosts made; a replacement counts here and in `destroy`.
    public var add = 0
    /// Hosts changed and kept.
    public var change = 0
    /// Hosts removed.
    public var destroy = 0
    /// Hosts turned on, where that is all.
    public var start = 0
    /// Hosts turned off, where that is all.
    public var stop = 0
    /// Records dropped without a VM.
    public var forget = 0
    /// Hosts that go down once.
    public var reboots = 0
    /// Hosts that lose data.
    public var dataLoss = 0

    /// Counts some steps.
    public init(_ steps: [Step]) {
        for step in steps {
            switch step.action {
            case .create: add += 1
            case .delete: destroy += 1
            case .replace:
                add += 1
                destroy += 1
            case .resize, .update, .restart: change += 1
            case .start: start += 1
            case .stop: stop += 1
            case .forget: forget += 1
            }
            if step.impact.contains(.reboot) { reboots += 1 }
            if step.impact.contains(where: { $0 == .dataLoss || $0 == .ephemeralLoss }) { dataLoss += 1 }
        }
    }
}
