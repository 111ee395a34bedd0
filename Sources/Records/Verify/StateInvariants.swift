import Hosts

/// What must hold in every state, whatever happened to it.
public enum StateInvariants {
    /// The faults of a state, in the order of host names; `file` is what they are reported on.
    public static func check(_ state: FleetState, file: String) -> [Finding] {
        var findings: [Finding] = []
        func fault(_ code: String, _ message: String) { findings.append(Finding(.error, code, file: file, message)) }
        if state.lineage.isEmpty { fault("lineage-missing", "the lineage is empty") }
        if state.serial > 0, state.writeID.isEmpty { fault("write-id-missing", "the write id is empty") }
        var hostOfUID: [String: String] = [:]
        var hostOfInstance: [String: String] = [:]
        for (name, record) in state.hosts.sorted(by: { $0.key < $1.key }) {
            if !isHostName(name) { fault("host-name", "`\(name)` is not a host name") }
            if !isUID(record.uid) { fault("uid-form", "\(name): the uid `\(record.uid)` is not 8 of a–z and 2–7") }
            if let other = hostOfUID.updateValue(name, forKey: record.uid) {
                fault("uid-twice", "\(name) and \(other) have the same uid \(record.uid)")
            }
            if let runtime = record.runtime {
                let key = "\(record.provider.rawValue)/\(runtime.instanceID)"
                if let other = hostOfInstance.updateValue(name, forKey: key) {
                    fault("instance-twice", "\(name) and \(other) have the same VM \(key)")
                }
                if runtime.instanceID.isEmpty { fault("instance-missing", "\(name): the VM's id is empty") }
            }
            if let problem = phaseProblem(record) { fault("phase", "\(name): \(problem)") }
            if record.generation < 1 || record.attempt < 1 {
                fault("counter", "\(name): generation and attempt count from 1")
            }
        }
        var ids: Set<String> = []
        for intent in state.pending where !ids.insert(intent.id).inserted {
            fault("intent-twice", "the intent \(intent.id) is open twice")
        }
        return findings
    }

    private static func phaseProblem(_ record: HostRecord) -> String? {
        switch record.phase {
        case .ready where record.runtime == nil: "it is ready, but no VM is known"
        case .ready where record.applied == nil: "it is ready, but what was applied is not known"
        case .creating where record.runtime != nil: "it is being created, but a VM is known already"
        case .ready, .creating, .deleting, .replacing: nil
        }
    }

    private static func isUID(_ text: String) -> Bool {
        text.utf8.count == 8 && text.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x32...0x37).contains($0) }
    }

    private static func isHostName(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard (1...40).contains(bytes.count), bytes.first != 0x2D, bytes.last != 0x2D else { return false }
        return bytes.allSatisfy { (0x61...0x7A).contains($0) || $0 &- 0x30 < 10 || $0 == 0x2D }
    }
}
