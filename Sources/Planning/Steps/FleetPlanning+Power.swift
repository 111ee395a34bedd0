import Diagnostics
import Hosts

/// `berth start`, `stop` and `restart`: one step a host, by the same gates as any other.
extension FleetPlanning {
    mutating func power() {
        for (name, record) in input.records {
            let seen = view(name, record)
            guard inScope(name, spec(name)?.labels ?? record.applied?.labels ?? [:]) else {
                totals.unchanged(record, seen, gpus: gpus(record))
                continue
            }
            switch seen {
            case .present(let host) where host.status != .error: power(name, record, host)
            case .absent:
                ask(name, .vanished, "there is no VM to do it to", answers: ["berth plan    shows what can be done"])
            case .present, .doubled, .unobserved: totals.unchanged(record, seen, gpus: gpus(record))
            }
        }
    }

    private mutating func power(_ name: String, _ record: HostRecord, _ seen: HostObservation) {
        let isOn = seen.status == .running || seen.status == .starting
        let can = capabilities(record.provider)
        var step: Step
        func make(_ action: Step.Action) -> Step {
            Step(host: name, action: action, provider: record.provider, precondition: HostView.present(seen).digest)
        }
        switch input.request.mode {
        case .start where !isOn:
            step = make(.start)
            step.calls = [.start]
            step.endsRunning = true
        case .stop where isOn:
            guard can.stop else {
                impossible(
                    name,
                    "\(record.provider.rawValue) cannot stop a host and keep it; only a delete ends its costs, and "
                        + "takes its disk and data with it")
                totals.unchanged(record, .present(seen), gpus: gpus(record))
                return
            }
            step = make(.stop)
            step.calls = [.stop]
            step.endsRunning = false
            step.impact = [.stopStart]
            if losesAddress(record, can) { step.impact.append(.newAddress) }
            if record.applied?.storage == .ephemeral { step.impact.append(.ephemeralLoss) }
        case .restart(let hard):
            guard hard ? can.hardRestart : can.restart else {
                let other = hard ? can.restart : can.hardRestart
                let hint = !other ? "" : hard ? "; without --hard there is one" : "; --hard resets it, as by its button"
                impossible(name, "\(record.provider.rawValue) has no \(hard ? "hard" : "soft") restart\(hint)")
                totals.unchanged(record, .present(seen), gpus: gpus(record))
                return
            }
            step = make(.restart)
            step.calls = isOn ? [hard ? .hardRestart : .restart] : [.start]
            step.impact = isOn ? [.reboot] : []
            // Where a stop gives the address away, a restart by the guest is a stop and a start.
            if isOn, !hard, losesAddress(record, can) { step.impact.append(.newAddress) }
            step.endsRunning = true
        default:
            totals.unchanged(record, .present(seen), gpus: gpus(record))
            return
        }
        step.reasons = [Reason(.asked, remark(name, step), at: input.fleet.sources.span(host: name, key: "power"))]
        if step.action != .restart {
            step.changes = [
                FieldChange(
                    "power", before: isOn ? "running" : "stopped", after: step.endsRunning ? "running" : "stopped",
                    note: step.endsRunning ? nil : PowerChange.stoppedNote(can))
            ]
        }
        step.target = record.applied
        step.protect = record.protect
        step.onDeleteDataDisk = record.onDeleteDataDisk
        step.priceBefore = HostView.present(seen).price(of: record)
        step.priceAfter = .hourly(step.endsRunning ? record.price : record.stoppedPrice)
        step.gpusBefore = isOn ? gpus(record) : 0
        step.gpusAfter = step.endsRunning ? gpus(record) : 0
        add(step)
    }

    private func losesAddress(_ record: HostRecord, _ can: Capabilities) -> Bool {
        !can.stopKeepsAddress && record.applied?.publicIP ?? true
    }

    /// What to write so that the next plan does not undo it.
    private func remark(_ name: String, _ step: Step) -> String {
        guard step.action != .restart, let spec = spec(name), spec.power != .ignore else { return "asked for" }
        let wanted: DesiredPower = step.endsRunning ? .running : .stopped
        if spec.power == wanted { return "asked for; the spec says so too" }
        return "asked for; write `power: \(wanted.rawValue)` in the spec, or the next apply undoes it"
    }

    private mutating func impossible(_ name: String, _ text: String) {
        plan.problems.append(Diagnostic(rule: "power-unsupported", "\(name): \(text)", at: place(name)))
    }
}
