import Hosts

/// The rules of the Local cloud: pure functions from the world and a call to what changes and what is answered.
///
/// They refuse what a real cloud refuses. Where the contract is kinder (stopping what is stopped), the rule answers with
/// an empty change.
enum LocalEngine {
    typealias Outcome = (change: LocalChange, answer: LocalHost)

    /// Makes a VM, and its data disk unless one is given.
    /// - Parameter fingerprint: tells requests of one token apart.
    static func create(_ request: CreateRequest, fingerprint: String, in state: LocalState) throws(ProviderError)
        -> Outcome
    {
        if let used = state.tokens[request.token] {
            return (LocalChange(), try replay(used, request, fingerprint, in: state))
        }
        let wanted = request.configuration
        let kept = try existingDisk(request, in: state)
        let machine = try machine(wanted.machineType)
        let zone = try place(wanted, machine, disk: kept, in: state)
        try check(wanted, machine)
        try takeStock(wanted.machineType, zone: zone, in: state)
        let number = state.lastNumber + 1
        let mark = asLabels(request.mark)
        var host = LocalHost(
            number: number, name: mark.cloudName, mark: mark,
            status: request.startRunning ? .running : .stopped, zone: zone, machineType: wanted.machineType,
            image: wanted.image, bootDiskGB: wanted.bootDiskGB)
        host.pricing = wanted.pricing
        host.hasAddress = wanted.publicIP
        host.labels = wanted.labels
        host.tags = wanted.tags
        host.metadata = wanted.metadata
        var change = LocalChange()
        if var kept {
            kept.attachedTo = number
            kept.mark = mark
            host.disk = kept.number
            change.disks = [kept]
        } else if let disk = wanted.dataDisk {
            if wanted.storage == .ephemeral {
                host.ephemeral = disk
            } else {
                host.disk = number + 1
                change.disks = [
                    LocalDisk(
                        number: number + 1, mark: mark, sizeGB: disk.sizeGB, type: disk.type, zone: zone,
                        attachedTo: number)
                ]
            }
        }
        change.hosts = [host]
        change.tokens = [LocalToken(token: request.token, host: number, request: fingerprint)]
        return (change, host)
    }

    /// Removes a VM and leaves its disk behind, detached. Nil if there is none.
    static func delete(_ number: Int, in state: LocalState) -> (change: LocalChange, answer: LocalHost?) {
        guard let host = state.hosts[number] else { return (LocalChange(), nil) }
        var change = LocalChange()
        change.droppedHosts = [number]
        if let disk = host.disk, var left = state.disks[disk] {
            left.attachedTo = nil
            change.disks = [left]
        }
        return (change, host)
    }

    /// Removes a detached disk; one that is gone is no error.
    static func deleteDisk(_ number: Int, in state: LocalState) throws(ProviderError) -> LocalChange {
        guard let disk = state.disks[number] else { return LocalChange() }
        if let host = disk.attachedTo {
            throw refusal(.conflict, "DiskInUse", "\(disk.id) is attached to \(LocalID.host(host))")
        }
        var change = LocalChange()
        change.droppedDisks = [number]
        return change
    }

    static func start(_ host: LocalHost, in state: LocalState) throws(ProviderError) -> Outcome {
        switch host.status {
        case .running, .starting: return (LocalChange(), host)
        case .stopping, .error: throw wrongState(host, "start", needs: "STOPPED")
        case .stopped: break
        }
        try takeStock(host.machineType, zone: host.zone, in: state)
        return put(host) { $0.status = .running }
    }

    static func stop(_ host: LocalHost) throws(ProviderError) -> Outcome {
        switch host.status {
        case .stopped, .stopping: return (LocalChange(), host)
        case .starting, .error: throw wrongState(host, "stop", needs: "RUNNING")
        case .running: break
        }
        return put(host) {
            $0.status = .stopped
            if $0.ephemeral != nil { $0.ephemeralLosses += 1 }
        }
    }

    /// Restarts through the guest, which must be up, or by the button, which a failed VM has too.
    static func restart(_ host: LocalHost, hard: Bool) throws(ProviderError) -> Outcome {
        switch host.status {
        case .running: return (LocalChange(), host)
        case .error where hard:
            return put(host) {
                $0.status = .running
                $0.failure = nil
            }
        case .error, .starting, .stopping, .stopped: throw wrongState(host, "restart", needs: "RUNNING")
        }
    }

    static func resize(_ host: LocalHost, to name: String, in state: LocalState) throws(ProviderError) -> Outcome {
        if host.machineType == name { return (LocalChange(), host) }
        let machine = try machine(name)
        guard machine.zones?.contains(host.zone) ?? true else {
            throw refusal(.invalid, "NotOfferedThere", "\(name) is not offered in \(host.zone)")
        }
        let old = LocalCatalog.machines[host.machineType]?.machine.architecture
        guard old == nil || old == machine.machine.architecture else {
            throw refusal(.invalid, "ArchitectureMismatch", "\(host.image) does not run on \(name)")
        }
        guard host.pricing == .onDemand || machine.machine.spot != nil else {
            throw refusal(.invalid, "SpotNotOffered", "\(name) is not offered as spot")
        }
        guard host.status == .stopped else { throw wrongState(host, "resize", needs: "STOPPED") }
        try takeStock(name, zone: host.zone, in: state)
        return put(host) { $0.machineType = name }
    }

    static func resizeDisk(_ host: LocalHost, to sizeGB: Int, in state: LocalState) throws(ProviderError)
        -> LocalChange
    {
        guard let number = host.disk, var disk = state.disks[number] else {
            throw refusal(
                .invalid, "NoDataDisk",
                host.ephemeral == nil ? "\(host.id) has no data disk" : "an ephemeral disk cannot grow")
        }
        if disk.sizeGB == sizeGB { return LocalChange() }
        guard sizeGB > disk.sizeGB else {
            throw refusal(.invalid, "DiskShrink", "\(disk.id) has \(disk.sizeGB) GiB and cannot shrink to \(sizeGB)")
        }
        try check(diskGB: sizeGB)
        disk.sizeGB = sizeGB
        var change = LocalChange()
        change.disks = [disk]
        return change
    }

    static func updateMarks(
        _ host: LocalHost, mark: HostMark, configuration: HostConfiguration, in state: LocalState
    ) -> Outcome {
        let mark = asLabels(mark)
        var (change, changed) = put(host) {
            $0.mark = mark
            $0.labels = configuration.labels
            $0.tags = configuration.tags
            $0.metadata = configuration.metadata
        }
        if let number = host.disk, var disk = state.disks[number], disk.mark != mark {
            disk.mark = mark
            change.disks = [disk]
        }
        if changed == host { change.hosts = [] }
        return (change, changed)
    }

    /// A mark as it comes back from labels, which carry a part of the lineage only; so it is with every other cloud.
    static func asLabels(_ mark: HostMark) -> HostMark { HostMark(labels: mark.labels) ?? mark }

    /// A host changed in one go.
    static func put(_ host: LocalHost, _ edit: (inout LocalHost) -> Void) -> Outcome {
        var host = host
        edit(&host)
        return (.put(host), host)
    }

    static func refusal(_ kind: ProviderError.Kind, _ code: String, _ message: String) -> ProviderError {
        ProviderError(kind, provider: .local, code: code, message: message)
    }

    private static func wrongState(_ host: LocalHost, _ verb: String, needs: String) -> ProviderError {
        refusal(.conflict, "WrongState", "cannot \(verb) \(host.id): it is \(host.status.rawValue), not \(needs)")
    }
}
