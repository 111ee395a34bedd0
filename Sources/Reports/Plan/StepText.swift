import Hosts
import Planning

/// The words of one step.
struct StepText {
    let step: Step

    init(_ step: Step) { self.step = step }

    /// `hub-1 will be resized (stop → resize → start)`.
    var heading: String {
        var out = "\(step.host) \(verb)"
        if let old = step.renamedFrom { out += " (moved from \(old))" }
        if step.reasons.contains(where: { $0.code == .interrupted }) {
            out += step.action == .create && step.calls == [.create] ? " (finishing an interrupted create)" : ""
        }
        return Shown.text(out)
    }

    /// `hosts/hub.yaml:12`.
    var place: String? { step.source.map(Shown.place) }

    private var verb: String {
        switch step.action {
        case .create:
            guard let first = step.candidates.first else { return "will be created on \(step.provider.rawValue)" }
            let rungs = step.candidates.count
            return "will be created on \(CandidateText.place(first))" + (rungs > 1 ? " (1 of \(rungs) placements)" : "")
        case .delete: return "will be destroyed"
        case .resize: return "will be resized" + (needsSequence ? " (\(sequence))" : " in-place")
        case .update: return "will be updated" + (needsSequence ? " (\(sequence))" : " in-place")
        case .replace:
            return step.changes.contains(where: \.forcesReplacement) ? "must be replaced" : "will be replaced, as asked"
        case .start: return "will be started"
        case .stop: return "will be stopped"
        case .restart:
            return "will be restarted" + (step.calls == [.restart] || step.calls.isEmpty ? "" : " (\(sequence))")
        case .forget: return "will be forgotten"
        }
    }

    private var needsSequence: Bool {
        step.calls.contains { $0 == .stop || $0 == .start }
    }

    private var sequence: String { step.calls.map(\.word).joined(separator: " → ") }

    /// The lines under the heading.
    var rows: [StepRow] {
        var out: [StepRow] = []
        if step.action == .create {
            out = CandidateText.rows(of: step)
        } else {
            out = step.changes.map(row)
            if step.action == .replace { out += newHost }
            if step.action == .forget { out.append(StepRow(.forget, "record", "dropped; there is no VM")) }
        }
        out += reasonRows
        if let impact = impactRow { out.append(impact) }
        return out
    }

    /// What a replacement keeps and is made of, where no change says it already.
    private var newHost: [StepRow] {
        var out: [StepRow] = []
        if let first = step.candidates.first, !step.changes.contains(where: { $0.field == "machine_type" }) {
            out.append(
                StepRow(.none, "machine_type", Shown.value(first.configuration.machineType)))
        }
        if step.calls.contains(.delete(keepData: true)) {
            out.append(StepRow(.none, "data_disk", "kept, and attached to the new VM"))
        }
        return out
    }

    private func row(_ change: FieldChange) -> StepRow {
        var remarks: [String] = []
        if change.forcesReplacement { remarks.append("# forces replacement") }
        if let note = change.note { remarks.append(note) }
        switch change.author {
        case .you: break
        case .cloud: remarks.append("(changed in the cloud)")
        case .both: remarks.append("(changed by both)")
        }
        let value: String
        switch (change.before, change.after) {
        case (nil, nil): value = ""
        case (nil, let after?) where change.forcesReplacement: value = "none → \(Shown.value(after))"
        case (nil, let after?): value = Shown.value(after)
        case (let before?, nil): value = Shown.value(before)
        case (let before?, let after?): value = "\(Shown.value(before)) → \(Shown.value(after))"
        }
        return StepRow(
            symbol(change), change.field, value, remark: remarks.isEmpty ? nil : remarks.joined(separator: "  "))
    }

    private func symbol(_ change: FieldChange) -> StepRow.Symbol {
        if change.forcesReplacement { return .replace }
        switch (change.field, change.before, change.after) {
        case ("name", .some, .some): return .rename
        case ("power", _, "running"): return .start
        case ("power", _, "stopped"): return .stop
        case (_, nil, _): return .add
        case (_, _, nil): return .remove
        default: return .change
        }
    }

    /// Reasons that no other line tells.
    private var reasonRows: [StepRow] {
        let cloudChanged = step.changes.contains { $0.author != .you }
        return step.reasons.compactMap { reason in
            switch reason.code {
            case .new, .noLongerFits, .specChanged, .bothChanged, .power, .renamed: return nil
            case .interrupted where step.calls == [.create]: return nil
            case .cloudChanged where cloudChanged: return nil
            case .asked where reason.text == "asked for": return nil
            case .interrupted, .cloudChanged, .asked, .specGone, .destroyAsked, .restorePower, .expired, .replaceAsked,
                .recreateAsked:
                return StepRow(
                    .none, "reason", Shown.text(reason.text), remark: reason.source.map(Shown.place))
            }
        }
    }

    /// What the step does to a host in use, and to its price. A create tells its price beside the machine type.
    private var impactRow: StepRow? {
        let price = step.action == .create ? nil : PriceText.change(step)
        guard !step.impact.isEmpty else { return price.map { StepRow(.none, "price", $0) } }
        // A stop does not start anything.
        let words = step.impact.map { $0 == .stopStart && !step.endsRunning ? "downtime" : $0.rawValue }
        return StepRow(.none, "impact", words.joined(separator: ", "), remark: price)
    }
}
