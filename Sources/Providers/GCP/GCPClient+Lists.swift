import Hosts
import JSON

/// Lists of VMs and disks over all zones, every page of them.
extension GCPClient {
    /// VMs that suit a filter, in all zones.
    static func instances(_ calls: GCPCalls, filter: String) async throws(ProviderError) -> [GCPInstance] {
        var out: [GCPInstance] = []
        try await aggregated(calls, "instances", filter: filter) {
            if let found = GCPInstance($0) { out.append(found) }
        }
        return out
    }

    /// Disks that suit a filter, in all zones.
    static func disks(_ calls: GCPCalls, filter: String) async throws(ProviderError) -> [GCPDisk] {
        var out: [GCPDisk] = []
        try await aggregated(calls, "disks", filter: filter) { if let found = GCPDisk($0) { out.append(found) } }
        return out
    }

    /// Every item of an aggregated list. A page's items are a map from place to list; places without items carry a
    /// warning instead, and a page may have nothing but those.
    private static func aggregated(
        _ calls: GCPCalls, _ kind: String, filter: String, each: (JSONNode) -> Void
    ) async throws(ProviderError) {
        try await calls.pages("aggregated/\(kind)", [("filter", filter)]) { page throws(ProviderError) in
            // A zone that could not be asked must not look like one without hosts.
            let silent = page["unreachables"]?.elements.compactMap(\.string) ?? []
            guard silent.isEmpty else {
                throw GCPErrors.refusal(
                    .transient, "Unreachable", "the list of \(kind) lacks \(silent.joined(separator: ", "))")
            }
            page["items"]?.forEachMember { _, scope in scope[kind]?.elements.forEach(each) }
        }
    }

    /// VMs and disks that carry a mark that suits; two lists.
    func listing(
        label: String, _ value: String, suits: (HostMark) -> Bool
    ) async throws(ProviderError) -> FleetListing {
        let filter = "labels.\(label)=\(value)"
        let instances = try await Self.instances(calls, filter: filter).filter { $0.mark.map(suits) ?? false }
        let disks = try await Self.disks(calls, filter: filter).filter { $0.mark.map(suits) ?? false }
        let byPlace = Dictionary(disks.map { ($0.ref, $0) }) { first, _ in first }
        let ids = Dictionary(instances.map { ($0.ref, $0.id) }) { first, _ in first }
        var out = FleetListing(
            hosts: instances.map { GCPWire.observation($0, disks: byPlace) },
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
        return GCPWire.observation(seen, disks: disks)
    }
}
