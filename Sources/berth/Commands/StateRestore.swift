import ArgumentParser
import Hosts
import Records

/// `berth state restore SERIAL`: brings a state of the history back.
struct StateRestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Bring an earlier state back from the history.",
        discussion: """
            The present state and its journal are put away, not deleted. Clouds are not touched: VMs made since then are \
            in no record afterwards, and the next plan shows them as orphans.
            """)

    @OptionGroup var global: GlobalOptions

    @Argument(help: ArgumentHelp("Serial of the state; without it they are listed.", valueName: "serial"))
    var serial: Int?

    @OptionGroup var specs: StateRestorePaths

    func run() async throws {
        let console = try global.begin()
        let workspace = try Workspace(
            paths: specs.specs, state: specs.state, console: console, specsOptional: true)
        let store = workspace.store(command: "state restore")
        do {
            let history = try await store.history()
            guard let serial else {
                for entry in history { console.answer("\(entry.serial)  \(entry.path)") }
                return
            }
            guard let entry = history.first(where: { $0.serial == serial }) else {
                throw Failure(.failure, "the history has no state with serial \(serial)")
            }
            let state = try await store.restore(entry)
            let count = state.hosts.count
            console.answer(
                "Restored serial \(serial) as serial \(state.serial): \(count) \(count == 1 ? "host" : "hosts").")
            console.hint("Now run `berth plan`, and look at what it finds before you apply.")
        } catch { throw Failure(error) }
    }
}

/// Where `state restore` finds its fleet.
struct StateRestorePaths: ParsableArguments {
    @Option(help: ArgumentHelp("Spec file or folder. Default: berth.yaml.", valueName: "path"))
    var specs: [String] = []

    @OptionGroup var state: StateOptions
}
