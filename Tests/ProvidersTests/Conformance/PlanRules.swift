import Catalog
import Hosts
import Planning
import Providers

/// Rules about what the planner makes of an adapter's answers.
enum PlanRules {
    static let all = [planIsEmpty]

    static let planIsEmpty = ConformanceRule("what was applied plans to nothing, verb by verb") { target, find in
        let bench = try await target.make([])
        var life = Life(
            provider: bench.provider,
            catalog: CatalogIndex(provider: bench.provider.id, entries: try await bench.provider.fetchCatalog()),
            spec: spec(target, bench.provider.id))
        let can = bench.provider.capabilities
        let edits: [(String, Bool, (inout HostSpec) -> Void)] = [
            ("create", true, { _ in }),
            ("labels", can.labelChange == .inPlace, { $0.labels = ["owner": "ada"] }),
            ("tags", can.tagChange == .inPlace, { $0.tags = ["db"] }),
            ("grow", can.dataDiskGrowth == .inPlace, { $0.diskGB = 80 }),
            ("resize", can.machineTypeChange == .stopStart, { $0.machineType = target.machineTypes.1 }),
            ("stop", can.stop, { $0.power = .stopped }),
            ("start", can.stop, { $0.power = .running }),
        ]
        for (name, isPossible, edit) in edits where isPossible {
            edit(&life.spec)
            let steps = try await life.plan().steps
            await find.expect(steps.count == 1, "\(name): one step, not \(steps.map(\.id))")
            for step in steps { try await life.carryOut(step) }
            let after = try await life.plan()
            let left = after.steps.map { "\($0.id): \($0.changes.map(\.field)) \($0.reasons.map(\.text))" }
            await find.expect(left.isEmpty, "\(name): the next plan is empty, not \(left)")
            await find.expect(after.isEmpty, "\(name): no question is open: \(after.questions)")
            await find.expect(after.drift.isEmpty, "\(name): no drift is seen: \(after.drift)")
            await find.expect(after.problems.isEmpty, "\(name): nothing is wrong with the spec: \(after.problems)")
            await find.expect(after.orphans.isEmpty, "\(name): nothing is nobody's: \(after.orphans)")
        }
    }

    private static func spec(_ target: ConformanceTarget, _ provider: ProviderID) -> HostSpec {
        var spec = HostSpec(name: "hub", provider: provider)
        (spec.region, spec.zone, spec.machineType) = (target.region, target.zone, target.machineTypes.0)
        spec.image = target.image
        spec.diskGB = target.dataDisk?.sizeGB
        spec.labels = ["team": "math"]
        spec.tags = target.tags
        spec.ssh.publicKeys = target.sshKeys
        return spec
    }

    /// One host's spec, record and cloud, and the planner between them.
    private struct Life {
        let provider: any HostProvider
        let catalog: CatalogIndex
        var spec: HostSpec
        var record: HostRecord?

        func plan() async throws(ProviderError) -> Plan {
            let listing = try await provider.listHosts(fleet: "lab")
            var seen = Observations()
            seen.disks[provider.id] = Set(listing.disks.map(\.id))
            if let runtime = record?.runtime {
                let host = listing.hosts.first { $0.runtime.instanceID == runtime.instanceID }
                seen.views[spec.name] = host.map { .present($0) } ?? .absent
            }
            for host in listing.hosts where host.runtime.instanceID != record?.runtime?.instanceID {
                seen.strays.append(.init(provider: provider.id, object: host))
            }
            for disk in listing.disks where disk.id != record?.runtime?.dataDiskID {
                seen.strayDisks.append(.init(provider: provider.id, object: disk))
            }
            let records = record.map { [spec.name: $0] } ?? [:]
            return Planner.plan(
                PlanInput(
                    fleet: FleetSpec(name: "lab", hosts: [spec]), specDigest: Digest(of: "specs"),
                    lineage: Sample.lineage, serial: 1, records: records, observations: seen,
                    catalogs: [provider.id: catalog], capabilities: [provider.id: provider.capabilities]))
        }

        /// Makes the calls of a step in their order, and the record that the applier would make.
        mutating func carryOut(_ step: Step) async throws(ProviderError) {
            for call in step.calls {
                if case .create = call {
                    try await create(step)
                } else if let runtime = record?.runtime {
                    try await carryOut(call, of: step, on: runtime)
                }
            }
            if let target = step.target { record?.applied = target }
            record?.leftRunning = step.endsRunning
        }

        private mutating func create(_ step: Step) async throws(ProviderError) {
            guard let wanted = step.candidates.first?.configuration else { return }
            let mark = Sample.mark(spec.name)
            var made = HostRecord(uid: mark.uid, provider: provider.id)
            made.runtime = try await provider.createHost(
                CreateRequest(token: "t-hub", mark: mark, configuration: wanted), userData: nil)
            made.applied = wanted
            made.phase = .ready
            made.hasRun = true
            record = made
        }

        private func carryOut(_ call: PlannedCall, of step: Step, on runtime: HostRuntime) async throws(ProviderError) {
            switch call {
            case .create: break
            case .delete(let keep): try await provider.deleteHost(runtime, keepData: keep)
            case .start: try await provider.startHost(runtime)
            case .stop: try await provider.stopHost(runtime)
            case .restart: try await provider.restartHost(runtime)
            case .hardRestart: try await provider.hardRestartHost(runtime)
            case .resize(let type): try await provider.resizeHost(runtime, machineType: type)
            case .resizeDisk(let size): try await provider.resizeDisk(runtime, sizeGB: size)
            case .updateMarks:
                guard let target = step.target else { return }
                try await provider.updateMarks(runtime, mark: Sample.mark(spec.name), configuration: target)
            }
        }
    }
}
