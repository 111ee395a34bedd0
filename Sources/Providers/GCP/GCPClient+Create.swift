import Hosts
import JSON

extension GCPClient {
    /// Makes a VM, its disks and its firewall rules; see `HostWriter.createHost`.
    ///
    /// The insert carries the marks of the VM and both disks. Where the spec leaves the zone open, the zones of the
    /// region that have the machine type are tried in order of their names, those the cloud itself names after a
    /// stock-out first.
    func create(_ request: CreateRequest, userData: String?) async throws(ProviderError) -> HostRuntime {
        try Self.check(request, userData)
        do throws(ProviderError) {
            let image = try await image(of: request.configuration)
            var zones = try await zones(for: request)
            if !request.configuration.openPorts.isEmpty { try await openPorts(request, zone: zones.first ?? "") }
            var last: ProviderError?
            while !zones.isEmpty {
                let zone = zones.removeFirst()
                do throws(ProviderError) {
                    return try await create(request, userData: userData, image: image, zone: zone)
                } catch {
                    let error = await cleared(error, after: request)
                    last = error
                    guard error.kind == .capacity else { throw error }
                    let named = Self.zones(in: error.message)
                    zones = zones.filter(named.contains) + zones.filter { !named.contains($0) }
                }
            }
            throw last ?? GCPErrors.refusal(.invalid, "NoZone", "there is no zone to make the host in")
        } catch {
            let error = GCPErrors.cut(userData, from: error)
            throw request.configuration.openPorts.isEmpty ? error : await closed(error, after: request)
        }
    }

    private static func check(_ request: CreateRequest, _ userData: String?) throws(ProviderError) {
        let wanted = request.configuration
        guard userData.map(TextDigest.init(of:)) == wanted.userData else {
            throw GCPErrors.refusal(.invalid, "UserDataMismatch", "the start-up script is not the one announced")
        }
        guard (userData?.utf8.count ?? 0) <= GCPProvider.table.userDataLimit else {
            throw GCPErrors.refusal(
                .invalid, "UserDataTooLong", "a start-up script has at most \(GCPProvider.table.userDataLimit) bytes")
        }
        if let key = GCPNames.ownMetadata.first(where: { wanted.metadata[$0] != nil }) {
            throw GCPErrors.refusal(.invalid, "ReservedMetadata", "the metadata key `\(key)` is berth's own")
        }
        let machine = GCPMachineName(wanted.machineType)
        if let fault = machine.fault {
            throw GCPErrors.refusal(.invalid, "BadMachineType", "`\(wanted.machineType)`: \(fault)")
        }
        if let disk = wanted.dataDisk, wanted.storage == .persistent, machine.diskType(disk.type) == nil {
            throw GCPErrors.refusal(
                .invalid, "BadDiskType", "machine types of \(machine.family) take no `\(disk.type.rawValue)` disk")
        }
        if let id = request.existingDataDiskID {
            guard let disk = GCPRef(id) else {
                throw GCPErrors.refusal(.invalid, "BadDisk", "`\(id)` is no disk of gcp (ZONE/NAME)")
            }
            guard wanted.zone == nil || wanted.zone == disk.zone else {
                throw GCPErrors.refusal(
                    .invalid, "DiskElsewhere", "the disk \(disk.name) is in \(disk.zone), not in \(wanted.zone ?? "")")
            }
        }
    }

    /// Makes the VM in one zone, or finds the one that the same request made before.
    private func create(
        _ request: CreateRequest, userData: String?, image: String, zone: String
    ) async throws(ProviderError) -> HostRuntime {
        let host = request.mark.cloudName
        let place = GCPWire.Place(
            project: try await calls.account.project(), zone: zone, image: image, network: settings.network,
            subnet: settings.subnet, serviceAccount: settings.serviceAccount)
        let body = GCPWire.insert(request, userData: userData, at: place)
        let id = GCPNames.requestID(token: request.token, zone: zone)
        var taken: ProviderError?
        do throws(ProviderError) {
            try await calls.change(
                .post, "zones/\(zone)/instances", [("requestId", id)], body, verb: .create, host: host)
        } catch {
            // The cloud forgets request ids after a while, but never that a name is taken.
            guard GCPErrors.isTaken(error) else {
                throw Self.asRefusal(error)
            }
            taken = error
        }
        let found: GCPInstance?
        do throws(ProviderError) { found = try await instance(GCPRef(zone: zone, name: host)) } catch {
            throw error.afterAcceptance
        }
        guard let made = found else {
            if let taken { throw taken }
            throw GCPErrors.refusal(
                .conflict, "TokenOfDeletedHost", "this request made \(host) before, and it was deleted")
        }
        try Self.verify(made, is: request, taken: taken)
        do throws(ProviderError) { return try await settle(made, request) } catch {
            // The VM is there and bills; only that it vanished says otherwise.
            guard error.kind != .operationFailed else { throw error }
            var told = error
            told.kind = .transient
            throw told
        }
    }

    /// A create's `not found` is about what it names: an image, a network, a disk. The request is wrong.
    private static func asRefusal(_ error: ProviderError) -> ProviderError {
        var error = error
        if error.kind == .notFound { error.kind = .invalid }
        return error
    }

    private static func verify(
        _ made: GCPInstance, is request: CreateRequest, taken: ProviderError?
    ) throws(ProviderError) {
        let mark = request.mark
        let isOurs =
            made.mark.map {
                $0.uid == mark.uid && $0.fleet == mark.fleet && $0.generation == mark.generation
                    && HostMark.short($0.lineage) == HostMark.short(mark.lineage)
            } ?? false
        guard isOurs else {
            throw taken
                ?? GCPErrors.refusal(.conflict, "NameTaken", "there is another VM of the name \(made.ref.name)")
        }
        let print = made.labels[GCPNames.requestLabel]
        guard print == nil || print == GCPWire.fingerprint(request) else {
            throw GCPErrors.refusal(
                .conflict, "IdempotencyMismatch", "\(made.ref.name) was made by another request with the same token")
        }
    }

    /// Brings a VM that was made to the state that was asked for.
    private func settle(_ made: GCPInstance, _ request: CreateRequest) async throws(ProviderError) -> HostRuntime {
        guard let seen = try await wait(made, toLeave: [.starting]) else {
            throw GCPErrors.refusal(.operationFailed, "Vanished", "\(made.ref.name) was deleted while it started")
        }
        if let id = request.existingDataDiskID, let ref = GCPRef(id) {
            try await setMark(
                request.mark, on: ref, labels: request.configuration.labels, host: request.mark.cloudName)
        }
        var runtime = GCPWire.runtime(seen, project: try await calls.account.project())
        if !request.startRunning, seen.shared == .running {
            let query: GCPCalls.Query = seen.hasScratch ? [("discardLocalSsd", "true")] : []
            try await calls.change(
                .post, "\(Self.path(seen.ref))/stop", query, verb: .create, host: request.mark.cloudName)
            // The address was the running VM's.
            runtime.publicIP = nil
        }
        return runtime
    }

    // MARK: Where

    /// The zones to try, in order.
    private func zones(for request: CreateRequest) async throws(ProviderError) -> [String] {
        let wanted = request.configuration
        if let zone = wanted.zone ?? request.existingDataDiskID.flatMap({ GCPRef($0)?.zone }) { return [zone] }
        guard let region = wanted.region else {
            throw GCPErrors.refusal(.invalid, "NoRegion", "the host has neither a zone nor a region")
        }
        // With the zone open, an earlier try may have made the VM in any of them.
        if let zone = try await findMade(request)?.ref.zone, GCPNames.region(ofZone: zone) == region { return [zone] }
        let all = try await zones(of: wanted.machineType).filter { GCPNames.region(ofZone: $0) == region }
        if !all.isEmpty { return all }
        guard let node = try await calls.find("regions/\(region)") else {
            throw GCPErrors.refusal(.invalid, "UnknownRegion", "there is no region `\(region)`")
        }
        let zones = (node["zones"]?.elements.compactMap(\.string) ?? []).map(GCPNames.last).sorted()
        guard GCPMachineName(wanted.machineType).isCustom else {
            throw GCPErrors.refusal(
                .invalid, "NotOfferedThere", "no zone of \(region) has the machine type `\(wanted.machineType)`")
        }
        return zones
    }

    /// The zones that have a machine type, sorted. Custom types are in no list.
    private func zones(of machineType: String) async throws(ProviderError) -> [String] {
        if GCPMachineName(machineType).isCustom { return [] }
        if let known = notes.zones(machineType) { return known }
        var found: Set<String> = []
        try await calls.pages("aggregated/machineTypes", [("filter", "name=\(machineType)")]) {
            page throws(ProviderError) in
            page["items"]?.forEachMember { scope, value in
                let types = value["machineTypes"]?.elements ?? []
                if types.contains(where: { $0["name"]?.string == machineType }) { found.insert(GCPNames.last(scope)) }
            }
        }
        notes.note(zones: found.sorted(), of: machineType)
        return found.sorted()
    }

    /// Names of zones in a message: the cloud names those that have what was sold out here.
    private static func zones(in message: String) -> Set<String> {
        let marker = "zones that have it: "
        guard let range = message.firstRange(of: marker) else { return [] }
        return Set(message[range.upperBound...].split { !($0.isLetter || $0.isNumber || $0 == "-") }.map(String.init))
    }

    // MARK: What is left

    /// Removes the data disk that a failed insert may have left: one that is attached to nothing and carries the mark and
    /// the digest of this very request, so never a disk that was kept. What cannot be removed is told with the error.
    private func cleared(_ error: ProviderError, after request: CreateRequest) async -> ProviderError {
        switch error.kind {
        case .capacity, .quota, .invalid, .operationFailed: break
        case .auth, .rateLimited, .notFound, .conflict, .transient: return error
        }
        guard request.configuration.dataDisk != nil, request.existingDataDiskID == nil else { return error }
        do throws(ProviderError) {
            let uid = request.mark.uid
            let disks = try await Self.disks(calls, filter: "labels.\(HostMark.LabelKey.uid)=\(uid)").filter {
                $0.mark?.uid == uid && $0.users.isEmpty
                    && $0.labels[GCPNames.requestLabel] == GCPWire.fingerprint(request)
            }
            for disk in disks {
                try await calls.change(
                    .delete, Self.path(disk: disk.ref), verb: .create, host: request.mark.cloudName)
            }
            return error
        } catch let left {
            return Self.telling(error, "its data disk may be left (\(left.code): \(left.message))")
        }
    }

    /// Removes the firewall rules of a host that was not made.
    private func closed(_ error: ProviderError, after request: CreateRequest) async -> ProviderError {
        switch error.kind {
        // Either nothing may be sent now, or the VM may be there.
        case .auth, .rateLimited, .transient: return error
        case .capacity, .quota, .invalid, .operationFailed, .notFound, .conflict: break
        }
        do throws(ProviderError) {
            let made = try await findMade(request)
            if made == nil { try await closePorts(cloudName: request.mark.cloudName) }
            return error
        } catch let left {
            return Self.telling(error, "its firewall rules may be left (\(left.code): \(left.message))")
        }
    }

    /// The VM of a request's host, wherever it is.
    private func findMade(_ request: CreateRequest) async throws(ProviderError) -> GCPInstance? {
        let filter = "labels.\(HostMark.LabelKey.uid)=\(request.mark.uid)"
        return try await Self.instances(calls, filter: filter).first { $0.ref.name == request.mark.cloudName }
    }

    private static func telling(_ error: ProviderError, _ more: String) -> ProviderError {
        var error = error
        error.message += "; " + more
        return error
    }
}
