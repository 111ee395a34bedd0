public import Applying
import Hosts
public import JSON
import Planning

/// How an apply went, for programs.
public enum ApplyJSON {
    /// One object: `format_version`, `complete`, `interrupted`, `record_fault`, `results[]`, `summary`.
    public static func value(_ report: ApplyReport) -> JSONValue {
        .object([
            "format_version": .string("1.0"), "complete": .bool(report.isComplete),
            "interrupted": .bool(report.interrupted), "record_fault": .optional(report.recordFault),
            "unasked": .array(report.unasked.map(JSONValue.string)),
            "results": .array(report.results.map(result)), "summary": summary(report),
        ])
    }

    /// Counts: what was done by kind, and how many steps ended in which way.
    static func summary(_ report: ApplyReport) -> JSONValue {
        let counts = ApplyCounts(report)
        return .object([
            "added": .int(counts.done.add), "changed": .int(counts.done.change),
            "destroyed": .int(counts.done.destroy), "started": .int(counts.done.start),
            "stopped": .int(counts.done.stop), "forgotten": .int(counts.done.forget), "done": .int(counts.finished),
            "failed": .int(counts.failed), "unknown": .int(counts.unknown), "not_begun": .int(counts.skipped),
        ])
    }

    private static func result(_ result: StepResult) -> JSONValue {
        var out: [String: JSONValue] = [
            "step": .string(result.step.id), "host": .string(result.step.host),
            "action": .string(result.step.action.rawValue), "provider": .string(provider(result).rawValue),
            "elapsed_ms": .int(milliseconds(result.elapsed)),
        ]
        switch result.outcome {
        case .done(let runtime):
            out["outcome"] = .string("done")
            if let runtime { out["host_runtime"] = self.runtime(runtime) }
            if !result.step.candidates.isEmpty { out["candidate"] = .int(result.candidate) }
        case .failed(let error):
            out["outcome"] = .string("failed")
            out["error"] = self.error(error)
        case .unknown(let error):
            out["outcome"] = .string("unknown")
            out["error"] = self.error(error)
        case .skipped(let reason):
            out["outcome"] = .string("not_begun")
            out["reason"] = .string(reason)
        }
        return .object(out)
    }

    /// The cloud a step ended in: that of the candidate used, for a create.
    static func provider(_ result: StepResult) -> ProviderID {
        guard result.isDone, result.step.candidates.indices.contains(result.candidate) else {
            return result.step.provider
        }
        return result.step.candidates[result.candidate].provider
    }

    /// The ids and the address of a VM.
    static func runtime(_ runtime: HostRuntime) -> JSONValue {
        .object([
            "instance_id": .string(runtime.instanceID), "cloud_name": .string(runtime.cloudName),
            "region": .optional(runtime.region), "zone": .optional(runtime.zone),
            "public_ip": .optional(runtime.publicIP), "data_disk_id": .optional(runtime.dataDiskID),
        ])
    }

    /// A cloud's error.
    static func error(_ error: ProviderError) -> JSONValue {
        .object([
            "kind": .string(error.kindName), "provider": .string(error.provider.rawValue),
            "code": .string(error.code), "message": .string(error.message), "request_id": .optional(error.requestID),
        ])
    }

    private static func milliseconds(_ duration: Duration) -> Int64 {
        let (seconds, overflow) = duration.components.seconds.multipliedReportingOverflow(by: 1000)
        return overflow ? .max : seconds + duration.components.attoseconds / 1_000_000_000_000_000
    }
}
