import Hosts
import JSON

extension GCPClient {
    /// Makes a VM, its disks and its firewall rules; see `HostWriter.createHost`.
    ///
    /// The insert carries the marks of the VM and both disks. Where the spec leaves the zone open, the zones of the
    /// region that have the machine type are tried in order of their names, those the cloud itself names after a
    /// stock-out first; before that each is asked for what an earlier try of the same request may have made there.
    func create(_ request: CreateRequest, userData: String?) async throws(ProviderError) -> HostRuntime {
        try Self.check(request, userData)
        var places: [String] = []
        var hasPorts = false
        do throws(ProviderError) {
            let image = try await image(of: request.configuration)
            let found = try await candidates(for: request)
            places = found.zones
            if let made = found.made { return try await settled(made, request) }
            try await checkDisk(request)
            hasPorts = !request.configuration.openPorts.isEmpty
            if hasPorts { try await openPorts(request, zone: places.first ?? "") }
            return try await create(request, userData: userData, image: image, in: places)
        } catch {
            let error = GCPErrors.cut(userData, from: error)
            throw hasPorts ? await closed(error, after: request, in: places) : error
        }
    }

    /// Makes the VM in the first of some zones that has room for it.
    private func create(
        _ request: CreateRequest, userData: String?, image: String, in places: [String]
    ) async throws(ProviderError) -> HostRuntime {
        var zones = places
        var last: ProviderError?
        while !zones.isEmpty {
            let zone = zones.removeFirst()
            do throws(ProviderError) {
                return try await create(request, userData: userData, image: image, zone: zone)
            } catch {
                let error = await cleared(error, after: request, in: zone)
                last = error
                guard error.kind == .capacity, !zones.isEmpty else { throw error }
                // An earlier try may be what took the last of it: then the VM is here, and none is made elsewhere.
                if let made = try await made(request, in: zone) { return try await settled(made, request) }
                let named = Self.zones(in: error.message)
                zones = zones.filter(named.contains) + zones.filter { !named.contains($0) }
            }
        }
        throw last ?? GCPErrors.refusal(.invalid, "NoZone", "there is no zone to make the host in")
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

    /// The VM that an insert made. What was accepted may take a moment to be shown, and one that is taken for gone would be
    /// made again under another token.
    private func shown(_ ref: GCPRef) async throws(ProviderError) -> GCPInstance? {
        for pause in [0, 1, 2, 4] {
            do { try await calls.timeline.sleep(for: .seconds(pause)) } catch {
                throw GCPErrors.refusal(.transient, "Cancelled", "gave up waiting for \(ref.name) to be shown")
            }
            if let found = try await instance(ref) { return found }
        }
        return nil
    }

    /// The disk that is to be attached may have gone, and its name to somebody else.
    private func checkDisk(_ request: CreateRequest) async throws(ProviderError) {
        guard let ref = request.existingDataDiskID.flatMap({ GCPRef($0) }), let disk = try await disk(ref),
            let mark = disk.mark, mark.uid != request.mark.uid
        else { return }
        throw GCPErrors.refusal(
            .invalid, "ForeignDisk", "the disk \(ref.text) is the host \(mark.host)'s of the fleet \(mark.fleet)")
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
        do throws(ProviderError) { found = try await shown(GCPRef(zone: zone, name: host)) } catch {
            throw error.afterAcceptance
        }
        guard let made = found else {
            if let taken { throw taken }
            throw GCPErrors.refusal(
                .conflict, "TokenOfDeletedHost", "this request made \(host) before, and it was deleted")
        }
        guard made.isOf(request) else {
            throw taken
                ?? GCPErrors.refusal(.conflict, "NameTaken", "there is another VM of the name \(made.ref.name)")
        }
        return try await settled(made, request)
    }

    /// Brings a VM of ours, if it is of this very request, to the state that was asked for.
    private func settled(_ made: GCPInstance, _ request: CreateRequest) async throws(ProviderError) -> HostRuntime {
        let print = made.labels[GCPNames.requestLabel]
        guard print == nil || print == GCPWire.fingerprint(request) else {
            throw GCPErrors.refusal(
                .conflict, "IdempotencyMismatch", "\(made.ref.name) was made by another request with the same token")
        }
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

    /// Brings a VM that was made to the state that was asked for.
    private func settle(_ made: GCPInstance, _ request: CreateRequest) async throws(ProviderError) -> HostRuntime {
        // One that is on its way out, by hand or because its insert failed, is none to record.
        guard let seen = try await wait(made, toLeave: [.starting, .stopping]) else {
            throw GCPErrors.refusal(.operationFailed, "Vanished", "\(made.ref.name) was deleted while it started")
        }
        var runtime = GCPWire.runtime(seen, project: try await calls.account.project())
        if let ref = request.existingDataDiskID.flatMap({ GCPRef($0) }) {
            try await setMark(request.mark, on: ref, of: runtime, labels: request.configuration.labels)
        }
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

    /// The zones to try, in order, or the VM that an earlier try made in one of them.
    private func candidates(
        for request: CreateRequest
    ) async throws(ProviderError) -> (zones: [String], made: GCPInstance?) {
        let wanted = request.configuration
        if let zone = wanted.zone ?? request.existingDataDiskID.flatMap({ GCPRef($0)?.zone }) { return ([zone], nil) }
        guard let region = wanted.region else {
            throw GCPErrors.refusal(.invalid, "NoRegion", "the host has neither a zone nor a region")
        }
        let offer = try await offer(of: wanted.machineType)
        func here(_ zones: [String]) -> [String] { zones.filter { GCPNames.region(ofZone: $0) == region } }
        var zones = here(offer.zones)
        if zones.isEmpty {
            zones = try await unlisted(in: region, for: wanted.machineType, lacking: here(offer.silent))
        }
        // With the zone open, an earlier try may have made the VM in any that had room then. Lists show it late, its name
        // does not lie. In the first zone the insert itself would find it.
        for zone in zones.dropFirst() + here(offer.silent) where zone != zones.first {
            if let made = try await made(request, in: zone) { return ([zone], made) }
        }
        return (zones, nil)
    }

    /// The zones of a region for a type that no list has: all of them for a custom one, none for others.
    private func unlisted(
        in region: String, for machineType: String, lacking silent: [String]
    ) async throws(ProviderError) -> [String] {
        guard let node = try await calls.find("regions/\(region)") else {
            throw GCPErrors.refusal(.invalid, "UnknownRegion", "there is no region `\(region)`")
        }
        if GCPMachineName(machineType).isCustom {
            return (node["zones"]?.elements.compactMap(\.string) ?? []).map(GCPNames.last).sorted()
        }
        guard silent.isEmpty else { throw GCPErrors.unreachable("machine types", silent) }
        throw GCPErrors.refusal(
            .invalid, "NotOfferedThere", "no zone of \(region) has the machine type `\(machineType)`")
    }

    /// The zones that have a machine type. Custom types are in no list.
    private func offer(of machineType: String) async throws(ProviderError) -> GCPOffer {
        if GCPMachineName(machineType).isCustom { return GCPOffer(zones: [], silent: []) }
        if let known = notes.offer(machineType) { return known }
        var found: Set<String> = []
        let silent = try await calls.everywhere("machineTypes", [("filter", "name=\(machineType)")]) { node, zone in
            let place = zone ?? node["zone"]?.string.map(GCPNames.last)
            if let place, node["name"]?.string == machineType { found.insert(place) }
            return true
        }
        let offer = GCPOffer(zones: found.sorted(), silent: silent)
        if silent.isEmpty { notes.note(offer, of: machineType) }
        return offer
    }

    /// The VM of a request's host in a zone; nil if there is none, or one that is on its way out.
    private func made(_ request: CreateRequest, in zone: String) async throws(ProviderError) -> GCPInstance? {
        let found = try await instance(GCPRef(zone: zone, name: request.mark.cloudName))
        guard let found, found.isOf(request) else { return nil }
        // What a failed insert made may be seen while it goes.
        return try await wait(found, toLeave: [.stopping])
    }

    /// Names of zones in a message: the cloud names those that have what was sold out here.
    private static func zones(in message: String) -> Set<String> {
        let marker = "zones that have it: "
        guard let range = message.firstRange(of: marker) else { return [] }
        return Set(message[range.upperBound...].split { !($0.isLetter || $0.isNumber || $0 == "-") }.map(String.init))
    }

    // MARK: What is left

    /// Removes the disks that a failed insert may have left: those that are attached to nothing and carry the mark and the
    /// digest of this very request, so never a disk that was kept. What cannot be removed is told with the error.
    private func cleared(
        _ error: ProviderError, after request: CreateRequest, in zone: String
    ) async -> ProviderError {
        switch error.kind {
        case .capacity, .quota, .invalid, .operationFailed: break
        case .auth, .rateLimited, .notFound, .conflict, .transient: return error
        }
        let wanted = request.configuration
        let makesDisk =
            wanted.dataDisk != nil && wanted.storage == .persistent && request.existingDataDiskID == nil
        do throws(ProviderError) {
            let uid = request.mark.uid
            var disks = try await Self.disks(calls, filter: "labels.\(HostMark.LabelKey.uid)=\(uid)")
            let usual = GCPRef(zone: zone, name: GCPNames.dataDisk(request.mark))
            // A list may not show it yet.
            if makesDisk, !disks.contains(where: { $0.ref == usual }), let disk = try await disk(usual) {
                disks.append(disk)
            }
            for disk in disks where disk.mark?.uid == uid && disk.users.isEmpty {
                guard disk.labels[GCPNames.requestLabel] == GCPWire.fingerprint(request) else { continue }
                try await remove(disk, verb: .create, host: request.mark.cloudName)
            }
            return error
        } catch let left {
            return Self.telling(error, "its disks may be left (\(left.code): \(left.message))")
        }
    }

    /// Removes the firewall rules of a host that was not made.
    private func closed(
        _ error: ProviderError, after request: CreateRequest, in places: [String]
    ) async -> ProviderError {
        switch error.kind {
        // Either nothing may be sent now, or the VM may be there.
        case .rateLimited, .transient: return error
        case .auth, .capacity, .quota, .invalid, .operationFailed, .notFound, .conflict: break
        }
        do throws(ProviderError) {
            for zone in places where try await made(request, in: zone) != nil { return error }
            try await closePorts(cloudName: request.mark.cloudName)
            return error
        } catch let left {
            return Self.telling(error, "its firewall rules may be left (\(left.code): \(left.message))")
        }
    }

    private static func telling(_ error: ProviderError, _ more: String) -> ProviderError {
        var error = error
        error.message += "; " + more
        return error
    }
}
