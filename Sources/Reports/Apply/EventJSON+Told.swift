import Applying
import Hosts
import JSON
import Planning

extension EventJSON {
    /// What an event's line says beside its words.
    struct Told {
        var type: String
        var level = "info"
        var hook: [String: JSONValue] = [:]

        init(_ event: ApplyEvent) {
            switch event {
            case .settled: type = "intent_closed"
            case .started(let step):
                type = "apply_start"
                hook = EventJSON.hook(step)
            case .calling(let step, let call):
                type = "intent_open"
                hook = EventJSON.hook(step)
                hook["call"] = .string(call.verb.rawValue)
            case .waiting(let step, let pause, let error):
                type = error.kindName == "rate_limited" ? "rate_limited" : "attempt_failed"
                level = "warn"
                hook = EventJSON.hook(step)
                hook["wait_seconds"] = .int(pause.components.seconds)
                hook["error"] = ApplyJSON.error(error)
            case .outOfStock(let step, let candidate, let error):
                type = "attempt_failed"
                level = "warn"
                hook = EventJSON.hook(step)
                hook["code"] = .string("stockout")
                hook["placement"] = .int(candidate + 1)
                hook["error"] = ApplyJSON.error(error)
            case .finished(let result): (type, level, hook) = Self.finished(result)
            case .interrupted(let count):
                type = "interrupted"
                level = "warn"
                hook = ["in_flight": .int(count)]
            }
        }

        private static func finished(_ result: StepResult) -> (String, String, [String: JSONValue]) {
            var hook = EventJSON.hook(result.step)
            hook["provider"] = .string(ApplyJSON.provider(result).rawValue)
            hook["elapsed_seconds"] = .int(result.elapsed.components.seconds)
            switch result.outcome {
            case .done(let runtime):
                if let runtime {
                    hook["id_key"] = .string("instance_id")
                    hook["id_value"] = .string(runtime.instanceID)
                }
                return ("apply_complete", "info", hook)
            case .failed(let error):
                hook["error"] = ApplyJSON.error(error)
                return ("apply_errored", "error", hook)
            case .unknown(let error):
                hook["error"] = ApplyJSON.error(error)
                return ("apply_unknown", "error", hook)
            case .skipped(let reason):
                hook["reason"] = .string(reason)
                return ("apply_skipped", "warn", hook)
            }
        }
    }
}
