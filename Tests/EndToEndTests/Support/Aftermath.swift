import Files
import Foundation
import Hosts
import Providers
import Records
import Testing

/// What a fleet's world and state are after a run, seen without the program under test: through a handle on the Local
/// world and through the records.
struct Aftermath {
    /// A fleet whose invariants are looked at.
    struct Fleet: Sendable {
        var folder: Folder
        var name: String
        /// Data disks that were kept on purpose, by name of the host they were of.
        var keptDisksOf: Set<String> = []
    }

    /// VMs in the world.
    let hosts: [HostObservation]
    /// Ids of all data disks in the world.
    let disks: Set<String>
    /// The state with its journal folded in.
    let state: FleetState
    /// What is wrong, in sentences; empty if the invariants hold.
    private(set) var faults: [String] = []

    /// Looks, and checks what must hold whenever no run is under way.
    /// - Parameter settled: whether a run has ended well since the last crash: then nothing may be open any more.
    init(_ fleet: Fleet, serialBefore: Int = 0, settled: Bool = true) async throws {
        let world = LocalDrill(LocalWorld.file("\(fleet.folder.state)/local-cloud.json"))
        hosts = try world.hosts()
        disks = Set(try world.disks())
        let identity = RunIdentity(who: "tester@machine", run: "r-aaaaaaaaaaaa", command: "look")
        let store = StateStore(folder: fleet.folder.state, fleet: fleet.name, identity: identity)
        let loaded = try await store.load()
        state = loaded.state
        if state.serial < serialBefore {
            faults.append("the serial went down, from \(serialBefore) to \(state.serial)")
        }
        if settled {
            checkHosts(fleet)
            checkDisks(fleet)
            if !loaded.openIntents.isEmpty { faults.append("\(loaded.openIntents.count) intents are open") }
            if !loaded.notices.isEmpty { faults.append("notices: \(loaded.notices)") }
            checkFiles(fleet)
            try checkLedger(store)
            let findings = await StateVerifier(store).findings()
            faults += findings.map(\.description)
        }
        for finding in StateInvariants.check(state, file: "state") { faults.append(finding.description) }
    }

    /// I1 and I2: every VM is in a record and every record has its one VM, with the right mark.
    private mutating func checkHosts(_ fleet: Fleet) {
        var byHost: [String: [HostObservation]] = [:]
        for host in hosts { byHost[host.mark?.host ?? "unmarked \(host.runtime.instanceID)", default: []].append(host) }
        for (name, found) in byHost {
            if found.count > 1 { faults.append("\(name) has \(found.count) VMs") }
            guard let record = state.hosts[name] else {
                faults.append("\(name) has a VM and no record")
                continue
            }
            for host in found {
                let mark = HostMark(
                    fleet: fleet.name, lineage: HostMark.short(state.lineage), host: name, uid: record.uid,
                    generation: record.generation)
                if host.mark != mark { faults.append("\(name) has the mark \(String(describing: host.mark))") }
                if host.runtime.instanceID != record.runtime?.instanceID {
                    faults.append(
                        "\(name) is \(host.runtime.instanceID), recorded as \(String(describing: record.runtime))")
                }
                if host.machineType != record.applied?.machineType { faults.append("\(name) has another machine type") }
                if host.dataDisk != record.applied?.dataDisk { faults.append("\(name) has another data disk") }
            }
        }
        for (name, record) in state.hosts {
            if byHost[name] == nil { faults.append("\(name) has a record and no VM") }
            if record.phase != .ready { faults.append("\(name) is \(record.phase.rawValue)") }
        }
    }

    /// Every VM that a record has or had was written into the history once, by whichever run came to know of it.
    private mutating func checkLedger(_ store: StateStore) throws {
        let made = try store.ledger().map(\.event).filter { ["create", "replace"].contains($0.action) }
        for (name, record) in state.hosts {
            let times = made.count { $0.uid == record.uid && $0.outcome == "ok" }
            if times != record.generation {
                faults.append("\(name) was made \(record.generation) times, told \(times)")
            }
        }
    }

    private mutating func checkDisks(_ fleet: Fleet) {
        let owned = Set(hosts.compactMap(\.runtime.dataDiskID))
        for disk in owned.subtracting(disks) { faults.append("\(disk) is recorded and gone") }
        let left = disks.subtracting(owned)
        if left.count != fleet.keptDisksOf.count { faults.append("disks left behind: \(left.sorted())") }
    }

    /// No temporary, emergency or half-replaced file is left. A journal may be: it holds nothing open, and a run after
    /// which the state is as it was saved leaves it until the next save.
    private mutating func checkFiles(_ fleet: Fleet) {
        for name in fleet.folder.files() {
            if name.contains(".tmp-") || name.contains(".errored-") || name.hasSuffix(".new") {
                faults.append("the file \(name) is left")
            }
        }
    }
}
