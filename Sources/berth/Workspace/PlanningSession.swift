import Applying
import Diagnostics
import Hosts
import Planning
import Records

/// Planning without a lock, for the commands that only look.
struct PlanningSession {
    private let workspace: Workspace

    init(_ workspace: Workspace) { self.workspace = workspace }

    /// Loads the state and makes a plan.
    /// - Parameter checksSpecs: whether specs that ask for what cannot be had end the command before a cloud is asked.
    func plan(_ request: PlanRequest, checksSpecs: Bool = false) async throws(Failure) -> PlanMaker.Planned {
        let loaded = try await workspace.load()
        if checksSpecs { try CatalogFindings.require(workspace, loaded) }
        await RenamedFleet.warn(workspace, loaded)
        let clouds = Clouds(workspace, state: loaded.state, scope: request.scope)
        return try await Self.maker(workspace, loaded, clouds: clouds).plan(
            loaded, request: request, today: workspace.today)
    }

    static func maker(
        _ workspace: Workspace, _ loaded: LoadedState, clouds: Clouds
    ) throws(Failure) -> PlanMaker {
        PlanMaker(fleet: workspace.fleet, specDigest: workspace.specDigest, clouds: clouds.readers)
    }

    /// Ends the command if specs stand in the way or a cloud cannot be asked at all.
    static func requireSound(_ plan: Plan, _ workspace: Workspace) throws(Failure) {
        try requirePlanned(plan)
        try requireAsked(plan)
    }

    /// Ends the command if specs stand in the way.
    static func requirePlanned(_ plan: Plan) throws(Failure) {
        if plan.hasErrors {
            let errors = plan.problems.count { $0.severity == .error }
            // What a power command asks for and a cloud cannot is no fault of the spec.
            let isSpecs = plan.request.mode == .converge || plan.request.mode == .destroy
            throw Failure(
                isSpecs ? .invalidSpec : .failure, "\(errors) \(errors == 1 ? "error" : "errors") while planning")
        }
    }

    /// Ends the command if a cloud cannot be asked for a reason that waiting does not mend.
    static func requireAsked(_ plan: Plan) throws(Failure) {
        try requireUsable(plan)
        if let error = withoutCredentials(plan) { throw Failure(refused: error) }
    }

    /// Ends the command if a cloud cannot be asked because its settings or its files are wrong.
    static func requireUsable(_ plan: Plan) throws(Failure) {
        for (_, error) in plan.unobserved.sorted(by: { $0.key < $1.key }) where error.kind == .invalid {
            // The files of the Local cloud are no specs.
            throw Failure(error.code == "WorldDamaged" ? .failure : .invalidSpec, error.description)
        }
    }

    /// Why the first cloud whose credentials are missing or not taken could not be asked.
    static func withoutCredentials(_ plan: Plan) -> ProviderError? {
        plan.unobserved.sorted { $0.key < $1.key }.first { $0.value.kind == .auth }?.value
    }

    /// Ends the command if any cloud could not be asked: an answer without it must not look like a whole one.
    static func requireAllAsked(_ plan: Plan) throws(Failure) {
        try requireAsked(plan)
        if let (_, error) = plan.unobserved.min(by: { $0.key < $1.key }) {
            throw Failure(.failure, "\(error); its hosts were left out")
        }
    }

    /// Ends the command if a selector or a name that was asked for means no host: a mistyped name must not look like "no
    /// changes".
    static func requireMatches(
        _ request: PlanRequest, _ workspace: Workspace, records: [String: HostRecord]
    ) throws(Failure) {
        let named = (request.replace.sorted() + request.recreate.sorted() + request.allowances.dataLoss.sorted()).map {
            Scope.Selector.name($0)
        }
        for selector in request.scope.only + request.scope.exclude + named {
            let inSpecs = workspace.fleet.hosts.contains { selector.matches(host: $0.name, labels: $0.labels) }
            let inState = records.contains { selector.matches(host: $0.key, labels: $0.value.applied?.labels ?? [:]) }
            guard !inSpecs, !inState else { continue }
            let names = workspace.fleet.hosts.map(\.name) + records.keys
            let nearest =
                Spelling.nearest(to: selector.description, among: names).map { "; did you mean `\($0)`?" } ?? ""
            throw Failure(.usage, "no host matches `\(selector)`\(nearest)")
        }
    }
}
