import Hosts

/// Labels: the cloud's grammar and number. What no cloud takes was refused when the spec was read.
enum LabelCheck {
    /// What is wrong.
    static func run(_ spec: HostSpec, _ cloud: String, _ capabilities: Capabilities) -> [Fault] {
        guard !spec.labels.isEmpty else { return [] }
        let limits = capabilities.specLimits
        guard capabilities.labels else {
            return [
                Fault(
                    .labelUnsupported, "labels", "\(cloud) has no labels", fix: .note,
                    proof: ["capabilities of \(cloud): labels no"])
            ]
        }
        var out: [Fault] = []
        if let most = limits.labelCount, spec.labels.count > most {
            out.append(
                Fault(
                    .labelsTooMany, "labels",
                    "\(spec.labels.count) labels, and \(cloud) takes \(most) beside the marks",
                    hint: "take \(spec.labels.count - most) out",
                    proof: ["capabilities of \(cloud): at most \(most) labels"]))
        }
        let isPlain = limits.labelKey == 1...63 && limits.labelKeyUnderscore && limits.labelValue >= 63
        guard !isPlain else { return out }
        for (key, value) in spec.labels.sorted(by: { $0.key < $1.key }) {
            if let fault = check(key, cloud, limits) { out.append(fault) }
            if value.utf8.count > limits.labelValue {
                out.append(
                    Fault(
                        .labelForm, "labels.\(key)",
                        "the value of the label `\(key)` is too long for \(cloud), which takes \(limits.labelValue) characters",
                        candidates: [String(value.prefix(limits.labelValue))],
                        proof: ["capabilities of \(cloud): label values of at most \(limits.labelValue) characters"]))
            }
        }
        return out
    }

    private static func check(_ key: String, _ cloud: String, _ limits: SpecLimits) -> Fault? {
        let range = limits.labelKey
        let hasUnderscore = !limits.labelKeyUnderscore && key.contains("_")
        guard hasUnderscore || !range.contains(key.utf8.count) else { return nil }
        var mended = hasUnderscore ? key.replacing("_", with: "-") : key
        mended = String(mended.prefix(range.upperBound))
        let words =
            "\(range.lowerBound) to \(range.upperBound) characters"
            + (limits.labelKeyUnderscore ? "" : " without `_`")
        return Fault(
            .labelForm, "labels.\(key)", "\(cloud) takes no label key `\(key)`: keys have \(words)",
            fix: mended.utf8.count >= range.lowerBound ? .key(mended) : nil,
            proof: ["capabilities of \(cloud): label keys of \(words)"])
    }
}
