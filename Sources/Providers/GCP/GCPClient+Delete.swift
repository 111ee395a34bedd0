import Hosts
import JSON

extension GCPClient {
    /// Removes a VM, its firewall rules, and unless kept its data disk, whether or not the VM is there.
    func delete(_ runtime: HostRuntime, keepData: Bool) async throws(ProviderError) {
        let host = runtime.cloudName
        let seen = try await instance(runtime)
        var doomed: [GCPRef] = []
        if let seen {
            doomed = seen.disks.filter { !$0.isScratch && !$0.isAutoDelete }.compactMap(\.source)
            if keepData, let disk = seen.dataDisk, disk.isAutoDelete {
                // Set by hand; it would take the kept disk along.
                try await calls.change(
                    .post, "\(Self.path(seen.ref))/setDiskAutoDelete",
                    [("autoDelete", "false"), ("deviceName", disk.deviceName)], verb: .delete, host: host)
            }
            try await deleteInstance(seen)
        }
        if runtime.extra["firewall"] != nil || seen.map({ $0.tags.contains(GCPNames.firewall(host)) }) ?? false {
            try await closePorts(cloudName: host)
        }
        if let recorded = runtime.dataDiskID.flatMap({ GCPRef($0) }) { doomed.append(recorded) }
        // A record of a create that was cut off may know no disk; its name is known all the same.
        if runtime.dataDiskID == nil, seen == nil, let zone = runtime.zone, GCPNames.isName(host) {
            doomed.append(GCPRef(zone: zone, name: "\(host)-data"))
        }
        for ref in Set(doomed).sorted(by: { $0.text < $1.text }) {
            try await deleteDisk(ref, of: runtime, keepData: keepData)
        }
    }

    /// A VM that is being made or stopped cannot be deleted yet: it is waited for, then deleted.
    private func deleteInstance(_ seen: GCPInstance) async throws(ProviderError) {
        var current = seen
        for attempt in 1... {
            do throws(ProviderError) {
                return try await calls.change(.delete, Self.path(current.ref), verb: .delete, host: current.ref.name)
            } catch {
                if error.kind == .notFound { return }
                guard GCPErrors.isNotReady(error), attempt < 5 else { throw error }
                do { try await calls.timeline.sleep(for: .seconds(1)) } catch { throw Self.cancelled(current) }
            }
            guard let now = try await instance(current.ref), now.id == seen.id,
                let settled = try await wait(now, toLeave: [.starting, .stopping])
            else { return }
            current = settled
        }
    }

    private static func cancelled(_ seen: GCPInstance) -> ProviderError {
        GCPErrors.refusal(.transient, "Cancelled", "gave up waiting to delete \(seen.ref.name)")
    }

    /// Deletes a disk if it is this host's. Disks that people attached by hand are theirs.
    private func deleteDisk(_ ref: GCPRef, of runtime: HostRuntime, keepData: Bool) async throws(ProviderError) {
        guard let disk = try await disk(ref) else { return }
        let isRecorded = runtime.dataDiskID == ref.text
        let isMarked = disk.mark.map { runtime.cloudName.hasSuffix("-\($0.uid)") } ?? false
        guard isRecorded || isMarked else { return }
        if keepData, isRecorded || disk.labels[GCPNames.roleLabel] != "boot" { return }
        do throws(ProviderError) {
            try await calls.change(.delete, Self.path(disk: ref), verb: .delete, host: runtime.cloudName)
        } catch {
            if error.kind != .notFound { throw error }
        }
    }
}
