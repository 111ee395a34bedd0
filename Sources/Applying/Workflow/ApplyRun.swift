public import Hosts
public import Planning
public import Records

/// One run that may change clouds, from the lock to the last save: lock and load, look, settle, plan; then, once
/// somebody approved, carry out; then save and unlock. Holds no terminal and asks nobody.
public struct ApplyRun: Sendable {
    /// The locked state.
    public let session: WriteSession
    private let maker: PlanMaker

    /// Takes the lock. The folder is proved writable here, before any cloud is asked to change anything.
    /// - Throws: `locked`, `notWritable`, `noSpace`, or that the state cannot be used.
    public init(store: StateStore, lockTimeout: Duration, maker: (LoadedState) throws -> PlanMaker) async throws {
        let session = try await store.open(lockTimeout: lockTimeout)
        do {
            try await session.prepareForWriting()
            self.maker = try maker(session.loaded)
            self.session = session
        } catch {
            try? await session.close()
            throw error
        }
    }

    /// Looks and plans, then writes down what became of calls that an earlier run left open.
    public func plan(_ request: PlanRequest, today: CalendarDate?) async throws -> PlanMaker.Planned {
        let planned = await maker.plan(session.loaded, request: request, today: today)
        for settlement in planned.settlements {
            if let outcome = settlement.outcome { try await session.conclude(outcome) }
        }
        return planned
    }

    /// Carries out steps of a plan.
    /// - Parameters:
    ///   - settings: the clouds' settings, remembered for hosts whose spec will be gone one day.
    ///   - savedPlan: digest of the saved plan that is carried out, which is then used up; nil for a plan made just now.
    /// - Throws: `planConsumed` if the saved plan was carried out before.
    public func carryOut(
        _ steps: [Step], settings: [ProviderID: OptionMap], savedPlan: Digest?, surroundings: Applier.Surroundings
    ) async throws -> ApplyReport {
        try await session.begin(plan: savedPlan?.description)
        try await session.update { state in
            for (provider, options) in settings { state.providers[provider] = options }
        }
        return await Applier(session: session, surroundings: surroundings).run(steps)
    }

    /// Saves what changed and gives the lock back.
    public func close() async throws { try await session.close() }
}
