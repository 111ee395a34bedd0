import Hosts
import JSON
import Planning

/// What a create makes, field by field, and where else it may be made.
enum CandidateText {
    /// `lambda us-east-1`.
    static func place(_ candidate: Step.Candidate) -> String {
        let parts = [candidate.provider.rawValue, candidate.configuration.zone ?? candidate.configuration.region]
        return Shown.text(parts.compactMap(\.self).joined(separator: " "))
    }

    /// The fields of the first candidate under their spec keys, then the other candidates.
    static func rows(of step: Step) -> [StepRow] {
        guard let first = step.candidates.first else { return [] }
        let made = first.configuration
        var out: [StepRow] = []
        func add(_ field: String, _ value: String?, remark: String? = nil) {
            if let value { out.append(StepRow(.add, field, Shown.value(value), remark: remark)) }
        }
        add("provider", first.provider.rawValue)
        add("region", made.region)
        add("zone", made.zone)
        add("machine_type", made.machineType, remark: PriceText.change(step))
        add("image", made.image)
        if made.bootDiskGB > 0 { add("boot_disk_gb", "\(made.bootDiskGB)") }
        add("disk_gb", made.dataDisk.map { "\($0.sizeGB) (\($0.type.rawValue))" })
        if made.storage != .persistent { add("storage", made.storage.rawValue) }
        add("pricing", made.pricing.rawValue)
        addSettings(of: made, add: { add($0, $1) })
        if !step.endsRunning { add("power", "stopped") }
        if step.protect { add("protect", "true") }
        if step.onDeleteDataDisk != .delete { add("on_delete.data_disk", step.onDeleteDataDisk.rawValue) }
        for (index, rung) in step.candidates.enumerated().dropFirst() {
            out.append(
                StepRow(
                    .add, "placement", "\(index + 1) of \(step.candidates.count): \(summary(rung, unlike: first))",
                    remark: PriceText.hourly(step.endsRunning ? rung.price : rung.stoppedPrice)))
        }
        return out
    }

    private static func addSettings(of made: HostConfiguration, add: (String, String) -> Void) {
        func map(_ values: [String: String]) -> String {
            values.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ", ")
        }
        if !made.publicIP { add("network.public_ip", "false") }
        if let subnet = made.subnet { add("network.subnet", subnet) }
        if !made.openPorts.isEmpty { add("network.open_ports", made.openPorts.map(\.text).joined(separator: ", ")) }
        if !made.tags.isEmpty { add("tags", made.tags.joined(separator: ", ")) }
        if !made.labels.isEmpty { add("labels", map(made.labels)) }
        if !made.metadata.isEmpty { add("metadata", map(made.metadata)) }
        if let user = made.sshUser { add("ssh.user", user) }
        if !made.sshKeys.isEmpty { add("ssh.public_keys", Shown.count(made.sshKeys.count, "key")) }
        if let script = made.userData {
            add("startup_script", "\(Shown.count(script.length, "byte")), sha256 \(script.digest.short)")
        }
        if !made.options.isEmpty {
            add("options", map(made.options.mapValues { $0.stringValue ?? $0.compact }))
        }
    }

    /// `nebius eu-north1 gpu-h100-sxm, on_demand`.
    private static func summary(_ rung: Step.Candidate, unlike first: Step.Candidate) -> String {
        let type = Shown.value(rung.configuration.machineType)
        let pricing = rung.configuration.pricing
        return "\(place(rung)) \(type)"
            + (pricing == first.configuration.pricing ? "" : ", \(pricing.rawValue)")
    }
}
