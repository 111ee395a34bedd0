public import Hosts
public import Planning

/// What the clouds answered, before it is matched to records.
public struct Sightings: Sendable {
    /// The list of each account that was asked and answered.
    public var listings: [ProviderID: FleetListing] = [:]
    /// Accounts that could not be asked.
    public var failures: [ProviderID: ProviderError] = [:]
    /// Recorded VMs the list did not show, looked up by id: nil if the cloud said twice that there is none.
    public var lookups: [String: Lookup] = [:]
    /// Requests it took.
    public var requests = 0

    /// The answer to one look-up.
    public enum Lookup: Sendable {
        /// There is none; looked for twice.
        case absent
        /// By its id.
        case found(HostObservation)
        /// By the mark of a host whose VM is not known yet.
        case marked([HostObservation])
        /// It could not be asked.
        case failed(ProviderError)
    }

    /// Nothing seen.
    public init() {}

    /// Everything seen, matched to records.
    ///
    /// A recorded id always wins over a mark: a second VM with the same mark is a stray, shown and never touched.
    public func matched(to records: [String: HostRecord], lineage: String) -> Observations {
        var matcher = Matcher(self, lineage: lineage)
        matcher.out.views.reserveCapacity(records.count)
        for (name, record) in records where record.runtime != nil { matcher.match(name, record) }
        for (name, record) in records where record.runtime == nil { matcher.match(name, record) }
        return matcher.finish()
    }
}

/// Matches one fleet's sightings to its records, in time linear in both.
private struct Matcher {
    let sightings: Sightings
    let lineage: String
    var out = Observations()
    /// Place in its listing of each listed VM that is not matched yet, by account and id.
    var places: [ProviderID: [String: Int]] = [:]
    /// Places of listed VMs by account and uid, for this lineage only; made when the first host without a VM asks.
    var placesByUID: [ProviderID: [String: [Int]]]?
    /// Disks that belong to a host; gathered only if some disk is attached to nothing.
    var ownedDisks: Set<String> = []
    let hasLooseDisks: Bool

    init(_ sightings: Sightings, lineage: String) {
        self.sightings = sightings
        self.lineage = HostMark.short(lineage)
        hasLooseDisks = sightings.listings.values.contains { $0.disks.contains { $0.attachedTo == nil } }
        for (provider, listing) in sightings.listings {
            out.hostsSeen += listing.hosts.count
            var ids: [String: Int] = [:]
            ids.reserveCapacity(listing.hosts.count)
            for (place, host) in listing.hosts.enumerated() { ids[host.runtime.instanceID] = place }
            places[provider] = ids
            out.disks[provider] = Set(listing.disks.map(\.id) + listing.hosts.compactMap(\.runtime.dataDiskID))
        }
        out.failures = sightings.failures
        out.requests = sightings.requests
    }

    mutating func match(_ name: String, _ record: HostRecord) {
        let runtime = record.runtime
        own(runtime)
        own(record.former)
        claim(record)
        if let failure = sightings.failures[record.provider] {
            out.views[name] = .unobserved(failure)
            return
        }
        // An account that was neither asked nor refused says nothing about its hosts.
        guard let listing = sightings.listings[record.provider] else {
            out.views[name] = .unobserved(
                ProviderError(
                    .invalid, provider: record.provider, code: "NOT_OPEN", message: "the cloud was not opened"))
            return
        }
        guard let runtime else {
            out.views[name] = unplaced(name, record)
            return
        }
        if let place = places[record.provider]?.removeValue(forKey: runtime.instanceID) {
            out.views[name] = .present(listing.hosts[place])
            return
        }
        switch sightings.lookups[name] {
        case .found(let seen): out.views[name] = .present(seen)
        case .failed(let error): out.views[name] = .unobserved(error)
        case .marked(let found):
            // Found by its mark, and recorded since.
            let seen = found.first { $0.runtime.instanceID == runtime.instanceID }
            out.views[name] = seen.map { .present($0) } ?? .absent
        case .absent: out.views[name] = .absent
        case nil:
            out.views[name] = .unobserved(
                ProviderError(
                    .invalid, provider: record.provider, code: "NOT_OBSERVED", message: "nobody looked for it"))
        }
    }

    /// A host whose VM is not known: whatever carries its uid and generation is it.
    private mutating func unplaced(_ name: String, _ record: HostRecord) -> HostView {
        if case .failed(let error) = sightings.lookups[name] { return .unobserved(error) }
        var found: [String: HostObservation] = [:]
        let listed = sightings.listings[record.provider]?.hosts ?? []
        for place in marked(record) {
            let seen = listed[place]
            if places[record.provider]?[seen.runtime.instanceID] != nil { found[seen.runtime.instanceID] = seen }
        }
        if case .marked(let more) = sightings.lookups[name] {
            for seen in more { found[seen.runtime.instanceID] = seen }
            tellUnlisted(more, record)
        }
        found = found.filter { $0.value.mark?.generation == record.generation }
        for id in found.keys { places[record.provider]?[id] = nil }
        for seen in found.values { own(seen.runtime) }
        switch found.count {
        case 0: return .absent
        case 1: return found.first.map { .present($0.value) } ?? .absent
        default: return .doubled(found.values.sorted { $0.runtime.instanceID < $1.runtime.instanceID })
        }
    }

    /// VMs that are no host yet, and that only a second look showed: what a create was cut off from is seen here, too.
    private mutating func tellUnlisted(_ found: [HostObservation], _ record: HostRecord) {
        let listed = sightings.listings[record.provider]?.hosts ?? []
        for seen in found where seen.mark?.generation == 0 {
            let id = seen.runtime.instanceID
            guard id != record.unfinished?.instanceID, !listed.contains(where: { $0.runtime.instanceID == id }) else {
                continue
            }
            own(seen.runtime)
            out.strays.append(.init(provider: record.provider, object: seen))
        }
    }

    /// Places of the listed VMs that carry a host's uid.
    private mutating func marked(_ record: HostRecord) -> [Int] {
        if let known = placesByUID { return known[record.provider]?[record.uid] ?? [] }
        var all: [ProviderID: [String: [Int]]] = [:]
        for (provider, listing) in sightings.listings {
            for (place, host) in listing.hosts.enumerated() {
                guard let mark = host.mark, mark.lineage == lineage || HostMark.short(mark.lineage) == lineage else {
                    continue
                }
                all[provider, default: [:]][mark.uid, default: []].append(place)
            }
        }
        placesByUID = all
        return all[record.provider]?[record.uid] ?? []
    }

    /// What a create was cut off from is the host's, and no stray.
    private mutating func claim(_ record: HostRecord) {
        guard let unfinished = record.unfinished else { return }
        places[record.provider]?[unfinished.instanceID] = nil
        own(unfinished)
    }

    private mutating func own(_ runtime: HostRuntime?) {
        if hasLooseDisks, let disk = runtime?.dataDiskID { ownedDisks.insert(disk) }
    }

    mutating func finish() -> Observations {
        for (provider, left) in places {
            guard let hosts = sightings.listings[provider]?.hosts else { continue }
            for place in left.values {
                own(hosts[place].runtime)
                out.strays.append(.init(provider: provider, object: hosts[place]))
            }
        }
        out.strays.sort { $0.object.runtime.instanceID < $1.object.runtime.instanceID }
        for (provider, listing) in sightings.listings {
            for disk in listing.disks where disk.attachedTo == nil && !ownedDisks.contains(disk.id) {
                out.strayDisks.append(.init(provider: provider, object: disk))
            }
        }
        out.strayDisks.sort { $0.object.id < $1.object.id }
        return out
    }
}
