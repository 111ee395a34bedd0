import Hosts

extension HostRecord {
    /// The VM is gone on purpose and another will take its place; its data disk, if kept, waits.
    mutating func nextGeneration(keeping runtime: HostRuntime?) {
        former = runtime?.dataDiskID == nil ? nil : runtime
        self.runtime = nil
        unfinished = nil
        generation += 1
        attempt = 1
        phase = .creating
        hasRun = false
        restorePower = false
    }
}
