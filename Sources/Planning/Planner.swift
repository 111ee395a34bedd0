import Catalog
import Diagnostics
import Hosts

/// Compares specs, records and observations and says what to do. A pure function: the same input always gives the same
/// plan, and nothing here can reach a cloud, a file or a clock.
public enum Planner {
    /// Makes a plan.
    ///
    /// No path leads from an error to a removal: a host whose cloud could not be asked gets no step at all, and one that
    /// the cloud says is gone gets a question.
    public static func plan(_ input: PlanInput) -> Plan {
        var planning = FleetPlanning(input)
        switch input.request.mode {
        case .converge: planning.converge()
        case .destroy: planning.destroy()
        case .start, .stop, .restart: planning.power()
        }
        return planning.finish()
    }
}

/// A plan being made: walks the hosts, then lets the guards look at the whole.
struct FleetPlanning {
    let input: PlanInput
    var plan: Plan
    var totals = Totals()
    /// Hosts asked for that were met, to tell mistyped names.
    private var specsByName: [String: Int] = [:]

    init(_ input: PlanInput) {
        self.input = input
        plan = Plan(
            fleet: input.fleet.name, lineage: input.lineage, serial: input.serial, specDigest: input.specDigest,
            request: input.request)
        plan.catalogs = input.catalogDigests
        specsByName.reserveCapacity(input.fleet.hosts.count)
        for (index, host) in input.fleet.hosts.enumerated() { specsByName[host.name] = index }
    }

    func spec(_ name: String) -> HostSpec? { specsByName[name].map { input.fleet.hosts[$0] } }

    func capabilities(_ provider: ProviderID) -> Capabilities { input.capabilities[provider] ?? Capabilities() }

    /// What was seen of a recorded host. One that nobody looked at was not seen to be gone; and no step can be made on a
    /// VM whose ids the record does not have.
    func view(_ host: String) -> HostView {
        input.records[host].map { view(host, $0) } ?? .absent
    }

    /// What was seen of the host of a record.
    func view(_ host: String, _ record: HostRecord) -> HostView {
        switch input.observations.views[host] {
        case .present where !record.hasRuntime: return .unobserved(unseen(record, "its VM is in no record yet"))
        case let view?: return view
        case nil: return .unobserved(unseen(record, "nobody looked for it"))
        }
    }

    private func unseen(_ record: HostRecord, _ text: String) -> ProviderError {
        ProviderError(.invalid, provider: record.provider, code: "NOT_OBSERVED", message: text)
    }

    mutating func converge() {
        let renamed = renames()
        var planned: Set<String> = []
        for spec in input.fleet.hosts where inScope(spec.name, spec.labels) {
            if !spec.unmanaged.isEmpty { plan.unmanaged[spec.name] = spec.unmanaged }
            if let record = input.records[spec.name] {
                planned.insert(spec.name)
                converge(spec, record, recordName: spec.name)
            } else if let old = renamed[spec.name], let record = input.records[old] {
                planned.insert(old)
                converge(spec, record, recordName: old)
            } else {
                create(spec, record: nil, reason: Reason(.new, "new in the specs", at: place(spec.name)))
            }
        }
        let taken = Set(renamed.values)
        for (name, record) in input.records where specsByName[name] == nil && !taken.contains(name) {
            let labels = record.applied?.labels ?? [:]
            guard inScope(name, labels) else { continue }
            planned.insert(name)
            remove(name, record, Reason(.specGone, "no longer in the specs"))
        }
        countOthers(planned)
    }

    mutating func destroy() {
        var planned: Set<String> = []
        for (name, record) in input.records where inScope(name, record.applied?.labels ?? [:]) {
            planned.insert(name)
            remove(name, record, Reason(.destroyAsked, "destroy was asked for"))
        }
        countOthers(planned)
    }

    /// New name to old, where the spec says so, the old record is there and no spec claims the old name.
    private mutating func renames() -> [String: String] {
        var out: [String: String] = [:]
        var taken: Set<String> = []
        for spec in input.fleet.hosts {
            if let old = spec.renamedFrom, input.records[spec.name] != nil, input.records[old] != nil,
                specsByName[old] == nil
            {
                plan.problems.append(
                    Diagnostic(
                        rule: "rename-conflict",
                        "\(spec.name): it cannot be renamed from \(old), because both are recorded hosts",
                        at: input.fleet.sources.span(host: spec.name, key: "renamed_from"),
                        label: "take this line away; \(old) is then removed as no longer in the specs"))
            }
            guard let old = spec.renamedFrom, input.records[spec.name] == nil, input.records[old] != nil,
                specsByName[old] == nil, taken.insert(old).inserted
            else { continue }
            out[spec.name] = old
        }
        return out
    }

    func inScope(_ host: String, _ labels: [String: String]) -> Bool {
        input.request.scope.contains(host: host, labels: labels)
    }

    func place(_ host: String) -> SourceSpan? { input.fleet.sources.span(host: host, key: "") }

    /// Hosts the plan leaves alone still cost what they cost.
    private mutating func countOthers(_ planned: Set<String>) {
        guard planned.count < input.records.count else { return }
        for (name, record) in input.records where !planned.contains(name) {
            totals.unchanged(record, view(name, record), gpus: gpus(record))
        }
    }

    /// GPUs of a recorded host, by its machine type.
    func gpus(_ record: HostRecord) -> Int {
        guard let type = record.applied?.machineType else { return 0 }
        return input.catalogs[record.provider]?.machineType(type)?.gpu?.count ?? 0
    }

    mutating func finish() -> Plan {
        plan.costBefore = totals.before
        plan.costAfter = totals.after
        plan.hostsObserved = input.observations.hostsSeen
        plan.requests = input.observations.requests
        plan.unobserved = input.observations.failures
        noteOrphans()
        askAboutUnrecorded()
        Guards.check(&plan, input: input, gpusAfter: totals.gpusAfter, unpriced: unpriced())
        plan.steps.sort { left, right in
            left.removesHost == right.removesHost ? left.host < right.host : left.removesHost
        }
        plan.kept.sort { $0.host < $1.host }
        plan.questions.sort { $0.host < $1.host }
        plan.drift.sort { ($0.host, $0.field) < ($1.host, $1.field) }
        plan.pending.sort { ($0.host, $0.field) < ($1.host, $1.field) }
        plan.problems.sort(by: Diagnostic.inReportOrder)
        return plan
    }

    /// Hosts whose price after the plan is unknown, sorted; looked for only if there is a budget that they may pass.
    private func unpriced() -> [String] {
        guard input.fleet.guards.maxHourlyCost != nil, totals.after.unknown > 0 else { return [] }
        var out = plan.steps.filter { $0.priceAfter == .hourly(nil) }.map(\.host)
        let stepped = Set(plan.steps.map { $0.renamedFrom ?? $0.host })
        for (name, record) in input.records where !stepped.contains(name) {
            if view(name, record).price(of: record) == .hourly(nil) { out.append(name) }
        }
        return out.sorted()
    }

    /// A VM that shows up under the mark of a host whose create was already written down as come to nothing.
    private mutating func askAboutUnrecorded() {
        for (name, record) in input.records where record.runtime == nil {
            guard case .present(let seen)? = input.observations.views[name] else { continue }
            ask(
                name, .unrecorded,
                "\(record.provider.rawValue) has \(seen.runtime.instanceID) under its mark, which the record does not know",
                answers: ["delete that VM in the cloud's console, then plan again"])
        }
    }

    private mutating func noteOrphans() {
        let ours = HostMark.short(input.lineage)
        func foreign(_ mark: HostMark) -> Bool { HostMark.short(mark.lineage) != ours || ours.isEmpty }
        for stray in input.observations.strays {
            guard let mark = stray.object.mark else { continue }
            plan.orphans.append(
                Orphan(
                    kind: .vm, provider: stray.provider, id: stray.object.runtime.instanceID, mark: mark,
                    foreign: foreign(mark)))
        }
        for stray in input.observations.strayDisks {
            plan.orphans.append(
                Orphan(
                    kind: .disk, provider: stray.provider, id: stray.object.id, mark: stray.object.mark,
                    foreign: foreign(stray.object.mark)))
        }
        plan.orphans.sort { ($0.provider, $0.id) < ($1.provider, $1.id) }
    }
}
