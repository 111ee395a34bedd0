import Applying
import CatalogStore
import Diagnostics
import Files
import Hosts
import Providers
import Records
import Reports
import Specs

/// Looks at everything a run needs, for `berth doctor`. Changes nothing in a cloud, and nothing that stays here.
struct Checkup {
    let specs: SpecPathOptions
    let console: Console
    /// The one cloud to check; nil for all that the specs and the state name.
    let only: ProviderID?

    private typealias Line = DoctorReport.Line

    /// What was found out.
    /// - Throws: if there is nothing to check.
    func report() async throws(Failure) -> DoctorReport {
        var lines: [Line] = []
        var fleet: FleetSpec?
        if !specs.paths.isEmpty || FileSystem.kind("berth.yaml") != nil {
            let result = Workspace.read(specs.paths, specs.state)
            fleet = result.fleet ?? result.partial
            lines.append(contentsOf: specLines(result, fleet))
        }
        var folder = "state"
        var state: FleetState?
        do throws(Failure) {
            folder = try Workspace.stateFolder(fleet, specs.state)
            let name: String? =
                if let fleet { fleet.name } else { try Workspace.onlyFleet(in: folder, named: specs.state.fleet) }
            if let name { state = await look(at: name, in: folder, &lines) }
        } catch {
            // Without specs and state there is still the cloud that was asked for.
            if fleet == nil, only == nil { throw error }
            if fleet != nil { lines.append(Line("state", "state", .wrong, error.message)) }
        }
        lines.append(contentsOf: await cloudLines(fleet, state, folder))
        return DoctorReport(lines: lines)
    }

    // MARK: Specs and state

    private func specLines(_ result: SpecResult, _ fleet: FleetSpec?) -> [Line] {
        let findings = result.diagnostics + (fleet.map { ProviderFindings.check($0) } ?? [])
        let errors = findings.count { $0.severity == .error }
        let files = "\(result.files.count) \(result.files.count == 1 ? "file" : "files")"
        guard errors == 0, let fleet else {
            return [
                Line(
                    "specs", "specs", .wrong, "\(errors) \(errors == 1 ? "error" : "errors") in \(files)",
                    remedy: "run `berth validate`, which shows them")
            ]
        }
        let hosts = "\(fleet.hosts.count) \(fleet.hosts.count == 1 ? "host" : "hosts")"
        return [Line("specs", "specs", .ok, "\(hosts) of the fleet \(fleet.name) in \(files)")]
    }

    private func look(at fleet: String, in folder: String, _ lines: inout [Line]) async -> FleetState? {
        let store = StateStore(
            folder: folder, fleet: fleet, identity: RunIdentity(run: RandomSource.system.runID(), command: "doctor"))
        do throws(RecordsError) {
            try store.proveWritable()
            lines.append(Line("state", "folder", .ok, "\(folder) can be written"))
        } catch {
            lines.append(Line("state", "folder", .wrong, error.description))
        }
        do throws(RecordsError) {
            switch try store.seeLock() {
            case .free: lines.append(Line("state", "lock", .ok, "free"))
            case .held(let holder):
                let who =
                    holder.map { "by `berth \($0.operation)` of \($0.who), process \($0.pid)" } ?? "by another run"
                lines.append(Line("state", "lock", .warning, "held \(who)"))
            }
        } catch {
            lines.append(Line("state", "lock", .wrong, error.description))
        }
        do throws(RecordsError) {
            let loaded = try await store.load()
            let open = loaded.openIntents.count
            let count = loaded.state.hosts.count
            let hosts = "\(count) \(count == 1 ? "host" : "hosts")"
            let what = loaded.isNew ? "none yet" : "\(hosts), serial \(loaded.state.serial)"
            lines.append(
                open == 0
                    ? Line("state", "state", .ok, what)
                    : Line(
                        "state", "state", .warning, "\(what), and \(open) calls of an interrupted run are open",
                        remedy: "run `berth apply`, which first finds out what became of them"))
            return loaded.state
        } catch {
            lines.append(Line("state", "state", .wrong, error.description))
            return nil
        }
    }

    // MARK: Clouds

    private func cloudLines(_ fleet: FleetSpec?, _ state: FleetState?, _ folder: String) async -> [Line] {
        var clouds = Set(fleet?.clouds ?? [])
        for record in state?.hosts.values.map(\.self) ?? [] { clouds.insert(record.provider) }
        for intent in state?.pending ?? [] { clouds.insert(intent.provider) }
        if let only { clouds = [only] }
        let library = CatalogLibrary.of(stateFolder: folder)
        let settings = fleet?.providers ?? state?.providers ?? [:]
        return await withTaskGroup(of: (ProviderID, [Line]).self) { group in
            for id in clouds {
                group.addTask {
                    var lines = await access(id, settings[id] ?? [:], folder)
                    lines.append(Self.catalog(id, library))
                    return (id, lines)
                }
            }
            var found: [ProviderID: [Line]] = [:]
            for await (id, lines) in group { found[id] = lines }
            return found.sorted { $0.key < $1.key }.flatMap(\.value)
        }
    }

    private func access(_ id: ProviderID, _ settings: OptionMap, _ folder: String) async -> [Line] {
        let console = self.console
        let watch = DateWatch(Clouds.transport)
        var policy = RetryPolicy()
        policy.attempts = 2
        policy.budget = .seconds(10)
        let context = ProviderContext(
            settings: settings, environment: { CurrentProcess.environment($0) }, stateFolder: folder,
            transport: watch, trace: console.trace, readPolicy: policy)
        let provider: any HostProvider
        do throws(ProviderError) { provider = try ProviderRegistry { _ in context }.provider(id) } catch {
            return [Line(id.rawValue, "settings", .wrong, "\(error.code): \(error.message)")]
        }
        let keys = settings.keys.sorted().joined(separator: ", ")
        var lines = [Line(id.rawValue, "settings", .ok, keys.isEmpty ? "none" : keys)]
        lines += await provider.checkAccess().map { Line(id, $0) }
        if let ahead = watch.ahead { lines.append(Self.clock(id, ahead)) }
        return lines
    }

    private static func clock(_ id: ProviderID, _ ahead: Duration) -> Line {
        let seconds = ahead.components.seconds
        guard abs(seconds) > 60 else { return Line(id.rawValue, "clock", .ok, "agrees with the cloud's") }
        let words = seconds > 0 ? "ahead of" : "behind"
        return Line(
            id.rawValue, "clock", .warning,
            "this machine's clock is \(Duration.seconds(abs(seconds)).spoken) \(words) the cloud's",
            remedy: "set the clock: signed logins are refused when it is wrong")
    }

    private static func catalog(_ id: ProviderID, _ library: CatalogLibrary) -> Line {
        let update = "`berth catalog update --provider \(id.rawValue)` fetches a newer one"
        do throws(CatalogStoreFault) {
            guard let opened = try library.catalog(id) else {
                return Line(id.rawValue, "catalog", .warning, "none", remedy: update)
            }
            let today = Workspace.today
            let stale = today.map { opened.staleKinds(today: $0) } ?? []
            let summary = opened.summary(today: today).dropFirst(id.rawValue.count + 1)
            guard !stale.isEmpty else { return Line(id.rawValue, "catalog", .ok, String(summary)) }
            return Line(
                id.rawValue, "catalog", .warning, "\(summary); due: \(stale.joined(separator: ", "))", remedy: update)
        } catch {
            return Line(id.rawValue, "catalog", .wrong, error.description)
        }
    }
}
