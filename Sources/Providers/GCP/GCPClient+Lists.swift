import Hosts
import JSON

/// Lists of VMs and disks over all zones, every page of them.
extension GCPClient {
    /// VMs that suit a filter, in all zones.
    static func instances(_ calls: GCPCalls, filter: String) async throws(ProviderError) -> [GCPInstance] {
        var out: [GCPInstance] = []
        try await all(calls, "instances", filter: filter) { node, zone in
            guard let found = GCPInstance(node, in: zone) else { return false }
            out.append(found)
            return true
        }
        return out
    }

    /// Disks that suit a filter, in all zones.
    static func disks(_ calls: GCPCalls, filter: String) async throws(ProviderError) -> [GCPDisk] {
        var out: [GCPDisk] = []
        try await all(calls, "disks", filter: filter) { node, zone in
            if let found = GCPDisk(node, in: zone) { out.append(found) }
            return true
        }
        return out
    }

    /// Every item of a kind, or an error: a zone that could not be asked must not look like one without hosts.
    private static func all(
        _ calls: GCPCalls, _ kind: String, filter: String, each: (JSONNode, String?) -> Bool
    ) async throws(ProviderError) {
        let silent = try await calls.everywhere(kind, [("filter", filter)], each: each)
        guard silent.isEmpty else { throw GCPErrors.unreachable(kind, silent) }
    }

    /// VMs and disks that carry a mark that suits; two lists.
    func listing(
        label: String, _ value: String, suits: (HostMark) -> Bool
    ) async throws(ProviderError) -> FleetListing {
        let filter = "labels.\(label)=\(value)"
        let instances = try await Self.instances(calls, filter: filter).filter { $0.mark.map(suits) ?? false }
        let disks = try await Self.disks(calls, filter: filter).filter { $0.mark.map(suits) ?? false }
        let project = try await calls.account.project()
        let byPlace = Dictionary(disks.map { ($0.ref, $0) }) { first, _ in first }
        let ids = Dictionary(instances.map { ($0.ref, $0.id) }) { first, _ in first }
        var out = FleetListing(
            hosts: instances.map { GCPWire.observation($0, disks: byPlace, project: project) },
            disks: disks.compactMap { Self.observation($0, ids) })
        out.hosts.sort {
            $0.runtime.cloudName == $1.runtime.cloudName
                ? $0.runtime.instanceID < $1.runtime.instanceID : $0.runtime.cloudName < $1.runtime.cloudName
        }
        out.disks.sort { $0.id < $1.id }
        return out
    }

    /// A disk of ours. A boot disk is part of its VM, and shown only when it is left behind.
    private static func observation(_ disk: GCPDisk, _ ids: [GCPRef: String]) -> DiskObservation? {
        guard let mark = disk.mark else { return nil }
        let user = disk.users.first
        if disk.labels[GCPNames.roleLabel] == "boot", user != nil { return nil }
        return DiskObservation(
            id: disk.ref.text, mark: mark, sizeGB: disk.sizeGB ?? 0, type: disk.type.flatMap(GCPMachineName.diskType),
            attachedTo: user.map { ids[$0] ?? $0.text })
    }

    /// One VM with its data disk; nil if there is none.
    func observation(_ runtime: HostRuntime) async throws(ProviderError) -> HostObservation? {
        guard let seen = try await instance(runtime) else { return nil }
        var disks: [GCPRef: GCPDisk] = [:]
        if let ref = seen.dataDisk?.source, let disk = try await disk(ref) { disks[ref] = disk }
        return GCPWire.observation(seen, disks: disks, project: try await calls.account.project())
    }
}
