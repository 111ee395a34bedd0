public import Hosts
public import Planning
public import Providers
public import Records

/// Carries out a plan: performs the machine's actions in tasks, bounded, and tells it what came of them.
public struct Applier: Sendable {
    /// What the applier is handed for one run.
    public struct Surroundings: Sendable {
        /// Name of the fleet.
        public var fleet: String
        /// Digest of the plan.
        public var planDigest: String
        /// Both halves of each cloud the plan needs.
        public var providers: [ProviderID: any HostProvider]
        /// Start-up script of a host; its digest is in the plan.
        public var userData: @Sendable (String) -> String?
        /// Calls in flight over all accounts.
        public var parallel: Int
        /// Retries and waits.
        public var retry: RetryPolicy
        /// Time.
        public var clock: any Clock<Duration>
        /// Told what happens, as it happens.
        public var tell: @Sendable (ApplyEvent) -> Void
        /// Yields once when the user asks to stop.
        public var interrupts: AsyncStream<Void>

        /// Gathers them.
        public init(
            fleet: String, planDigest: String, providers: [ProviderID: any HostProvider],
            userData: @escaping @Sendable (String) -> String?, parallel: Int, retry: RetryPolicy = .init(),
            clock: any Clock<Duration> = ContinuousClock(), tell: @escaping @Sendable (ApplyEvent) -> Void,
            interrupts: AsyncStream<Void>
        ) {
            self.fleet = fleet
            self.planDigest = planDigest
            self.providers = providers
            self.userData = userData
            self.parallel = parallel
            self.retry = retry
            self.clock = clock
            self.tell = tell
            self.interrupts = interrupts
        }
    }

    private let session: WriteSession
    private let around: Surroundings
    /// One per account, so that all its calls share one gate.
    private let retriers: [ProviderID: Retrier]

    /// Makes an applier that writes to a session.
    public init(session: WriteSession, surroundings: Surroundings) {
        self.session = session
        around = surroundings
        var retriers: [ProviderID: Retrier] = [:]
        for (id, cloud) in surroundings.providers {
            let gate = RateGate(limits: .init(inFlight: cloud.capabilities.parallel), clock: surroundings.clock)
            retriers[id] = Retrier(provider: id, policy: surroundings.retry, gate: gate, clock: surroundings.clock)
        }
        self.retriers = retriers
    }

    /// Carries out some steps. One failed host does not stop the others; a failed delete stops further deletes.
    /// - Returns: what became of each step, in their order. Never throws: what could not be recorded is in the report.
    public func run(_ steps: [Step]) async -> ApplyReport {
        let state = await session.state
        let random = session.random
        let context = StepContext(
            fleet: around.fleet, lineage: state.lineage, planDigest: around.planDigest,
            intentID: { random.intentID() })
        var uids = Set(state.hosts.values.map(\.uid))
        let machines = steps.map { step in
            StepMachine(
                step, record: state.hosts[step.renamedFrom ?? step.host],
                uid: { freshUID(random, &uids) }, context: context)
        }
        var run = Run(steps: steps, machine: ApplyMachine(machines, limits: limits()), clock: around.clock)
        await carry(&run)
        return run.report
    }

    private func limits() -> ApplyMachine.Limits {
        ApplyMachine.Limits(
            total: around.parallel,
            byProvider: around.providers.mapValues { min($0.capabilities.parallel, around.parallel) })
    }

    private func carry(_ run: inout Run) async {
        await withTaskGroup(of: Report.self) { group in
            let interrupts = around.interrupts
            group.addTask {
                for await _ in interrupts { return .interrupted }
                return .quiet
            }
            perform(run.machine.handle(.begin), &run, &group)
            while !run.machine.isFinished, let report = await group.next() {
                let actions: [ApplyMachine.Action] =
                    switch report {
                    case .quiet: []
                    case .interrupted: run.machine.handle(.interrupted)
                    case .intended(let steps): run.machine.handle(.intended(steps))
                    case .answered(let step, let answer): run.machine.handle(.answered(step, answer))
                    case .notRecorded(let why): run.machine.handle(.recordsFailed(why))
                    case .notIntended(let steps, let why): run.machine.cutOff(steps, why)
                    }
                perform(actions, &run, &group)
            }
            // What is still being written is waited for; only the watcher of interrupts must be told to go.
            group.cancelAll()
            for await report in group {
                if case .notRecorded(let why) = report { run.lateFault = run.lateFault ?? why }
            }
        }
    }

    /// What a child task tells when it ends.
    private enum Report: Sendable {
        case quiet
        case interrupted
        case intended([Int])
        case notIntended([Int], String)
        case answered(Int, CallAnswer)
        case notRecorded(String)
    }

    private func perform(
        _ actions: [ApplyMachine.Action], _ run: inout Run, _ group: inout TaskGroup<Report>
    ) {
        for action in actions {
            switch action {
            case .intend(let batch):
                let (steps, intents) = (batch.map(\.step), batch.map(\.intent))
                group.addTask { [session] in await Self.intend(session, after: [], steps, intents) }
            case .goOn(let step, let outcomes, let intent):
                group.addTask { [session] in await Self.intend(session, after: outcomes, [step], [intent]) }
            case .call(let step, let call, let provider):
                let subject = run.steps[step]
                group.addTask { .answered(step, await answer(call, provider, of: subject)) }
            case .conclude(let outcome):
                group.addTask { [session] in
                    do { try await session.conclude(outcome) } catch { return .notRecorded("\(error)") }
                    return .quiet
                }
            case .note(let text, let changes, let ledger):
                group.addTask { [session] in
                    do {
                        try await session.note(text, changes: changes, ledger: ledger)
                    } catch { return .notRecorded("\(error)") }
                    return .quiet
                }
            case .tell(let telling): run.tell(telling, around.tell)
            }
        }
    }

    private static func intend(
        _ session: WriteSession, after outcomes: [Outcome], _ steps: [Int], _ intents: [Intent]
    ) async -> Report {
        do {
            for outcome in outcomes { try await session.conclude(outcome) }
            try await session.intend(intents)
        } catch {
            return .notIntended(steps, "\(error)")
        }
        return .intended(steps)
    }

    private func answer(_ call: CloudCall, _ provider: ProviderID, of step: Step) async -> CallAnswer {
        guard let cloud = around.providers[provider], let retrier = retriers[provider] else {
            return .refused(
                ProviderError(.invalid, provider: provider, code: "NOT_OPEN", message: "the cloud was not opened"),
                leftover: nil)
        }
        let tell = around.tell
        let caller = CloudCaller(
            cloud: cloud, retrier: retrier, host: step.host, waiting: { tell(.waiting(step, $0.wait, $0.error)) })
        session.faults.reach(.callBefore)
        let answer = await caller.answer(call, userData: around.userData(step.host))
        session.faults.reach(.callAnswered)
        return answer
    }

    private func freshUID(_ random: RandomSource, _ taken: inout Set<String>) -> String {
        var uid = random.uid()
        while !taken.insert(uid).inserted { uid = random.uid() }
        return uid
    }
}
