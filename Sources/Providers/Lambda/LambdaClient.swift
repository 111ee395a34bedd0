import Catalog
import Hosts

/// The calls of one account in their order, and the waiting between them.
///
/// The account may send one request a second and launch once in twelve; the gate in `CloudAPI` holds all calls of the
/// process to that, so everything here costs as few requests as it can: waiting is one list for all who wait.
struct LambdaClient: Sendable {
    let api: CloudAPI
    let wire: LambdaWire
    let settings: LambdaSettings
    let credentials: EnvironmentKey
    let watch: AccountWatch<[LambdaInstance]>
    let shared = LambdaShared()

    /// Where a runtime keeps what the clean-up needs when the instance is gone.
    enum Extra {
        /// The fleet.
        static let fleet = "fleet"
        /// Name of the key, if it is Berth's.
        static let key = "ssh_key"
        /// Whether there is a ruleset, which is then Berth's.
        static let ruleset = "ruleset"
    }

    /// How long an instance may take to boot; eight GPUs take up to a quarter of an hour.
    static let bootLimit = Duration.seconds(1800)
    /// How long an instance may take to go.
    static let terminateLimit = Duration.seconds(900)
    /// How long a launch may stay out of lists. No document tells; nobody has told of any wait.
    static let visibility = Duration.seconds(30)
    /// The account's pace: a request a second, a launch in twelve, and a little more, because what is sent evenly does not
    /// arrive so: the first request on a connection takes longer than the next.
    static let limits = RateGate.Limits(
        inFlight: 4, reads: nil, writes: nil, all: .init(every: .milliseconds(1100)), single: .milliseconds(12_200))

    init(_ context: ProviderContext, _ settings: LambdaSettings, policy: RetryPolicy) {
        let credentials = LambdaCredentials.key(in: context.environment)
        self.credentials = credentials
        let authorizer = KeyAuthorizer(field: "Authorization") { () throws(ProviderError) in
            "Bearer \(try credentials.key())"
        }
        let decode: CloudAPI.Decoder = { _, response in LambdaErrors.decode(response) }
        let api = CloudAPI(
            provider: .lambda, context: context, limits: Self.limits, authorizer: authorizer, policy: policy,
            decode: decode)
        let wire = LambdaWire(base: settings.endpoint)
        self.api = api
        self.wire = wire
        self.settings = settings
        watch = AccountWatch(every: .seconds(10), atMost: .seconds(20), clock: context.clock) {
            () throws(ProviderError) in
            try LambdaWire.instances(try await api.send(wire.instances(), .read))
        }
    }

    /// All instances of the account, also those that are going or gone.
    func instances() async throws(ProviderError) -> [LambdaInstance] {
        try LambdaWire.instances(try await api.send(wire.instances(), .read))
    }

    /// One instance; nil if the cloud says there is none.
    func instance(_ id: String) async throws(ProviderError) -> LambdaInstance? {
        // The path of no id is that of the list.
        if id.isEmpty { return nil }
        do throws(ProviderError) {
            let found = try LambdaWire.instance(try LambdaWire.data(try await api.send(wire.instance(id), .read)))
            return found.isGone ? nil : found
        } catch {
            guard error.kind == .notFound else { throw error }
            return nil
        }
    }

    /// One that must be there.
    func needed(_ runtime: HostRuntime) async throws(ProviderError) -> LambdaInstance {
        guard let found = try await instance(runtime.instanceID) else {
            throw ProviderError(
                .notFound, provider: .lambda, code: "global/object-does-not-exist",
                message: "there is no instance `\(runtime.instanceID)`")
        }
        return found
    }

    /// What is ours of a fleet, sorted by name, then id.
    func listing(_ wanted: (HostMark) -> Bool) async throws(ProviderError) -> FleetListing {
        let hosts = try await instances().filter { !$0.isGone }.map(Self.observation)
            .filter { $0.mark.map(wanted) ?? false }
            .sorted { ($0.runtime.cloudName, $0.runtime.instanceID) < ($1.runtime.cloudName, $1.runtime.instanceID) }
        return FleetListing(hosts: hosts, disks: [])
    }

    /// An instance in our words.
    static func observation(_ instance: LambdaInstance) -> HostObservation {
        let mark = LambdaTags.mark(instance.tags, name: instance.name)
        return HostObservation(
            runtime: runtime(instance), mark: mark, status: LambdaStatus.status(instance), rawStatus: instance.status,
            machineType: instance.machineType, tellsDataDisk: false, pricing: .onDemand,
            labels: LambdaTags.labels(instance.tags))
    }

    /// An instance's ids.
    static func runtime(_ instance: LambdaInstance) -> HostRuntime {
        var runtime = HostRuntime(
            instanceID: instance.id, cloudName: instance.name ?? instance.id, region: instance.region,
            publicIP: instance.ip)
        if let fleet = instance.tags[HostMark.LabelKey.fleet] {
            runtime.extra[Extra.fleet] = fleet
            runtime.extra[Extra.key] = instance.keys.first { LambdaNames.isOurs($0) }
            if !instance.rulesets.isEmpty { runtime.extra[Extra.ruleset] = "yes" }
        }
        return runtime
    }

    // MARK: Verbs

    /// Restarts an instance and waits until it is up again.
    func restart(_ runtime: HostRuntime) async throws(ProviderError) {
        let found = try await needed(runtime)
        _ = try await api.send(wire.restart(found.id), .write(.restart), host: runtime.cloudName)
        try await untilUp(found.id, name: runtime.cloudName)
    }

    /// Nothing for an instance that is up; else `invalid`, for the cloud cannot start one.
    func start(_ runtime: HostRuntime) async throws(ProviderError) {
        let found = try await needed(runtime)
        switch found.status {
        case "active" where found.ip != nil: return
        case "active", "booting": try await untilUp(found.id, name: runtime.cloudName)
        default: throw Self.unsupported("start", "an instance that is \(found.status) does not come back")
        }
    }

    /// Gives an instance the host's name; tags cannot change.
    func updateMarks(
        _ runtime: HostRuntime, mark: HostMark, configuration: HostConfiguration
    ) async throws(ProviderError) {
        let found = try await needed(runtime)
        guard let old = LambdaTags.mark(found.tags, name: found.name) else {
            throw Self.unsupported("mark", "tags are set at launch, and this instance was launched without Berth's")
        }
        guard old.uid == mark.uid, old.fleet == mark.fleet else {
            throw Self.unsupported("mark", "the instance belongs to `\(old.host)` of the fleet `\(old.fleet)`")
        }
        guard LambdaTags.labels(found.tags) == configuration.labels else {
            throw Self.unsupported("label", "tags are set at launch and never change; only a new instance has others")
        }
        if found.name == mark.cloudName { return }
        _ = try await api.send(
            wire.rename(found.id, name: mark.cloudName), .write(.updateMarks), host: runtime.cloudName)
    }

    /// What the cloud has no call for.
    static func unsupported(_ verb: String, _ why: String) -> ProviderError {
        ProviderError(.invalid, provider: .lambda, code: "Unsupported", message: "Lambda cannot \(verb): \(why)")
    }
}
