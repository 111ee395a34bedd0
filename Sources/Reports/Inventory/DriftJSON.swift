public import JSON

/// A drift report for programs.
public enum DriftJSON {
    /// One object: `format_version`, `drifted`, `you[]`, `cloud[]`, `both[]`, `unasked[]`, `observed`.
    public static func value(_ report: DriftReport) -> JSONValue {
        .object([
            "format_version": .string("1.0"), "drifted": .bool(report.hasDrifted), "you": rows(report.you),
            "cloud": rows(report.cloud), "both": rows(report.both),
            "unasked": .array(report.unasked.map(JSONValue.string)),
            "observed": .object(["hosts": .int(report.hostsObserved), "requests": .int(report.requests)]),
        ])
    }

    private static func rows(_ rows: [DriftRow]) -> JSONValue {
        .array(
            rows.map { row in
                .object([
                    "host": .string(row.host), "field": .string(row.field), "observed": .optional(row.observed),
                    "wanted": .optional(row.wanted), "applied": .optional(row.applied), "remark": .string(row.remark),
                ])
            })
    }
}
