public import Hosts
public import Providers

/// Looks at the clouds through the read half only: it has no way to change anything.
public struct Observer: Sendable {
    /// Readers of the clouds in use.
    let readers: [ProviderID: any HostReader]
    /// Clouds that could not be opened, such as for want of credentials.
    let unopened: [ProviderID: ProviderError]
    /// Time for waiting out a cloud's visibility window.
    let clock: any Clock<Duration>
    /// Look-ups in flight at once.
    let parallel: Int
    /// Told before a long wait.
    let waiting: @Sendable (String) -> Void

    /// Makes an observer.
    public init(
        readers: [ProviderID: any HostReader], unopened: [ProviderID: ProviderError] = [:],
        clock: any Clock<Duration>, parallel: Int = 10, waiting: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.readers = readers
        self.unopened = unopened
        self.clock = clock
        self.parallel = parallel
        self.waiting = waiting
    }

    /// Lists each account once, then looks up only the recorded hosts that no list showed.
    /// - Parameter requests: tells the reads made so far, for the plan's last line.
    public func look(
        fleet: String, lineage: String, records: [String: HostRecord], requests: @Sendable () -> Int
    ) async -> Sightings {
        var out = Sightings()
        out.failures = unopened
        let before = requests()
        for (provider, result) in await lists(fleet) {
            switch result {
            case .success(let listing): out.listings[provider] = listing
            case .failure(let error): out.failures[provider] = error
            }
        }
        out.lookups = await lookUp(missing(records, out), fleet: fleet, lineage: lineage)
        out.requests = requests() - before
        return out
    }

    /// The list of every account, all asked at once: a slow one keeps no other waiting.
    private func lists(_ fleet: String) async -> [(ProviderID, Result<FleetListing, ProviderError>)] {
        await withTaskGroup(of: (ProviderID, Result<FleetListing, ProviderError>).self) { group in
            for (provider, reader) in readers {
                group.addTask {
                    do throws(ProviderError) {
                        return (provider, .success(try await reader.listHosts(fleet: fleet)))
                    } catch {
                        return (provider, .failure(error))
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
    }

    /// Recorded hosts that an answering account's list did not show.
    private func missing(_ records: [String: HostRecord], _ seen: Sightings) -> [(name: String, record: HostRecord)] {
        var ids: [ProviderID: Set<String>] = [:]
        for (provider, listing) in seen.listings {
            ids[provider] = Set(listing.hosts.map(\.runtime.instanceID))
        }
        return records.compactMap { name, record in
            guard let listed = ids[record.provider] else { return nil }
            if let id = record.runtime?.instanceID, listed.contains(id) { return nil }
            return (name, record)
        }
        .sorted { $0.name < $1.name }
    }

    private func lookUp(
        _ hosts: [(name: String, record: HostRecord)], fleet: String, lineage: String
    ) async -> [String: Sightings.Lookup] {
        await withTaskGroup(of: (String, Sightings.Lookup).self) { group in
            var waiting = hosts[...]
            var out: [String: Sightings.Lookup] = [:]
            func startOne() {
                guard let next = waiting.popFirst(), let reader = readers[next.record.provider] else { return }
                group.addTask { (next.name, await look(reader, next, fleet: fleet, lineage: lineage)) }
            }
            for _ in 0..<max(1, parallel) { startOne() }
            while let (name, lookup) = await group.next() {
                out[name] = lookup
                startOne()
            }
            return out
        }
    }

    /// One host, twice if the first look finds nothing: the list was one look, and where a cloud may be slow to show
    /// things, another follows after its visibility window.
    private func look(
        _ reader: any HostReader, _ host: (name: String, record: HostRecord), fleet: String, lineage: String
    ) async -> Sightings.Lookup {
        let record = host.record
        let mark = HostMark(
            fleet: fleet, lineage: lineage, host: host.name, uid: record.uid, generation: record.generation)
        let looks = reader.capabilities.visibility > .zero ? 2 : 1
        do {
            for look in 0..<looks {
                if look > 0 {
                    let window = reader.capabilities.visibility
                    waiting(
                        "\(host.name): \(record.provider.rawValue) does not show it; looking again in \(window.components.seconds)s"
                    )
                    try await clock.sleep(for: window)
                }
                if let runtime = record.runtime {
                    if let seen = try await reader.getHost(runtime) { return .found(seen) }
                } else {
                    let found = try await reader.findHosts(mark: mark)
                    if !found.isEmpty { return .marked(found) }
                }
            }
            return record.runtime == nil ? .marked([]) : .absent
        } catch let error as ProviderError {
            return .failed(error)
        } catch {
            return .failed(
                ProviderError(.transient, provider: record.provider, code: "cancelled", message: "the look was cut off")
            )
        }
    }
}
