import Hosts
import JSON

extension HostView {
    /// Digest of all that a step for this host rests on; it changes if the host does, and only then.
    var digest: Digest {
        switch self {
        case .absent: return Digest(of: "absent")
        case .unobserved: return Digest(of: "unobserved")
        case .doubled(let all): return Digest(of: "doubled " + all.map(\.runtime.instanceID).joined(separator: " "))
        case .present(let seen):
            let fields: JSONValue = .object([
                "id": .string(seen.runtime.instanceID), "status": .string(seen.status.rawValue),
                "machine_type": .optional(seen.machineType), "image": .optional(seen.image),
                "boot": seen.bootDiskGB.map(JSONValue.int) ?? .null,
                "disk": seen.dataDisk.map { .string("\($0.sizeGB) \($0.type.rawValue)") } ?? .null,
                "disk_id": .optional(seen.runtime.dataDiskID), "pricing": .optional(seen.pricing?.rawValue),
                "zone": .optional(seen.runtime.zone),
                "labels": .object((seen.labels ?? [:]).mapValues(JSONValue.string)),
                "metadata": .object((seen.metadata ?? [:]).mapValues(JSONValue.string)),
                "tags": .array((seen.tags ?? []).map(JSONValue.string)),
            ])
            return Digest(of: fields.text(pretty: false))
        }
    }
}
