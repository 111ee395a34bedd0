import Hosts
import Synchronization

/// The Local cloud's interface: a call goes in, is met by latency and scripted faults, and an answer or refusal comes
/// out, as it would over a network.
struct LocalClient: Sendable {
    let world: LocalWorld
    let settings: LocalSettings
    let timeline: Timeline
    let meter: RequestMeter
    /// Kills the process; nil makes a `crash` a lost answer.
    let crash: (@Sendable () -> Void)?
    /// VMs this process made that lists do not show yet, until when.
    let hidden = HiddenHosts()

    typealias Work<Answer> = (LocalState) throws(ProviderError) -> (change: LocalChange, answer: Answer)

    /// What a call came to inside the world, before the wait for its answer.
    private struct Accepted<Answer: Sendable>: Sendable {
        var result: Result<Answer, ProviderError>
        var rule: LocalFaultRule?
        /// The VM a create made.
        var made: Int?
    }

    /// One call that may change something.
    ///
    /// The work is done first and the latency waited for afterwards, without the world's lock: a caller that dies while
    /// it waits leaves work that was accepted, as with any cloud.
    func write<Answer: Sendable>(
        _ verb: LocalFaultRule.Verb, about host: (LocalState) -> String?, _ work: Work<Answer>
    ) async throws(ProviderError) -> Answer {
        meter.countWrite()
        let accepted: Accepted<Answer> = try world.transact { state throws(ProviderError) in
            try accept(verb, host: host(state), state, work)
        }
        return try await finish(accepted, latency: settings.latency)
    }

    /// One call that changes nothing, but for the counts of the faults it meets.
    func read<Answer: Sendable>(
        _ verb: LocalFaultRule.Verb, about host: (LocalState) -> String?, _ work: Work<Answer>
    ) async throws(ProviderError) -> Answer {
        meter.countRead()
        let scripted = settings.faults.contains { $0.verb == verb || $0.kind == .listLag }
        let accepted: Accepted<Answer>
        if scripted {
            accepted = try world.transact { state throws(ProviderError) in
                try accept(verb, host: host(state), state, work)
            }
        } else {
            accepted = Accepted(
                result: .success(try world.read { state throws(ProviderError) in try work(state).answer }))
        }
        return try await finish(accepted, latency: settings.readLatency)
    }

    private func accept<Answer: Sendable>(
        _ verb: LocalFaultRule.Verb, host: String?, _ state: LocalState, _ work: Work<Answer>
    ) throws(ProviderError) -> (change: LocalChange, answer: Accepted<Answer>) {
        var (rule, counts) = strike(verb, host: host, in: state)
        if let rule, let refusal = refusal(rule, verb) {
            var change = LocalChange()
            change.faults = counts
            return (change, Accepted(result: .failure(refusal), rule: rule))
        }
        var change = LocalChange()
        var result: Result<Answer, ProviderError>
        do throws(ProviderError) {
            let done = try work(state)
            change = done.change
            result = .success(done.answer)
        } catch {
            result = .failure(error)
        }
        let made = verb == .create ? change.hosts.first?.number : nil
        if case .success = result, let struck = rule {
            switch struck.kind {
            case .acceptedThenFailed where made != nil:
                let failure = "the VM could not be started"
                change.hosts[0].status = .error
                change.hosts[0].failure = failure
                result = .failure(LocalEngine.refusal(.operationFailed, "OperationFailed", failure))
            case .listLag where made != nil && (struck.lists != nil || struck.delay == nil):
                change.hosts[0].hiddenLists = struck.lists ?? 1
            case .answerLost:
                result = .failure(LocalEngine.refusal(.transient, "AnswerLost", "the connection broke off"))
            default: break
            }
        } else {
            rule = rule?.kind == .slow ? rule : nil
        }
        change.faults = counts
        return (change, Accepted(result: result, rule: rule, made: made))
    }

    private func finish<Answer: Sendable>(
        _ accepted: Accepted<Answer>, latency: Duration
    ) async throws(ProviderError) -> Answer {
        if accepted.rule?.kind == .listLag, let delay = accepted.rule?.delay, let made = accepted.made {
            hidden.hide(made, until: timeline.now + delay)
        }
        let crashed = accepted.rule?.kind == .crash
        if crashed { crash?() }
        let delay = accepted.rule?.kind == .listLag ? nil : accepted.rule?.delay
        do {
            try await timeline.sleep(for: latency + (delay ?? .zero))
        } catch {
            throw LocalEngine.refusal(.transient, "Cancelled", "given up while waiting for the answer")
        }
        if crashed { throw LocalEngine.refusal(.transient, "AnswerLost", "the connection broke off") }
        return try accepted.result.get()
    }

    /// The first rule that strikes a call, and the new counts of all that met it.
    private func strike(
        _ verb: LocalFaultRule.Verb, host: String?, in state: LocalState
    ) -> (rule: LocalFaultRule?, counts: [FaultCount]) {
        var counts: [FaultCount] = []
        var struck: LocalFaultRule?
        for rule in settings.faults where rule.meets(verb, host: host) {
            var count = state.faults[rule.key] ?? FaultCount(rule: rule.key)
            if struck == nil, rule.strikes(count) {
                struck = rule
                count.struck += 1
            }
            count.met += 1
            counts.append(count)
        }
        return (struck, counts)
    }

    /// The refusal of a rule that strikes before anything is done.
    private func refusal(_ rule: LocalFaultRule, _ verb: LocalFaultRule.Verb) -> ProviderError? {
        switch rule.kind {
        case .stockOut: LocalEngine.refusal(.capacity, "STOCKOUT", "nothing left for this \(verb.rawValue)")
        case .quota: LocalEngine.refusal(.quota, "QUOTA_EXCEEDED", "the account may not have more")
        case .rateLimit:
            LocalEngine.refusal(.rateLimited(retryAfter: rule.retryAfter), "RATE_LIMITED", "too many requests")
        case .auth: LocalEngine.refusal(.auth, "UNAUTHENTICATED", "the credentials were refused")
        case .transient: LocalEngine.refusal(.transient, "UNAVAILABLE", "the cloud is not available for a moment")
        case .acceptedThenFailed where verb != .create:
            LocalEngine.refusal(.operationFailed, "OperationFailed", "the \(verb.rawValue) was accepted and failed")
        case .acceptedThenFailed, .slow, .answerLost, .crash, .listLag: nil
        }
    }
}

/// VMs that lists do not show for a while, as seen by the process that made them.
final class HiddenHosts: Sendable {
    private let until = Mutex<[Int: Duration]>([:])

    func hide(_ number: Int, until moment: Duration) { until.withLock { $0[number] = moment } }

    /// Numbers still hidden at a moment.
    func numbers(at moment: Duration) -> Set<Int> {
        until.withLock { hidden in
            if hidden.isEmpty { return [] }
            hidden = hidden.filter { $0.value > moment }
            return Set(hidden.keys)
        }
    }
}
