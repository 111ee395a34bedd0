import Hosts
import JSON
import Synchronization

/// The verbs of the contract as calls in order, and the waiting between them.
struct GCPClient: Sendable {
    let calls: GCPCalls
    let settings: GCPSettings
    /// What was looked up once and does not change in a run.
    var notes: GCPNotes { calls.notes }
    /// One look at all VMs of ours for everybody who waits for a state.
    private let watch: AccountWatch<[GCPInstance]>

    init(_ context: ProviderContext, _ settings: GCPSettings, policy: RetryPolicy) {
        let override = context.environment("CLOUDSDK_API_ENDPOINT_OVERRIDES_COMPUTE").flatMap { $0.isEmpty ? nil : $0 }
        let endpoints = GCPEndpoints(endpoint: settings.endpoint ?? override)
        let account = GCPAccount(context, settings, endpoints)
        // 1,500 requests a minute are the default for each group of methods; waits hold their slot for minutes.
        let limits = RateGate.Limits(inFlight: 256, readsPerSecond: 20, writesPerSecond: 20, burst: 50)
        let api = CloudAPI(
            provider: .gcp, context: context, limits: limits, authorizer: GCPAuthorizer(account: account),
            policy: policy, decode: GCPErrors.decode)
        let calls = GCPCalls(api: api, account: account, endpoints: endpoints, timeline: Timeline(context.clock))
        self.calls = calls
        self.settings = settings
        watch = AccountWatch(every: .seconds(2), atMost: .seconds(15), clock: context.clock) {
            () async throws(ProviderError) -> [GCPInstance] in
            try await Self.instances(calls, filter: "labels.\(HostMark.LabelKey.managedBy)=berth")
        }
    }

    // MARK: VMs by id

    static func path(_ ref: GCPRef) -> String { "zones/\(ref.zone)/instances/\(ref.name)" }

    /// The VM of a runtime: the one of its name, if it has its id; nil if there is none.
    func instance(_ runtime: HostRuntime) async throws(ProviderError) -> GCPInstance? {
        try await checkProject(runtime)
        guard GCPNames.isName(runtime.cloudName) else { return nil }
        guard let zone = runtime.zone else {
            let named = try await Self.instances(calls, filter: "name=\(runtime.cloudName)")
            return named.first { $0.id == runtime.instanceID }
        }
        let found = try await instance(GCPRef(zone: zone, name: runtime.cloudName))
        // Names are given again; ids are not. Another VM of the name is none of ours.
        return found.flatMap { $0.id == runtime.instanceID ? $0 : nil }
    }

    /// A VM of another project is not gone because this one lacks it: it goes on billing there.
    private func checkProject(_ runtime: HostRuntime) async throws(ProviderError) {
        guard let made = runtime.extra["project"] else { return }
        let now = try await calls.account.project()
        guard made != now else { return }
        throw GCPErrors.refusal(
            .invalid, "OtherProject",
            "\(runtime.cloudName) is in the project \(made), not in \(now): "
                + "set `providers.gcp.project` to \(made), or delete the host there first")
    }

    /// The VM at a place; nil if there is none.
    func instance(_ ref: GCPRef) async throws(ProviderError) -> GCPInstance? {
        guard let node = try await calls.find(Self.path(ref)) else { return nil }
        // What is there and not understood is not gone.
        guard let found = GCPInstance(node, in: ref.zone) else { throw GCPErrors.unreadable("VM", ref.text) }
        return found
    }

    /// The VM of a runtime.
    /// - Throws: `notFound` if there is none.
    func required(_ runtime: HostRuntime) async throws(ProviderError) -> GCPInstance {
        if let found = try await instance(runtime) { return found }
        throw GCPErrors.refusal(
            .notFound, "notFound", "there is no VM `\(runtime.cloudName)` with the id \(runtime.instanceID)")
    }

    func disk(_ ref: GCPRef) async throws(ProviderError) -> GCPDisk? {
        guard let node = try await calls.find(Self.path(disk: ref)) else { return nil }
        guard let found = GCPDisk(node, in: ref.zone) else { throw GCPErrors.unreadable("disk", ref.text) }
        return found
    }

    static func path(disk ref: GCPRef) -> String { "zones/\(ref.zone)/disks/\(ref.name)" }

    // MARK: Waiting for a state

    /// Waits until a VM has left all of some states.
    /// - Returns: the VM as it then is; nil if it is gone.
    func wait(
        _ instance: GCPInstance, toLeave busy: Set<HostStatus>
    ) async throws(ProviderError) -> GCPInstance? {
        guard busy.contains(instance.shared) else { return instance }
        let what = "\(instance.ref.name) to be no longer \(instance.status)"
        let (id, limit) = (instance.id, GCPCalls.patience)
        let seen = try await watch.wait(limit: limit, provider: .gcp, for: what) {
            (look: [GCPInstance]) throws(ProviderError) -> GCPInstance?? in
            guard let now = look.first(where: { $0.id == id }) else { return .some(nil) }
            return busy.contains(now.shared) ? nil : .some(now)
        }
        if let seen { return seen }
        return try await lonely(instance, toLeave: busy, what)
    }

    /// Waits for a VM that lists do not show: they may lag, and somebody may have taken its labels away.
    private func lonely(
        _ instance: GCPInstance, toLeave busy: Set<HostStatus>, _ what: String
    ) async throws(ProviderError) -> GCPInstance? {
        let start = calls.timeline.now
        while calls.timeline.now - start < GCPCalls.patience {
            guard let now = try await self.instance(instance.ref), now.id == instance.id else { return nil }
            guard busy.contains(now.shared) else { return now }
            do { try await calls.timeline.sleep(for: .seconds(5)) } catch { break }
        }
        throw GCPErrors.refusal(.transient, "StillPending", "gave up waiting for \(what)")
    }

    // MARK: Power

    func start(_ runtime: HostRuntime) async throws(ProviderError) {
        var seen = try await required(runtime)
        for _ in 0..<3 {
            guard let settled = try await wait(seen, toLeave: [.stopping, .starting]) else {
                throw GCPErrors.refusal(
                    .notFound, "notFound", "\(runtime.cloudName) was deleted while it was waited for")
            }
            if settled.shared == .running { return }
            // A host that was suspended wakes up; one that was stopped boots.
            let verb = settled.status == "SUSPENDED" ? "resume" : "start"
            do throws(ProviderError) {
                return try await calls.change(
                    .post, "\(Self.path(seen.ref))/\(verb)", verb: .start, host: runtime.cloudName)
            } catch {
                // Somebody changed the VM between two steps of its start; it is stopped as before.
                let isRace = error.message.contains("ingerprint") && error.kind == .conflict
                guard isRace else { throw error }
                seen = try await required(runtime)
            }
        }
        throw GCPErrors.refusal(.conflict, "RESOURCE_NOT_READY", "\(runtime.cloudName) was changed while it started")
    }

    func stop(_ runtime: HostRuntime) async throws(ProviderError) {
        let first = try await required(runtime)
        guard let seen = try await wait(first, toLeave: [.starting, .stopping]), seen.shared != .stopped else {
            return
        }
        // What is on a local SSD goes with a stop; the cloud wants to hear that we know.
        let query: GCPCalls.Query = seen.hasScratch ? [("discardLocalSsd", "true")] : []
        try await calls.change(
            .post, "\(Self.path(seen.ref))/stop", query, verb: .stop, host: runtime.cloudName)
    }

    /// The cloud has no restart by the guest's own shutdown, but its stop is one.
    func restart(_ runtime: HostRuntime) async throws(ProviderError) {
        let seen = try await running(runtime, to: "restart")
        let query: GCPCalls.Query = seen.hasScratch ? [("discardLocalSsd", "true")] : []
        let path = Self.path(seen.ref)
        try await calls.change(.post, "\(path)/stop", query, verb: .restart, host: runtime.cloudName)
        do throws(ProviderError) {
            try await calls.change(.post, "\(path)/start", verb: .restart, host: runtime.cloudName)
        } catch {
            // Half of it is done, so a restart that begins anew would be refused: what is wanted now is a start.
            var told = error.afterAcceptance
            told.message += "; \(runtime.cloudName) is stopped now"
            throw told
        }
    }

    func reset(_ runtime: HostRuntime) async throws(ProviderError) {
        let seen = try await running(runtime, to: "reset")
        try await calls.change(.post, "\(Self.path(seen.ref))/reset", verb: .hardRestart, host: runtime.cloudName)
    }

    private func running(_ runtime: HostRuntime, to verb: String) async throws(ProviderError) -> GCPInstance {
        let seen = try await required(runtime)
        guard seen.shared == .running else { throw Self.wrongState(seen, to: verb, needs: "RUNNING") }
        return seen
    }

    static func wrongState(_ seen: GCPInstance, to verb: String, needs: String) -> ProviderError {
        // Such a VM can only be resumed or deleted, and what it keeps in memory is its owner's to give up.
        let hint = seen.status == "SUSPENDED" ? "; start it, which resumes it with its memory, then try again" : ""
        return GCPErrors.refusal(
            .conflict, "WrongState", "cannot \(verb) \(seen.ref.name): it is \(seen.status), not \(needs)\(hint)")
    }

    // MARK: Size

    func resize(_ runtime: HostRuntime, machineType: String) async throws(ProviderError) {
        let seen = try await required(runtime)
        if seen.machineType == machineType { return }
        guard seen.shared == .stopped, seen.status != "SUSPENDED" else {
            throw Self.wrongState(seen, to: "resize", needs: "TERMINATED")
        }
        try await holdStill(seen, for: machineType)
        let body = JSONValue.object([
            "machineType": .string("zones/\(seen.ref.zone)/machineTypes/\(machineType)")
        ])
        do throws(ProviderError) {
            try await calls.change(
                .post, "\(Self.path(seen.ref))/setMachineType", [], body, verb: .resize, host: runtime.cloudName)
        } catch {
            let now = try? await instance(runtime)
            // An earlier call whose answer was lost may be what was in the way of this one.
            if now?.machineType == machineType { return }
            // The VM is there: what is missing is the type.
            var error = error
            if error.kind == .notFound, now != nil { error.kind = .invalid }
            throw error
        }
    }

    /// A VM with GPUs cannot be moved while it runs, and the cloud takes such a type only for one that need not be.
    private func holdStill(_ seen: GCPInstance, for machineType: String) async throws(ProviderError) {
        guard GCPMachineName(machineType).hasGPU, let now = seen.maintenance, now != "TERMINATE" else { return }
        try await calls.change(
            .post, "\(Self.path(seen.ref))/setScheduling", [],
            GCPWire.setScheduling(automaticRestart: seen.restartsItself), verb: .resize, host: seen.ref.name)
    }

    func resizeDisk(_ runtime: HostRuntime, sizeGB: Int) async throws(ProviderError) {
        try await checkProject(runtime)
        var ref = runtime.dataDiskID.flatMap { GCPRef($0) }
        var isAttached = false
        if ref == nil {
            let seen = try await required(runtime)
            isAttached = true
            guard let attached = seen.dataDisk?.source else {
                let why = seen.hasScratch ? "a local SSD cannot grow" : "\(runtime.cloudName) has no data disk"
                throw GCPErrors.refusal(.invalid, "NoDataDisk", why)
            }
            ref = attached
        }
        guard let ref else { return }
        // A disk that only has the name of ours is somebody else's.
        guard let disk = try await disk(ref), isAttached || disk.isMarked(for: runtime) || disk.isUsed(by: runtime)
        else {
            throw GCPErrors.refusal(.notFound, "notFound", "there is no disk `\(ref.text)`")
        }
        if disk.sizeGB == sizeGB { return }
        if let size = disk.sizeGB, sizeGB < size {
            throw GCPErrors.refusal(
                .invalid, "DiskShrink", "\(ref.name) has \(size) GiB and cannot shrink to \(sizeGB)")
        }
        do throws(ProviderError) {
            try await calls.change(
                .post, "\(Self.path(disk: ref))/resize", [], .object(["sizeGb": .string(String(sizeGB))]),
                verb: .resizeDisk, host: runtime.cloudName)
        } catch {
            // An earlier call whose answer was lost may be what was in the way of this one.
            let now = try? await self.disk(ref)
            guard now?.sizeGB == sizeGB else { throw error }
        }
    }
}
