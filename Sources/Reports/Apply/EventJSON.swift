public import Applying
public import Diagnostics
import Hosts
public import JSON
public import Planning

/// What happens in a run as one JSON object a line, in the form of OpenTofu's machine-readable output:
/// `@level`, `@message`, `@module`, `@timestamp`, `type`, and an object named for what it tells.
///
/// A state machine without a clock: `now` is the time since the apply began, `timestamp` the wall clock in RFC 3339.
/// Consumers pass over types they do not know; every line carries words in `@message`.
public struct EventJSON: Sendable {
    private var clock = StepClock()

    /// Nothing runs yet.
    public init() {}

    /// The first line of a stream.
    public static func version(timestamp: String) -> JSONValue {
        line(
            "version", "Berth \(Version.current)", timestamp,
            ["berth": .string(Version.current), "ui": .string("1.0")])
    }

    /// A plan: each step, each change outside, each guard, then the counts and the cost.
    public static func plan(_ plan: Plan, timestamp: String) -> [JSONValue] {
        var out = plan.drift.map { item in
            line(
                "resource_drift", "\(item.host): \(item.field) was changed outside of Berth", timestamp,
                [
                    "change": .object([
                        "host": .string(item.host), "field": .string(item.field), "applied": .optional(item.applied),
                        "observed": .optional(item.observed),
                    ])
                ])
        }
        out += plan.steps.map { step in
            line(
                "planned_change", StepText(step).heading, timestamp,
                ["change": .object(hook(step).merging(["reasons": reasons(step)]) { old, _ in old })])
        }
        out += plan.refusals.map { refusal in
            line(
                "guard_refused", refusal.text, timestamp, level: "error",
                [
                    "guard": .object([
                        "code": .string(refusal.code.rawValue), "host": .optional(refusal.host),
                        "flag": .optional(refusal.flag),
                    ])
                ])
        }
        let summary = PlanSummary(plan.steps)
        let words = PlanSummaryText.lines(plan).first ?? ""
        out.append(
            changes(words, timestamp, "plan", add: summary.add, change: summary.change, remove: summary.destroy))
        if let cost = PriceText.line(before: plan.costBefore, after: plan.costAfter) {
            out.append(
                line(
                    "cost_change", cost, timestamp,
                    [
                        "cost": .object([
                            "before": amounts(plan.costBefore), "before_unknown": .int(plan.costBefore.unknown),
                            "after": amounts(plan.costAfter), "after_unknown": .int(plan.costAfter.unknown),
                        ])
                    ]))
        }
        return out
    }

    /// A finding about the user's files.
    public static func diagnostic(
        _ diagnostic: Diagnostic, texts: [String: SourceText], timestamp: String
    ) -> JSONValue {
        line(
            "diagnostic", diagnostic.message, timestamp, level: diagnostic.severity == .error ? "error" : "warn",
            ["diagnostic": DiagnosticJSON.value(diagnostic, texts: texts)])
    }

    /// Why a command ended without what was asked for: the last line of its stream.
    public static func failure(_ message: String, exitCode: Int32, timestamp: String) -> JSONValue {
        line(
            "failure", message, timestamp, level: "error",
            ["error": .object(["message": .string(message), "exit_code": .int(exitCode)])])
    }

    /// The end of an apply.
    public static func summary(_ report: ApplyReport, mode: PlanRequest.Mode, timestamp: String) -> JSONValue {
        let done = ApplyCounts(report).done
        let operation = mode == .destroy ? "destroy" : "apply"
        let words = ApplyReportText.closing(report, mode: mode, style: .plain)
        return changes(
            Shown.message(words), timestamp, operation, add: done.add, change: done.change, remove: done.destroy)
    }

    /// The line of an event.
    public mutating func line(for event: ApplyEvent, at now: Duration, timestamp: String) -> JSONValue {
        clock.note(event, at: now)
        let told = Told(event)
        return Self.line(
            told.type, ProgressWords.sentence(event), timestamp, level: told.level,
            told.hook.isEmpty ? [:] : ["hook": .object(told.hook)])
    }

    /// The heartbeats that are due.
    public mutating func tick(at now: Duration, timestamp: String) -> [JSONValue] {
        clock.beats(at: now).map { beat in
            var hook = Self.hook(beat.running.step)
            hook["elapsed_seconds"] = .int(beat.elapsed.components.seconds)
            return Self.line(
                "apply_progress", ProgressWords.heartbeat(beat.running, elapsed: beat.elapsed), timestamp,
                ["hook": .object(hook)])
        }
    }

    /// Which step, in every event that is about one.
    static func hook(_ step: Step) -> [String: JSONValue] {
        [
            "host": .string(step.host), "action": .string(step.action.rawValue), "step": .string(step.id),
            "provider": .string(step.provider.rawValue),
        ]
    }

    private static func reasons(_ step: Step) -> JSONValue { .array(step.reasons.map { .string($0.code.rawValue) }) }

    private static func amounts(_ cost: Cost) -> JSONValue {
        .object(cost.nanosByCurrency.keys.reduce(into: [:]) { $0[$1] = .string(cost.total(in: $1).amount) })
    }

    private static func changes(
        _ words: String, _ timestamp: String, _ operation: String, add: Int, change: Int, remove: Int
    ) -> JSONValue {
        line(
            "change_summary", words, timestamp,
            [
                "changes": .object([
                    "add": .int(add), "change": .int(change), "remove": .int(remove), "operation": .string(operation),
                ])
            ])
    }

    private static func line(
        _ type: String, _ message: String, _ timestamp: String, level: String = "info", _ more: [String: JSONValue]
    ) -> JSONValue {
        var out = more
        out["@level"] = .string(level)
        out["@message"] = .string(message)
        out["@module"] = .string("berth.ui")
        out["@timestamp"] = .string(timestamp)
        out["type"] = .string(type)
        return .object(out)
    }
}
