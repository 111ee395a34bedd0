import Hosts

/// The desired power state: only a cloud that can stop a VM can keep it stopped.
struct PowerCheck {
    let context: CheckContext

    /// What the cloud's table says against it.
    func run() -> Fault? {
        guard context.subject.power == .stopped, !context.capabilities.stop else { return nil }
        return Fault(
            .powerUnsupported, "power", "\(context.cloud) cannot stop a VM and keep it",
            candidates: [DesiredPower.running.rawValue],
            hint: "to end its costs take it out of the specs: that deletes it, disk and data with it",
            proof: [context.fact("stop no")])
    }
}
