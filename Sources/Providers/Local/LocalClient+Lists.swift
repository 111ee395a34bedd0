import Hosts

/// The Local cloud's lists, a page at a time.
extension LocalClient {
    /// VMs a page holds.
    static let pageSize = 500

    /// One page of the VMs that suit, in the order they were made.
    struct Page: Sendable {
        var hosts: [HostObservation]
        /// On the last page: the fleet's disks.
        var disks: [DiskObservation]
        /// Where the next page starts; nil on the last.
        var next: Int?
    }

    /// Every page of the VMs and disks whose mark suits. Lists may lag behind creates, if scripted so.
    func list(_ suits: @Sendable (HostMark) -> Bool) async throws(ProviderError) -> FleetListing {
        var all = FleetListing(hosts: [], disks: [])
        var after: Int? = 0
        while let start = after {
            let page = try await self.page(suits, after: start)
            all.hosts += page.hosts
            all.disks += page.disks
            after = page.next
        }
        all.hosts.sort {
            $0.runtime.cloudName == $1.runtime.cloudName
                ? $0.runtime.instanceID < $1.runtime.instanceID : $0.runtime.cloudName < $1.runtime.cloudName
        }
        all.disks.sort { $0.id < $1.id }
        return all
    }

    private func page(
        _ suits: @Sendable (HostMark) -> Bool, after: Int
    ) async throws(ProviderError) -> Page {
        let unseen = hidden.numbers(at: timeline.now)
        return try await read(.list, about: { _ in nil }) { state throws(ProviderError) in
            var page = Page(hosts: [], disks: [], next: nil)
            var change = LocalChange()
            var taken = 0
            var last = after
            for number in state.order[state.position(after: after)...] {
                guard let host = state.hosts[number], let mark = host.mark, suits(mark) else { continue }
                if taken == Self.pageSize {
                    page.next = last
                    break
                }
                taken += 1
                last = number
                if host.hiddenLists > 0 {
                    change.hosts.append(LocalEngine.put(host) { $0.hiddenLists -= 1 }.answer)
                } else if !unseen.contains(number) {
                    page.hosts.append(LocalAnswers.observation(host, in: state))
                }
            }
            if page.next == nil {
                page.disks = state.disks.values.compactMap { disk in
                    disk.mark.flatMap { suits($0) ? LocalAnswers.observation(disk, mark: $0) : nil }
                }
            }
            return (change, page)
        }
    }
}

/// The Local cloud's objects in the words all clouds share.
enum LocalAnswers {
    static func runtime(_ host: LocalHost) -> HostRuntime {
        HostRuntime(
            instanceID: host.id, cloudName: host.name, region: regions[host.zone], zone: host.zone,
            dataDiskID: host.disk.map(LocalID.disk), publicIP: host.address)
    }

    static func observation(_ host: LocalHost, in state: LocalState) -> HostObservation {
        let disk = host.disk.flatMap { state.disks[$0] }.map { DataDisk(sizeGB: $0.sizeGB, type: $0.type) }
        return HostObservation(
            runtime: runtime(host), mark: host.mark, status: host.status.shared, rawStatus: host.status.rawValue,
            machineType: host.machineType, image: host.image, bootDiskGB: host.bootDiskGB,
            dataDisk: disk ?? host.ephemeral, tellsDataDisk: true, pricing: host.pricing, labels: host.labels,
            tags: host.tags, metadata: host.metadata)
    }

    static func observation(_ disk: LocalDisk, mark: HostMark) -> DiskObservation {
        DiskObservation(
            id: disk.id, mark: mark, sizeGB: disk.sizeGB, type: disk.type,
            attachedTo: disk.attachedTo.map(LocalID.host))
    }

    private static let regions = Dictionary(
        LocalMachines.regions.flatMap { region in region.zones.map { ($0, region.name) } }
    ) { first, _ in first }
}
