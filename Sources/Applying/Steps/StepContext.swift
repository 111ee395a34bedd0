import Hosts

/// What all steps of a run share.
struct StepContext: Sendable {
    /// Name of the fleet.
    let fleet: String
    /// Lineage of its state.
    let lineage: String
    /// Digest of the plan.
    let planDigest: String
    /// Makes intent ids.
    let intentID: @Sendable () -> String

    /// The mark of a host as its record reads.
    func mark(_ host: String, _ record: HostRecord) -> HostMark {
        HostMark(fleet: fleet, lineage: lineage, host: host, uid: record.uid, generation: record.generation)
    }
}
