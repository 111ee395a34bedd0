public import Hosts

/// A hand in the Local cloud's console: changes that Berth did not make, for drills, examples and tests.
///
/// No latency, no faults, no counting; the cloud's own rules do not hold it back.
public struct LocalDrill: Sendable {
    private let world: LocalWorld

    /// A hand in one world.
    public init(_ world: LocalWorld) { self.world = world }

    /// What is in the world, in the order it was made: all VMs, ours or not.
    public func hosts() throws(ProviderError) -> [HostObservation] {
        try world.read { state throws(ProviderError) in
            state.order.compactMap { state.hosts[$0] }.map { LocalAnswers.observation($0, in: state) }
        }
    }

    /// Ids of all data disks, sorted.
    public func disks() throws(ProviderError) -> [String] {
        try world.read { state throws(ProviderError) in state.disks.keys.sorted().map(LocalID.disk) }
    }

    /// Turns VMs off. Each `host` below is a spec name, a cloud name or an id; all that bear it are meant.
    public func stop(_ host: String) throws(ProviderError) { try setStatus(.stopped, of: host) }

    /// Turns VMs on.
    public func start(_ host: String) throws(ProviderError) { try setStatus(.running, of: host) }

    /// Gives VMs a status, such as `error` or `starting`; `absent` and `unknown` are none and change nothing.
    public func setStatus(_ status: HostStatus, of host: String) throws(ProviderError) {
        guard let own = LocalHost.Status.allCases.first(where: { $0.shared == status }) else { return }
        try edit(host) { $0.status = own }
    }

    /// Sets a label of the user's, or takes it away.
    public func setLabel(_ key: String, _ value: String?, of host: String) throws(ProviderError) {
        try edit(host) { $0.labels[key] = value }
    }

    /// Gives VMs another mark, or none.
    public func setMark(_ mark: HostMark?, of host: String) throws(ProviderError) {
        try edit(host) { $0.mark = mark.map(LocalEngine.asLabels) }
    }

    /// Gives VMs another machine type.
    public func resize(_ host: String, machineType: String) throws(ProviderError) {
        try edit(host) { $0.machineType = machineType }
    }

    /// Removes VMs, and their disks unless kept.
    public func delete(_ host: String, keepData: Bool = false) throws(ProviderError) {
        try world.transact { state throws(ProviderError) in
            var change = LocalChange()
            for found in Self.find(host, in: state) {
                change.droppedHosts.append(found.number)
                guard let number = found.disk, var disk = state.disks[number] else { continue }
                if keepData {
                    disk.attachedTo = nil
                    change.disks.append(disk)
                } else {
                    change.droppedDisks.append(number)
                }
            }
            return (change, ())
        }
    }

    /// Adds a VM to the world as it would be in an account that others use too.
    /// - Returns: its id.
    @discardableResult
    public func add(name: String, mark: HostMark? = nil, zone: String = "local-a", machineType: String = "standard-2")
        throws(ProviderError) -> String
    {
        try world.transact { state throws(ProviderError) in
            let host = LocalHost(
                number: state.lastNumber + 1, name: name, mark: mark.map(LocalEngine.asLabels), status: .running,
                zone: zone, machineType: machineType, image: LocalProvider.table.defaultImage, bootDiskGB: 20)
            return (.put(host), host.id)
        }
    }

    private func edit(_ host: String, _ body: @Sendable (inout LocalHost) -> Void) throws(ProviderError) {
        try world.transact { state throws(ProviderError) in
            var change = LocalChange()
            change.hosts = Self.find(host, in: state).map { LocalEngine.put($0, body).answer }
            return (change, ())
        }
    }

    private static func find(_ name: String, in state: LocalState) -> [LocalHost] {
        state.order.compactMap { state.hosts[$0] }.filter { $0.mark?.host == name || $0.name == name || $0.id == name }
    }
}
