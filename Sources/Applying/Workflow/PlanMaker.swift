public import Catalog
public import Hosts
public import Planning
public import Providers
public import Records

/// Looks, settles what an earlier run left open, and plans. Shared by every command that needs a plan, so that `plan`
/// and `apply` cannot disagree.
public struct PlanMaker: Sendable {
    /// The clouds a run may ask: those that could be opened, and why the others could not.
    public struct Clouds: Sendable {
        /// Read halves.
        public var readers: [ProviderID: any HostReader]
        /// What the clouds offer. Planning asks no cloud for it.
        public var catalogs: [ProviderID: CatalogIndex]
        /// Digests of the catalogs that are files, which the plan's digest covers.
        public var catalogDigests: [ProviderID: Digest]
        /// Clouds that could not be opened.
        public var unopened: [ProviderID: ProviderError]
        /// Reads made so far, over all accounts.
        public var requests: @Sendable () -> Int
        /// Told before a long wait, with a sentence.
        public var waiting: @Sendable (String) -> Void

        /// Gathers them.
        public init(
            readers: [ProviderID: any HostReader], catalogs: [ProviderID: CatalogIndex],
            catalogDigests: [ProviderID: Digest] = [:], unopened: [ProviderID: ProviderError] = [:],
            requests: @escaping @Sendable () -> Int, waiting: @escaping @Sendable (String) -> Void = { _ in }
        ) {
            self.catalogs = catalogs
            self.catalogDigests = catalogDigests
            self.readers = readers
            self.unopened = unopened
            self.requests = requests
            self.waiting = waiting
        }
    }

    /// A plan and what it rests on.
    public struct Planned: Sendable {
        /// The plan.
        public var plan: Plan
        /// What became of calls that were cut off, in order; those with an outcome are to be written down before the
        /// plan's first step.
        public var settlements: [Settlement]
        /// The records the plan was made from, settlements applied.
        public var records: [String: HostRecord]
        /// What was seen.
        public var observations: Observations
    }

    private let fleet: FleetSpec
    private let specDigest: Digest
    private let clouds: Clouds
    private let clock: any Clock<Duration>

    /// Makes a planner of a fleet over some clouds.
    public init(fleet: FleetSpec, specDigest: Digest, clouds: Clouds, clock: any Clock<Duration> = ContinuousClock()) {
        self.fleet = fleet
        self.specDigest = specDigest
        self.clouds = clouds
        self.clock = clock
    }

    /// The clouds that a fleet's specs, records and open intents are about, as far as a scope selects their hosts. The
    /// clouds of open intents are always among them: what became of a call that was cut off is found out first.
    public static func providers(of fleet: FleetSpec, state: FleetState, scope: Scope = Scope()) -> Set<ProviderID> {
        var out: Set<ProviderID> = []
        // A selected host is met in its record, too, though that may have other labels, or an older name.
        var names: Set<String> = []
        for host in fleet.hosts where scope.contains(host: host.name, labels: host.labels) {
            names.insert(host.name)
            if let old = host.renamedFrom { names.insert(old) }
            out.insert(host.provider)
            for rung in host.placement { if let provider = rung.provider { out.insert(provider) } }
        }
        for (name, record) in state.hosts
        where names.contains(name) || scope.contains(host: name, labels: record.applied?.labels ?? [:]) {
            out.insert(record.provider)
        }
        for intent in state.pending { out.insert(intent.provider) }
        return out
    }

    /// Makes a plan from a state as loaded, without writing anything anywhere.
    /// - Parameter today: the day it is, for `expires`.
    public func plan(_ loaded: LoadedState, request: PlanRequest, today: CalendarDate?) async -> Planned {
        var state = loaded.state
        // A state that was never saved has a lineage made up on the spot; a plan must not depend on it.
        if loaded.isNew { state.lineage = "" }
        return await plan(state, request: request, today: today)
    }

    private func plan(_ state: FleetState, request: PlanRequest, today: CalendarDate?) async -> Planned {
        let observer = Observer(
            readers: clouds.readers, unopened: clouds.unopened, clock: clock, waiting: clouds.waiting)
        var sightings = await observer.look(
            fleet: fleet.name, lineage: state.lineage, records: state.hosts, requests: clouds.requests)
        requireCatalogs(&sightings)
        let (records, settlements) = settle(state, sightings)
        let observations = sightings.matched(to: records, lineage: state.lineage)
        let input = PlanInput(
            fleet: fleet, specDigest: specDigest, lineage: state.lineage, serial: state.serial, records: records,
            observations: observations, catalogs: clouds.catalogs,
            capabilities: clouds.readers.mapValues(\.capabilities), request: request, today: today,
            catalogDigests: clouds.catalogDigests)
        var plan = Planner.plan(input)
        plan.openIntents = settlements.map(\.sentence)
        return Planned(plan: plan, settlements: settlements, records: records, observations: observations)
    }

    private func settle(
        _ state: FleetState, _ sightings: Sightings
    ) -> (records: [String: HostRecord], settlements: [Settlement]) {
        guard !state.pending.isEmpty else { return (state.hosts, []) }
        var records = state.hosts
        var settlements: [Settlement] = []
        let matched = sightings.matched(to: records, lineage: state.lineage)
        for intent in state.pending {
            let settlement = Settlement.of(
                intent, record: records[intent.host], view: matched.views[intent.host] ?? .absent,
                unfinished: matched.unfinished(by: intent, lineage: state.lineage))
            for change in settlement.outcome?.changes ?? [] { records[change.host] = change.record }
            settlements.append(settlement)
        }
        return (records, settlements)
    }

    /// A cloud without a catalog counts as one that could not be asked.
    private func requireCatalogs(_ sightings: inout Sightings) {
        for provider in clouds.readers.keys
        where sightings.failures[provider] == nil && clouds.catalogs[provider] == nil {
            sightings.failures[provider] = ProviderError(
                .invalid, provider: provider, code: "NoCatalog",
                message: "there is no catalog of \(provider.rawValue); run `berth catalog update`")
        }
    }
}
