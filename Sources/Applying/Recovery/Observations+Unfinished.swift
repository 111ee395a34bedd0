import Hosts
import Planning
import Records

extension Observations {
    /// What a create that was cut off had made so far, where that is less than a host: a VM that its cloud shows as of
    /// no generation, because a part of it is missing, else a data disk that nothing is attached to.
    func unfinished(by intent: Intent, lineage: String) -> HostRuntime? {
        guard intent.verb == .create else { return nil }
        func isOfIntent(_ provider: ProviderID, _ mark: HostMark?) -> Bool {
            guard let mark, provider == intent.provider, mark.uid == intent.uid else { return false }
            return HostMark.short(mark.lineage) == HostMark.short(lineage)
        }
        let vms = strays.filter { isOfIntent($0.provider, $0.object.mark) && $0.object.mark?.generation == 0 }
        if let vm = vms.first, vms.count == 1 { return vm.object.runtime }
        let disks = strayDisks.filter {
            isOfIntent($0.provider, $0.object.mark) && $0.object.mark.generation == intent.generation
        }
        guard vms.isEmpty, let disk = disks.first, disks.count == 1 else { return nil }
        return HostRuntime(
            instanceID: "", cloudName: disk.object.mark.cloudName, region: intent.request?.configuration.region,
            dataDiskID: disk.object.id,
            extra: ["fleet": disk.object.mark.fleet])
    }
}
