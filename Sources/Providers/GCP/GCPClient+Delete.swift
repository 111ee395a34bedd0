import Hosts
import JSON

extension GCPClient {
    /// Removes a VM, its firewall rules, and unless kept its data disk, whether or not the VM is there. Each is looked at by
    /// its name, held against its id or mark, and then deleted by its name.
    func delete(_ runtime: HostRuntime, keepData: Bool) async throws(ProviderError) {
        let isBegun = runtime.instanceID.isEmpty
        let seen = isBegun ? try await begun(runtime) : try await instance(runtime)
        if let seen {
            if keepData { try await spareData(of: seen, runtime) }
            try await deleteInstance(seen)
        }
        do throws(ProviderError) {
            let isOpen = seen.map { $0.tags.contains(GCPNames.firewall(runtime.cloudName)) } ?? false
            if isOpen || isBegun || runtime.extra["firewall"] != nil {
                try await closePorts(cloudName: runtime.cloudName)
            }
            try await deleteDisks(of: runtime, seen, keepData: keepData)
        } catch {
            // The VM went in this very call: a refusal of the rest is no refusal of the whole.
            throw seen == nil ? error : error.afterAcceptance
        }
    }

    /// The VM of a create that was cut off when no more than its disk was seen: it may have come since.
    private func begun(_ runtime: HostRuntime) async throws(ProviderError) -> GCPInstance? {
        guard let disk = runtime.dataDiskID.flatMap({ GCPRef($0) }), GCPNames.isName(runtime.cloudName),
            let found = try await instance(GCPRef(zone: disk.zone, name: runtime.cloudName)),
            let mark = found.mark, runtime.cloudName == mark.cloudName
        else { return nil }
        return found
    }

    /// Takes the data disk out of what goes with the VM: somebody may have said by hand that it does.
    private func spareData(of seen: GCPInstance, _ runtime: HostRuntime) async throws(ProviderError) {
        for disk in seen.disks where disk.isAutoDelete && !disk.isBoot && !disk.isScratch {
            guard disk.deviceName == GCPNames.dataDevice || disk.source.map({ $0.text == runtime.dataDiskID }) ?? false
            else { continue }
            try await whenReady(seen) { seen throws(ProviderError) in
                try await calls.change(
                    .post, "\(Self.path(seen.ref))/setDiskAutoDelete",
                    [("autoDelete", "false"), ("deviceName", disk.deviceName)], verb: .delete, host: seen.ref.name)
            }
        }
    }

    private func deleteInstance(_ seen: GCPInstance) async throws(ProviderError) {
        try await whenReady(seen) { seen throws(ProviderError) in
            try await calls.change(.delete, Self.path(seen.ref), verb: .delete, host: seen.ref.name)
        }
    }

    /// Makes a change to a VM, looked at by its name right before: another that took the name meanwhile is none of ours. One
    /// that is being made or stopped is waited for. A VM that is gone needs no change.
    private func whenReady(
        _ seen: GCPInstance, _ change: (GCPInstance) async throws(ProviderError) -> Void
    ) async throws(ProviderError) {
        var busy: Set<HostStatus> = []
        for attempt in 1... {
            guard let now = try await instance(seen.ref), now.id == seen.id,
                let settled = try await wait(now, toLeave: busy)
            else { return }
            do throws(ProviderError) { return try await change(settled) } catch {
                if error.kind == .notFound { return }
                guard GCPErrors.isNotReady(error), attempt < 5 else { throw error }
                try await pause(for: seen.ref.name)
                busy = [.starting, .stopping]
            }
        }
    }

    private func pause(for name: String) async throws(ProviderError) {
        do { try await calls.timeline.sleep(for: .seconds(1)) } catch {
            throw GCPErrors.refusal(.transient, "Cancelled", "gave up waiting to delete \(name)")
        }
    }

    // MARK: Disks

    /// Deletes what is left of a host's disks. Disks that people attached by hand are theirs.
    private func deleteDisks(
        of runtime: HostRuntime, _ seen: GCPInstance?, keepData: Bool
    ) async throws(ProviderError) {
        var left: [GCPDisk] = []
        for attached in seen?.disks ?? [] where !attached.isScratch && !attached.isAutoDelete {
            guard let ref = attached.source, let disk = try await disk(ref) else { continue }
            // Our own device name on our own VM: it is ours, whatever its labels say by now.
            if attached.deviceName == GCPNames.dataDevice || disk.isMarked(for: runtime) { left.append(disk) }
        }
        if let ref = runtime.dataDiskID.flatMap({ GCPRef($0) }), !left.contains(where: { $0.ref == ref }),
            let disk = try await disk(ref), disk.isMarked(for: runtime)
        {
            left.append(disk)
        }
        if runtime.dataDiskID == nil, seen == nil { left += try await unrecorded(of: runtime) }
        for disk in left.sorted(by: { $0.ref.text < $1.ref.text }) {
            let isBoot = disk.labels[GCPNames.roleLabel] == "boot" && disk.ref.text != runtime.dataDiskID
            if isBoot || !keepData { try await deleteDisk(disk, of: runtime) }
        }
    }

    /// The disks of a VM that is gone, for a record that knows none, as a create that was cut off leaves it: those of the
    /// host's uid and of the VM's generation. A later or a kept one is another VM's.
    private func unrecorded(of runtime: HostRuntime) async throws(ProviderError) -> [GCPDisk] {
        guard let zone = runtime.zone, GCPNames.isName(runtime.cloudName) else { return [] }
        let generation = runtime.extra["generation"].flatMap { Int($0) } ?? 1
        let usual = GCPRef(zone: zone, name: GCPNames.dataDisk(runtime.cloudName, generation: generation))
        var found: [GCPDisk] = []
        if let disk = try await disk(usual) { found.append(disk) }
        // A uid is what follows the last hyphen; where it does not, the list is wider and no less right.
        let last = runtime.cloudName.split(separator: "-").last.map(String.init) ?? ""
        let filter =
            last.utf8.count == 8
            ? "labels.\(HostMark.LabelKey.uid)=\(last)" : "labels.\(HostMark.LabelKey.managedBy)=berth"
        for disk in try await Self.disks(calls, filter: filter) where !found.contains(where: { $0.ref == disk.ref }) {
            found.append(disk)
        }
        return found.filter { $0.isMarked(for: runtime) && $0.mark?.generation == generation && $0.users.isEmpty }
    }

    /// Deletes a disk of ours. It may be known as attached for a moment after its VM went.
    private func deleteDisk(_ disk: GCPDisk, of runtime: HostRuntime) async throws(ProviderError) {
        let host = runtime.cloudName
        for attempt in 1... {
            do throws(ProviderError) { return try await remove(disk, verb: .delete, host: host) } catch {
                if error.kind == .notFound { return }
                guard GCPErrors.isNotReady(error) || GCPErrors.isInUse(error), attempt < 5 else { throw error }
                // Attached to another VM: that will not mend by itself.
                let now = try await self.disk(disk.ref)
                guard now?.users.allSatisfy({ $0.name == host }) ?? true else { throw error }
                try await pause(for: disk.ref.name)
            }
        }
    }

    /// Deletes a disk that was looked at before, by its name, after one more look: names are given again, so only the disk
    /// of the same id goes, or where the server tells none, of the same mark. The cloud takes names; between this look and
    /// the delete nothing else is asked.
    func remove(_ disk: GCPDisk, verb: CloudVerb, host: String) async throws(ProviderError) {
        guard let now = try await self.disk(disk.ref), disk.id.map({ $0 == now.id }) ?? (now.mark == disk.mark) else {
            return
        }
        try await calls.change(.delete, Self.path(disk: disk.ref), verb: verb, host: host)
    }
}
