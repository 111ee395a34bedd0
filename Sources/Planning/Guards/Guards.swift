import Hosts

/// Looks at a whole plan and refuses what should not happen by accident. Each guard has one flag; there is no general
/// force. Pure: adds refusals, changes no step.
enum Guards {
    /// Hosts that may go in one plan when the specs set no limit.
    static let defaultMaxDeletes = 5
    /// Of a fleet with two or more going, the share that may go in one plan, in percent.
    static let maxDeletePercent = 50

    /// - Parameters:
    ///   - gpusAfter: GPUs that run after the plan, each create on the first place of its ladder.
    ///   - unpriced: hosts whose price after the plan is unknown.
    static func check(_ plan: inout Plan, input: PlanInput, gpusAfter: Int, unpriced: [String]) {
        checkUnrecorded(&plan, input)
        checkDataLoss(&plan, input)
        if case .converge = input.request.mode {
            checkEmptySpecs(&plan, input)
            checkUnread(&plan, input)
            checkDeletes(&plan, input)
        }
        checkEmptyAccount(&plan, input)
        checkBudget(&plan, input, unpriced)
        checkGPUs(&plan, input, gpusAfter)
        plan.refusals.sort { ($0.host ?? "", $0.code.rawValue) < ($1.host ?? "", $1.code.rawValue) }
    }

    /// A create must not make a second VM of a host whose first one the state has lost.
    private static func checkUnrecorded(_ plan: inout Plan, _ input: PlanInput) {
        var strays: [String: Observations.Stray<HostObservation>] = [:]
        for stray in input.observations.strays {
            if let mark = stray.object.mark { strays[mark.host] = stray }
        }
        guard !strays.isEmpty else { return }
        for step in plan.steps where step.calls.contains(.create) {
            guard let stray = strays[step.host] else { continue }
            plan.refusals.append(
                Refusal(
                    .unrecorded, host: step.host,
                    "\(stray.provider.rawValue) already has \(stray.object.runtime.instanceID) of fleet "
                        + "\(plan.fleet) under this name, but this state does not know it; restore the state, or "
                        + "delete that VM"))
        }
    }

    private static func checkDataLoss(_ plan: inout Plan, _ input: PlanInput) {
        for step in plan.steps where step.action != .delete {
            guard step.impact.contains(where: { $0 == .dataLoss || $0 == .ephemeralLoss }) else { continue }
            if input.request.allowances.dataLoss.contains(step.host) { continue }
            plan.refusals.append(
                Refusal(
                    .dataLoss, host: step.host, "\(step.host) would lose data",
                    flag: "--allow-data-loss=\(step.host)"))
        }
    }

    private static func checkEmptySpecs(_ plan: inout Plan, _ input: PlanInput) {
        guard input.fleet.hosts.isEmpty, !input.records.isEmpty, !input.request.allowances.emptySpecs else { return }
        plan.refusals.append(
            Refusal(
                .emptySpecs,
                "the specs declare no host, but the state has \(input.records.count); use `berth destroy` to remove "
                    + "them all",
                flag: "--allow-empty-specs"))
    }

    /// A host that is in no file that was read may be in one that was not.
    private static func checkUnread(_ plan: inout Plan, _ input: PlanInput) {
        guard let first = input.fleet.unreadFiles.first else { return }
        let declared = Set(input.fleet.hosts.map(\.name))
        let going = plan.steps.count { ($0.action == .delete || $0.action == .forget) && !declared.contains($0.host) }
        guard going > 0 else { return }
        let more = input.fleet.unreadFiles.count == 1 ? "" : " and \(input.fleet.unreadFiles.count - 1) more"
        plan.refusals.append(
            Refusal(
                .unread,
                "\(going) \(going == 1 ? "host" : "hosts") would go that may be declared in `\(first)`\(more), which was not "
                    + "read; give the path `.` to read the folder, or `berth.yaml` if that file is the whole fleet"))
    }

    private static func checkDeletes(_ plan: inout Plan, _ input: PlanInput) {
        let going = plan.steps.count { $0.removesHost }
        guard going > 0 else { return }
        if let allowed = input.request.allowances.deletes {
            guard going > allowed else { return }
            refuseDeletes(&plan, going, "\(going) hosts would go, \(allowed) are allowed")
            return
        }
        let limit = input.fleet.guards.maxDeletes ?? defaultMaxDeletes
        let total = input.records.count
        if going > limit {
            let by = input.fleet.guards.maxDeletes == nil ? "" : " by `guards.max_deletes`"
            refuseDeletes(&plan, going, "\(going) hosts would go, \(limit) are allowed\(by)")
        } else if going >= 2, going * 100 > total * maxDeletePercent, input.fleet.guards.maxDeletes == nil {
            refuseDeletes(&plan, going, "\(going) of \(total) hosts would go, more than \(maxDeletePercent) %")
        }
    }

    private static func refuseDeletes(_ plan: inout Plan, _ count: Int, _ text: String) {
        plan.refusals.append(Refusal(.deletes, text, flag: "--allow-delete=\(count)"))
    }

    /// An account that shows none of its recorded hosts is more likely the wrong account than an empty one.
    private static func checkEmptyAccount(_ plan: inout Plan, _ input: PlanInput) {
        guard !input.request.allowances.emptyAccount else { return }
        var known: [ProviderID: Int] = [:]
        var shown: [ProviderID: Int] = [:]
        for (name, record) in input.records where record.hasRuntime && record.phase != .deleting {
            known[record.provider, default: 0] += 1
            if case .absent? = input.observations.views[name] { continue }
            shown[record.provider, default: 0] += 1
        }
        for (provider, count) in known.sorted(by: { $0.key < $1.key }) where shown[provider] == nil {
            // One vanished host is a question; acting on it is what the wrong account would make of it.
            guard count >= 2 || plan.steps.contains(where: { actsOnAbsence($0, provider, input) }) else { continue }
            plan.refusals.append(
                Refusal(
                    .emptyAccount,
                    "\(provider.rawValue) shows none of its \(count) recorded hosts; is this the right account?",
                    flag: "--allow-empty-account"))
        }
    }

    private static func actsOnAbsence(_ step: Step, _ provider: ProviderID, _ input: PlanInput) -> Bool {
        // `--recreate` names its host: that is the assertion this guard asks for.
        guard step.action == .delete || step.action == .forget,
            let record = input.records[step.renamedFrom ?? step.host], record.provider == provider
        else { return false }
        return record.runtime != nil && record.phase != .deleting
            && (input.observations.views[step.renamedFrom ?? step.host] ?? .absent) == .absent
    }
}
