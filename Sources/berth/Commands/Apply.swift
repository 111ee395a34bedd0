import ArgumentParser
import Files
import Hosts
import Planning

/// `berth apply`: makes the clouds what the specs say, or carries out a saved plan.
struct ApplyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply",
        abstract: "Make the clouds what the specs say.",
        discussion: """
            Plans, shows the plan, asks, and carries it out. Given a plan saved by `berth plan --out` (a .json file, or - \
            for standard input) it asks nothing, because passing the plan is the approval, and carries out those of its \
            steps whose host is still as it was.

            Exit codes: 0 done; 3 a spec is invalid; 4 refused by a guard or not approved; 5 the plan is stale; 6 locked; \
            7 some steps were not done, and the same command continues; 130 interrupted.
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var specs: SpecPathOptions
    @OptionGroup var converge: ConvergeOptions
    @OptionGroup var options: RunOptions

    @Option(
        help: ArgumentHelp(
            "Carry out the plan only if its digest is this one; it is the approval.", valueName: "sha256:…"))
    var expect: String?

    func run() async throws {
        let console = try global.begin()
        if specs.paths.count == 1, let path = specs.paths.first, path == "-" || path.hasSuffix(".json") {
            try await apply(planFile: path, console)
            return
        }
        let expected = try expectedDigest()
        let workspace = try Workspace(specs, console: console)
        var request = converge.request
        request.specPaths = workspace.paths
        request.stateFolder = specs.state.stateDir
        request.allowsOutsideFiles = specs.state.allowOutsideFiles
        let flow = ApplyFlow(
            workspace: workspace, global: global, options: options, interrupts: Berth.interrupts, command: "apply")
        try await flow.run(request, approvedBeforehand: expected != nil) { plan throws(Failure) in
            let digest = PlanFile.digest(of: plan)
            guard expected == nil || expected == digest else {
                throw Failure(.stalePlan, "the plan is now \(digest), not the one expected; look at it and try again")
            }
            return plan.steps
        }
    }

    private func expectedDigest() throws(Failure) -> Digest? {
        guard let expect else { return nil }
        guard let digest = Digest(expect) else {
            throw Failure(.usage, "--expect takes sha256: and 64 hexadecimal digits")
        }
        return digest
    }

    /// Carries out a saved plan: makes the plan again and takes from it the steps that are still the same.
    private func apply(planFile path: String, _ console: Console) async throws {
        let saved: Plan
        do {
            saved = try PlanFile.decode(path == "-" ? FileSystem.readStream("/dev/stdin") : FileSystem.read(path))
        } catch let error as FileError {
            throw Failure(.failure, error.description)
        } catch {
            throw Failure(.stalePlan, "\(path): \(error)")
        }
        guard converge.request == PlanRequest() else {
            throw Failure(.usage, "a saved plan is carried out as it was made: give these flags to `berth plan`")
        }
        let digest = PlanFile.digest(of: saved)
        if let expected = try expectedDigest(), expected != digest {
            throw Failure(.stalePlan, "\(path) holds the plan \(digest), not the one expected")
        }
        var state = specs.state
        state.stateDir = state.stateDir ?? saved.request.stateFolder
        state.allowOutsideFiles = state.allowOutsideFiles || saved.request.allowsOutsideFiles
        let workspace = try Workspace(
            paths: saved.request.specPaths, state: state, console: console,
            specsOptional: saved.request.mode != .converge)
        let flow = ApplyFlow(
            workspace: workspace, global: global, options: options, interrupts: Berth.interrupts, command: "apply")
        var stale: [String] = []
        try await flow.run(saved.request, approvedBeforehand: true, savedPlan: digest) { plan throws(Failure) in
            let selection: SavedPlan.Selection
            do { selection = try SavedPlan(saved).select(from: plan) } catch {
                throw Failure(.stalePlan, "\(error)")
            }
            stale = selection.stale
            return selection.steps
        }
        if !stale.isEmpty {
            throw Failure(.stalePlan, "stale, and left alone: \(stale.joined(separator: ", ")); make a new plan")
        }
    }
}
