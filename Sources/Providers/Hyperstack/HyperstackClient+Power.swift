import Hosts

/// Removing VMs, and turning them on and off. Hyperstack's switches are GET calls that change the VM: they are writes
/// here, sent once.
extension HyperstackClient {
    /// Removes a host: its VM, its volume unless kept, and what the last host of its environment leaves.
    func delete(_ runtime: HostRuntime, keepData: Bool) async throws(ProviderError) {
        var vm: HyperstackVM?
        if let id = Self.number(runtime.instanceID) { vm = try await self.vm(id) }
        let labels = vm.map { HyperstackLabels(reading: $0.labels) }
        let volumes = try await volumes(of: runtime, vm, labels, keepData: keepData)
        if let vm { try await removeVM(vm) }
        for volume in volumes {
            if keepData {
                if let vm { try await waitUntilFree(volume, of: vm.id) }
            } else {
                let host = labels?.mark?.host ?? runtime.cloudName
                try await accepted { () throws(ProviderError) in
                    try await removeVolume(volume, host: host, of: vm?.id ?? Self.number(runtime.instanceID))
                }
            }
        }
        await release(
            environment: vm?.environment ?? runtime.extra[HyperstackObservations.ExtraKey.environment]
                ?? ownEnvironment(of: runtime),
            fleet: labels?.mark?.fleet ?? runtime.extra[HyperstackObservations.ExtraKey.fleet],
            region: vm?.region ?? runtime.region)
    }

    /// The data volumes that go with a host, or are kept: the recorded one, and the one that the VM's label names if it
    /// carries the host's mark.
    /// - Throws: `conflict` if one that is to be removed is attached to another VM; nothing was done then.
    private func volumes(
        of runtime: HostRuntime, _ vm: HyperstackVM?, _ labels: HyperstackLabels?, keepData: Bool
    ) async throws(ProviderError) -> [Int] {
        let recorded = runtime.dataDiskID.flatMap(Self.number)
        let labelled = labels?.own[HyperstackLabels.Key.data].flatMap(Self.number)
        guard recorded != nil || labelled != nil else { return [] }
        var out = Set([recorded].compactMap(\.self))
        let all = keepData && labelled == nil ? [] : try await lister.volumes()
        if let labelled, labelled != recorded {
            // A label is anybody's to change, so it alone does not give a volume away.
            let found = all.first { $0.id == labelled }
            let mark = HyperstackLabels.mark(inLine: found?.description)
            if let mark, mark.uid == labels?.mark?.uid, mark.fleet == labels?.mark?.fleet { out.insert(labelled) }
        }
        let own = vm?.id ?? Self.number(runtime.instanceID)
        for volume in all where !keepData && out.contains(volume.id) {
            guard let holder = volume.instance, holder != own else { continue }
            throw ProviderError(
                .conflict, provider: .hyperstack, code: "VolumeInUse",
                message:
                    "volume \(volume.id) of this host is attached to VM \(holder): detach it there, or keep the data")
        }
        return out.sorted()
    }

    /// Removes a VM and waits until it is gone. One that is being made is waited for first: Hyperstack refuses to delete
    /// it before.
    func removeVM(_ vm: HyperstackVM) async throws(ProviderError) {
        let start = timeline.now
        var settledSince: Duration?
        while vm.status != "DELETING" {
            do throws(ProviderError) {
                try await remove(wire.deleteVM(vm.id), host: vm.name)
                break
            } catch {
                guard HyperstackErrors.mayPass(error), timeline.now - start < Limit.delete else { throw error }
                // Which words forbid it is not documented, so its state decides: one between two states passes.
                guard let seen = try await self.vm(vm.id) else { break }
                switch HyperstackStatus.map(seen.status) {
                case .starting, .stopping, .unknown: settledSince = nil
                case .running, .stopped, .error, .absent:
                    let since = settledSince ?? timeline.now
                    settledSince = since
                    guard error.kind == .conflict, timeline.now - since < Limit.settled else { throw error }
                }
            }
            // It may be on its way out already.
            _ = try await look(at: vm, for: "be deletable") {
                $0.map { HyperstackStatus.map($0.status) != .starting } ?? true
            }
        }
        // A list may leave out what is there, so its silence is checked by asking for the VM itself.
        while try await accepted({ () throws(ProviderError) in try await self.vm(vm.id) }) != nil {
            guard timeline.now - start < Limit.delete else {
                throw ProviderError(
                    .transient, provider: .hyperstack, code: "StillPending",
                    message: "waited \(Limit.delete.spoken) for VM \(vm.id) to be gone")
            }
            _ = try await look(at: vm, for: "be gone") { (seen: HyperstackVM?) throws(ProviderError) -> Bool in
                guard let seen, seen.status != "DELETED" else { return true }
                guard seen.status != "ERROR" || vm.status == "ERROR" else { throw failed(seen, "deleted") }
                return false
            }
        }
    }

    /// Waits for what the list says of a VM; nil is that it is not in it.
    private func look(
        at vm: HyperstackVM, for what: String,
        _ answer: @escaping @Sendable (HyperstackVM?) throws(ProviderError) -> Bool
    ) async throws(ProviderError) -> Bool {
        try await vmWatch.wait(limit: Limit.delete, provider: .hyperstack, for: "`\(vm.name)` to \(what)") {
            (look: [HyperstackVM]) throws(ProviderError) -> Bool? in
            try answer(look.first { $0.id == vm.id }) ? true : nil
        }
    }

    /// Turns a VM on: starts it, or brings it back from hibernation.
    func turnOn(_ vm: HyperstackVM) async throws(ProviderError) {
        let vm = try await settled(vm)
        switch vm.status {
        case "ACTIVE": return
        case "SHUTOFF": _ = try await answer(wire.turn(vm.id, .start), .write(.start), host: vm.name)
        case "HIBERNATED": _ = try await answer(wire.turn(vm.id, .restore), .write(.start), host: vm.name)
        default: throw stuck(vm, "started")
        }
        let restoring = vm.status == "HIBERNATED"
        let before = vm.status
        let begun = Tally()
        let idle = Tally()
        let on = try await wait(for: vm, restoring ? Limit.hibernate : Limit.power, to: "run") {
            seen throws(ProviderError) -> Bool in
            let isBack = seen.status == before && (begun.value > 0 || idle.add() >= 10)
            if HyperstackStatus.map(seen.status) == .starting { _ = begun.add() }
            // One that is back where it was, or never left it, has failed as well.
            guard seen.status != "ERROR", !isBack else {
                // A hibernated VM needs free hardware again.
                throw ProviderError(
                    restoring ? .capacity : .operationFailed, provider: .hyperstack, code: seen.status,
                    message: "VM \(seen.id) (`\(seen.name)`) could not be "
                        + (restoring ? "restored, which most often is want of stock" : "started"))
            }
            return seen.status == "ACTIVE" && (seen.vmState ?? "active") == "active"
        }
        // Hibernation may have given its address away.
        let labels = HyperstackLabels(reading: on.labels)
        guard restoring, on.floatingIP == nil, labels.own[HyperstackLabels.Key.request] != nil,
            labels.own[HyperstackLabels.Key.address] != HyperstackLabels.noAddress
        else { return }
        try await accepted { () throws(ProviderError) in
            _ = try await answer(wire.attachAddress(on.id), .write(.start), host: on.name)
            try await address(on)
        }
    }

    /// Turns a VM off, the way the settings say.
    /// - Parameter verb: the verb it is part of.
    func turnOff(_ vm: HyperstackVM, _ verb: CloudVerb) async throws(ProviderError) {
        let vm = try await settled(vm)
        switch vm.status {
        case "SHUTOFF", "HIBERNATED": return
        case "ACTIVE": break
        default: throw stuck(vm, "stopped")
        }
        let hibernates = settings.stop == .hibernate
        let how: HyperstackWire.Switch = hibernates ? .hibernate(retainIP: settings.retainIP) : .stop
        _ = try await answer(wire.turn(vm.id, how), .write(verb), host: vm.name)
        let end = hibernates ? "HIBERNATED" : "SHUTOFF"
        let begun = Tally()
        _ = try await wait(for: vm, hibernates ? Limit.hibernate : Limit.power, to: "be off") {
            seen throws(ProviderError) -> Bool in
            if HyperstackStatus.map(seen.status) == .stopping { _ = begun.add() }
            // One that had begun and runs again has failed as well.
            guard seen.status != "ERROR", seen.status != "ACTIVE" || begun.value == 0 else {
                throw failed(seen, hibernates ? "hibernated" : "stopped")
            }
            return seen.status == end
        }
    }

    /// Resets a running VM.
    func reset(_ vm: HyperstackVM) async throws(ProviderError) {
        let vm = try await settled(vm)
        guard vm.status == "ACTIVE" else { throw stuck(vm, "reset") }
        _ = try await answer(wire.turn(vm.id, .hardReboot), .write(.hardRestart), host: vm.name)
        _ = try await wait(for: vm, Limit.power, to: "run again") { seen throws(ProviderError) -> Bool in
            guard seen.status != "ERROR" else {
                throw failed(seen, "reset")
            }
            return seen.status == "ACTIVE"
        }
    }

    /// Changes the flavor of a VM. Most accounts cannot: the vendor has turned the call off.
    func resize(_ vm: HyperstackVM, to flavor: String) async throws(ProviderError) {
        let vm = try await settled(vm)
        let isStable = HyperstackStatus.map(vm.status) != .unknown
        if vm.flavor == flavor, isStable { return }
        if vm.flavor != flavor {
            guard vm.status == "SHUTOFF" || !settings.resize else { throw stuck(vm, "resized: turn it off first") }
            do throws(ProviderError) {
                _ = try await answer(wire.resize(vm.id, flavor: flavor), .write(.resize), host: vm.name)
            } catch {
                // The flavor is what may be missing: the VM was just seen.
                if error.kind == .notFound { throw HyperstackOrder.refusal(error.code, error.message) }
                guard error.code == "feature_disabled" else { throw error }
                throw HyperstackOrder.refusal(
                    error.code,
                    "\(error.message); this account cannot resize: take `resize: true` out of the settings of "
                        + "hyperstack, and the host is replaced instead, its data volume kept")
            }
        }
        _ = try await wait(for: vm, Limit.power, to: "be a `\(flavor)`") { seen throws(ProviderError) -> Bool in
            guard seen.status != "ERROR" else {
                throw failed(seen, "resized")
            }
            return seen.flavor == flavor && (seen.status == "SHUTOFF" || seen.status == "ACTIVE")
        }
    }

    /// A VM that is between two states, when it has come to the next.
    private func settled(_ vm: HyperstackVM) async throws(ProviderError) -> HyperstackVM {
        switch HyperstackStatus.map(vm.status) {
        case .running, .stopped, .error, .absent, .unknown: return vm
        case .starting, .stopping: break
        }
        return try await wait(for: vm, Limit.create, to: "settle") { seen in
            switch HyperstackStatus.map(seen.status) {
            case .running, .stopped, .error: true
            case .starting, .stopping, .absent, .unknown: false
            }
        }
    }

    private func failed(_ vm: HyperstackVM, _ what: String) -> ProviderError {
        ProviderError(
            .operationFailed, provider: .hyperstack, code: vm.status,
            message: "VM \(vm.id) (`\(vm.name)`) could not be \(what)")
    }

    private func stuck(_ vm: HyperstackVM, _ what: String) -> ProviderError {
        ProviderError(
            .conflict, provider: .hyperstack, code: vm.status.isEmpty ? "NoStatus" : vm.status,
            message:
                "VM \(vm.id) (`\(vm.name)`) is \(vm.status.isEmpty ? "in no known state" : vm.status), and cannot be \(what)"
        )
    }
}
