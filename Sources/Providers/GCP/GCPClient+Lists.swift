import Hosts
import JSON

/// Lists of VMs and disks over all zones, every page of them.
extension GCPClient {
    /// VMs that suit a filter, in all zones.
    static func instances(_ calls: GCPCalls, filter: String) async throws(ProviderError) -> [GCPInstance] {
        var out: [GCPInstance] = []
        try await aggregated(calls, "instances", filter: filter) { node, zone in
            guard let found = GCPInstance(node, in: zone) else { return false }
            out.append(found)
            return true
        }
        return out
    }

    /// Disks that suit a filter, in all zones.
    static func disks(_ calls: GCPCalls, filter: String) async throws(ProviderError) -> [GCPDisk] {
        var out: [GCPDisk] = []
        try await aggregated(calls, "disks", filter: filter) { node, zone in
            if let found = GCPDisk(node, in: zone) { out.append(found) }
            return true
        }
        return out
    }

    /// Every item of an aggregated list. A page's items are a map from place to list; places without items carry a
    /// warning instead, and a page may have nothing but those.
    /// - Parameter each: is given an item and its zone; says whether it could be read.
    private static func aggregated(
        _ calls: GCPCalls, _ kind: String, filter: String, each: (JSONNode, String?) -> Bool
    ) async throws(ProviderError) {
        try await calls.pages("aggregated/\(kind)", [("filter", filter)]) { page throws(ProviderError) in
            // A zone that could not be asked must not look like one without hosts.
            var silent = page["unreachables"]?.elements.compactMap(\.string) ?? []
            var isWhole = true
            let places = page["items"]
            if let places, places.kind != .object, places.kind != .null { isWhole = false }
            if Self.isSilent(page) { silent.append("some zones") }
            places?.forEachMember { scope, value in
                if Self.isSilent(value) { silent.append(scope) }
                let zone = GCPNames.segment(after: "zones", in: scope)
                for node in value[kind]?.elements ?? [] where !each(node, zone) { isWhole = false }
            }
            guard isWhole else {
                throw GCPErrors.refusal(.transient, "BadAnswer", "the list of \(kind) has items that cannot be read")
            }
            guard silent.isEmpty else {
                throw GCPErrors.refusal(
                    .transient, "Unreachable", "the list of \(kind) lacks \(silent.joined(separator: ", "))")
            }
        }
    }

    /// Whether a warning says that something could not be asked. The usual one says only that there is nothing there.
    private static func isSilent(_ node: JSONNode) -> Bool {
        ["UNREACHABLE", "PARTIAL_SUCCESS"].contains(node["warning"]?["code"]?.string ?? "")
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
