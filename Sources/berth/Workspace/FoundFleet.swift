import Files
import Hosts
import Records
import Specs

/// The fleet that a command may be about, as far as there is one: for commands that work without.
struct FoundFleet {
    /// The fleet; nil if there are no specs, or they cannot be read.
    let fleet: FleetSpec?
    /// Hosts of its state, as far as that can be read.
    let records: [String: HostRecord]
    /// Folder of the state files.
    let stateFolder: String

    /// The clouds that its hosts and their placements name, sorted.
    var clouds: [ProviderID] { fleet?.clouds ?? [] }

    /// Looks for specs at the paths, else for berth.yaml, and says so if those that were named are no use.
    init(_ options: SpecPathOptions, console: Console) async {
        await self.init(paths: options.paths, state: options.state, console: console)
    }

    init(paths: [String], state: StateOptions, console: Console) async {
        let given = state.stateDir ?? CurrentProcess.environment("BERTH_STATE_DIR").flatMap { $0.isEmpty ? nil : $0 }
        guard !paths.isEmpty || FileSystem.kind("berth.yaml") != nil else {
            fleet = nil
            records = [:]
            stateFolder = given ?? "state"
            return
        }
        let fleet = Workspace.read(paths, state).fleet
        if fleet == nil { console.warn("the specs cannot be read (see `berth validate`), so no host is counted") }
        let folder = given ?? fleet?.state.flatMap { $0.contains("://") ? nil : $0 } ?? "state"
        self.fleet = fleet
        stateFolder = folder
        guard let fleet else {
            records = [:]
            return
        }
        let store = StateStore(
            folder: folder, fleet: fleet.name,
            identity: RunIdentity(run: RandomSource.system.runID(), command: "look"))
        do { records = try await store.load().state.hosts } catch {
            console.warn("the state cannot be read (see `berth state verify`): \(error)")
            records = [:]
        }
    }
}
