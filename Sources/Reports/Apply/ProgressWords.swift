import Applying
import Hosts
import Planning

/// The words of an apply: one sentence for every event, the same on a terminal, in a log and in an event's `@message`.
enum ProgressWords {
    static func sentence(_ event: ApplyEvent) -> String {
        switch event {
        case .settled(let text): "Settled: \(Shown.message(text))"
        case .started(let step): "\(host(step)): \(step.action.doing)..."
        case .calling(let step, let call): "\(host(step)): \(step.action.doing): \(part(call, of: step))..."
        case .waiting(let step, let pause, let error):
            "\(host(step)): Trying again in \(pauseText(pause)): \(words(error))"
        case .outOfStock(let step, let candidate, let error): outOfStock(step, candidate, error)
        case .finished(let result): finished(result)
        case .interrupted(let count):
            "Interrupt received. Nothing new is begun; \(Shown.count(count, "step")) in flight "
                + "\(count == 1 ? "is" : "are") finished and written down. Interrupt again to leave at once; nothing is lost."
        }
    }

    /// `hub-1: Still creating... [10s elapsed]`, with the call for a step of several.
    static func heartbeat(_ running: StepClock.Running, elapsed: Duration) -> String {
        let step = running.step
        let call = running.call.flatMap { step.calls.count > 1 ? " (\(part($0, of: step)))" : nil } ?? ""
        return "\(host(step)): Still \(step.action.doing.lowercased())\(call)... [\(elapsed.spoken) elapsed]"
    }

    /// `stop, 1 of 3`; the mere word for a call that is not of the step.
    static func part(_ call: PlannedCall, of step: Step) -> String {
        guard let index = step.calls.firstIndex(of: call) else { return call.word }
        return "\(call.word), \(index + 1) of \(step.calls.count)"
    }

    /// `gcp: QUOTA_EXCEEDED: …` on one line.
    static func words(_ error: ProviderError) -> String { Shown.message(error.description) }

    /// `5s`, `500ms`.
    static func pauseText(_ pause: Duration) -> String {
        let millis = pause.components.attoseconds / 1_000_000_000_000_000
        return pause.components.seconds == 0 && millis > 0 ? "\(millis)ms" : pause.spoken
    }

    private static func host(_ step: Step) -> String { Shown.text(step.host) }

    private static func outOfStock(_ step: Step, _ candidate: Int, _ error: ProviderError) -> String {
        func rung(_ index: Int) -> String? {
            guard step.candidates.indices.contains(index) else { return nil }
            return "\(CandidateText.place(step.candidates[index])) (\(index + 1) of \(step.candidates.count))"
        }
        let here = rung(candidate).map { " on \($0)" } ?? ""
        let next = rung(candidate + 1).map { "trying \($0) next" } ?? "no place is left to try"
        // The place says which cloud it is; another cloud's error is told with its name.
        let isNamed =
            step.candidates.indices.contains(candidate) && step.candidates[candidate].provider == error.provider
        let why = isNamed ? Shown.message(error.textWithinProvider) : words(error)
        return "\(host(step)): No stock\(here): \(why); \(next)"
    }

    /// `on hyperstack CANADA-1 (2 of 3 placements)`, for a host that did not find its first place.
    static func place(_ result: StepResult) -> String? {
        let candidates = result.step.candidates
        guard result.candidate > 0, candidates.indices.contains(result.candidate) else { return nil }
        return "on \(CandidateText.place(candidates[result.candidate])) "
            + "(\(result.candidate + 1) of \(candidates.count) placements)"
    }

    private static func finished(_ result: StepResult) -> String {
        let step = result.step
        let time = result.elapsed.spoken
        switch result.outcome {
        case .done(let runtime):
            let id = runtime.map { " [id=\(Shown.text($0.instanceID))]" } ?? ""
            let place = place(result).map { " \($0)" } ?? ""
            return "\(host(step)): \(step.action.noun) complete after \(time)\(place)\(id)"
        case .failed(let error): return "\(host(step)): \(step.action.noun) failed after \(time): \(words(error))"
        case .unknown(let error):
            return "\(host(step)): \(step.action.noun) has an unknown outcome after \(time): \(words(error)); "
                + "the next run finds out"
        case .skipped(let reason): return "\(host(step)): Not begun: \(Shown.message(reason))"
        }
    }
}

extension Step.Action {
    /// `Creating`.
    var doing: String {
        switch self {
        case .create: "Creating"
        case .delete: "Destroying"
        case .resize: "Resizing"
        case .update: "Updating"
        case .replace: "Replacing"
        case .start: "Starting"
        case .stop: "Stopping"
        case .restart: "Restarting"
        case .forget: "Forgetting"
        }
    }

    /// `Creation`, as in `Creation complete`.
    var noun: String {
        switch self {
        case .create: "Creation"
        case .delete: "Destruction"
        case .resize: "Resize"
        case .update: "Update"
        case .replace: "Replacement"
        case .start: "Start"
        case .stop: "Stop"
        case .restart: "Restart"
        case .forget: "Forgetting"
        }
    }

    /// `created`.
    var past: String {
        switch self {
        case .create: "created"
        case .delete: "destroyed"
        case .resize: "resized"
        case .update: "updated"
        case .replace: "replaced"
        case .start: "started"
        case .stop: "stopped"
        case .restart: "restarted"
        case .forget: "forgotten"
        }
    }
}
