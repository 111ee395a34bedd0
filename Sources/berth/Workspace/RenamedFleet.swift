import Diagnostics
import Files
import Hosts
import Records

/// Notices that a fleet was given another name: its hosts would be made a second time, and the first ones run on.
enum RenamedFleet {
    /// Warns if there is no state of the fleet yet, but one of another fleet beside it that has hosts of the same names.
    static func warn(_ workspace: Workspace, _ loaded: LoadedState) async {
        guard loaded.isNew, workspace.hasSpecs, !workspace.fleet.hosts.isEmpty else { return }
        let declared = Set(workspace.fleet.hosts.map(\.name))
        for other in others(workspace) {
            let store = StateStore(
                folder: workspace.stateFolder, fleet: other,
                identity: RunIdentity(run: RandomSource.system.runID(), command: "look"))
            // A state that cannot be read is told of by the commands that are about it.
            guard let hosts = try? await store.load().state.hosts else { continue }
            let shared = declared.intersection(hosts.keys).sorted()
            guard !shared.isEmpty else { continue }
            let finding = finding(workspace, other, shared)
            workspace.console.say(
                DiagnosticRenderer.text([finding], texts: workspace.texts, style: workspace.console.messageStyle))
        }
    }

    /// Fleets with a state in the folder, but for the one at hand.
    private static func others(_ workspace: Workspace) -> [String] {
        let suffix = ".state.json"
        return ((try? FileSystem.list(workspace.stateFolder)) ?? [])
            .filter { $0.hasSuffix(suffix) }.map { String($0.dropLast(suffix.count)) }
            .filter { $0 != workspace.fleet.name }.sorted()
    }

    private static func finding(_ workspace: Workspace, _ other: String, _ shared: [String]) -> Diagnostic {
        let shown = shared.prefix(5).joined(separator: ", ") + (shared.count > 5 ? " …" : "")
        let name = workspace.fleet.name
        let hosts = "\(shared.count) \(shared.count == 1 ? "host" : "hosts")"
        return Diagnostic(
            .warning, rule: "fleet-renamed",
            "there is no state of the fleet `\(name)`, but \(workspace.stateFolder) has one of the fleet `\(other)` with "
                + "\(hosts) of the same name (\(shown)); if this is the same fleet, write `fleet: \(other)` again, or its "
                + "hosts run on beside new ones; to move it, first run `berth destroy` under its old name")
    }
}
