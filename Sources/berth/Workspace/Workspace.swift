import CatalogStore
import Diagnostics
import Files
import Hosts
import Records
import Specs

/// What a command works on: the specs that were read, the fleet they make, and where its state is.
struct Workspace {
    let console: Console
    let fleet: FleetSpec
    /// Texts of the spec files, for carets.
    let texts: [String: SourceText]
    /// Digest of the spec files' bytes.
    let specDigest: Digest
    /// The paths as given.
    let paths: [String]
    /// Folder of the state files.
    let stateFolder: String
    /// The catalogs of the clouds.
    let library: CatalogLibrary
    /// Whether specs were read; without them the fleet has no hosts and only records are worked on.
    let hasSpecs: Bool

    /// Reads specs; findings are printed, and errors end the command.
    /// - Parameter specsOptional: whether a fleet may come from the state folder alone, when no path is given and there
    ///   is no berth.yaml.
    init(_ options: SpecPathOptions, console: Console, specsOptional: Bool = false) throws(Failure) {
        try self.init(paths: options.paths, state: options.state, console: console, specsOptional: specsOptional)
    }

    init(
        paths: [String], state: StateOptions, console: Console, specsOptional: Bool = false
    ) throws(Failure) {
        self.console = console
        self.paths = paths
        let given = Self.givenStateFolder(state)
        if specsOptional, paths.isEmpty, FileSystem.kind("berth.yaml") == nil {
            stateFolder = given ?? "state"
            library = .of(stateFolder: stateFolder)
            fleet = FleetSpec(name: try Self.onlyFleet(in: stateFolder, named: state.fleet), hosts: [])
            texts = [:]
            specDigest = Digest(of: "")
            hasSpecs = false
            return
        }
        let result = Self.read(paths, state)
        let known = result.fleet ?? result.partial
        let findings = (result.diagnostics + (known.map { ProviderFindings.check($0) } ?? []))
            .sorted(by: Diagnostic.inReportOrder)
        console.say(DiagnosticRenderer.text(findings, texts: result.texts, style: console.messageStyle))
        let errors = findings.count { $0.severity == .error }
        guard let fleet = result.fleet, errors == 0 else {
            throw Failure(.invalidSpec, "\(errors) \(errors == 1 ? "error" : "errors") in the specs")
        }
        if let wanted = state.fleet, wanted != fleet.name {
            throw Failure(.usage, "the specs are of the fleet `\(fleet.name)`, not of `\(wanted)`")
        }
        self.fleet = fleet
        texts = result.texts
        specDigest = Self.digest(result.texts)
        stateFolder = if let given { given } else { try Self.folder(fleet) }
        library = .of(stateFolder: stateFolder)
        hasSpecs = true
    }

    /// The spec of a host.
    func host(named name: String) throws(Failure) -> HostSpec {
        if let spec = fleet.hosts.first(where: { $0.name == name }) { return spec }
        let nearest = Spelling.nearest(to: name, among: fleet.hosts.map(\.name)).map { "; did you mean `\($0)`?" } ?? ""
        throw Failure(.failure, "the specs have no host `\(name)`\(nearest)")
    }

    /// Reads specs without printing anything.
    static func read(_ paths: [String], _ state: StateOptions) -> SpecResult {
        var options = SpecOptions()
        options.allowOutsideFiles = state.allowOutsideFiles
        return SpecReader(options: options).read(paths: paths)
    }

    /// The store of the fleet's state.
    func store(command: String) -> StateStore {
        StateStore(
            folder: stateFolder, fleet: fleet.name,
            identity: RunIdentity(run: RandomSource.system.runID(), command: command), faults: .fromEnvironment())
    }

    /// The state as it is now, without a lock; what should be told once is told.
    func load() async throws(Failure) -> LoadedState {
        do {
            let loaded = try await store(command: "look").load()
            for notice in loaded.notices { console.say("note: \(notice)") }
            return loaded
        } catch { throw Failure(error) }
    }

    /// Today's date, as `Workspace.today`.
    var today: CalendarDate? { Self.today }

    /// Today's date by the clock, or by `SOURCE_DATE_EPOCH`.
    static var today: CalendarDate? {
        let fixed = CurrentProcess.environment("SOURCE_DATE_EPOCH").flatMap { Int($0) }
        return CalendarDate(String(Timestamp(seconds: fixed ?? CurrentProcess.wallSeconds).description.prefix(10)))
    }

    /// Settings of the clouds: the specs', else those remembered with the state.
    func settings(_ state: FleetState) -> [ProviderID: OptionMap] {
        hasSpecs ? fleet.providers : state.providers
    }

    /// The state folder of the command line or the environment.
    private static func givenStateFolder(_ state: StateOptions) -> String? {
        state.stateDir ?? CurrentProcess.environment("BERTH_STATE_DIR").flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The catalogs that specs are held against, for commands that need no state: a state that is not in a folder has its
    /// catalogs in the default one.
    static func library(_ fleet: FleetSpec, _ state: StateOptions) -> CatalogLibrary {
        if let given = givenStateFolder(state) { return .of(stateFolder: given) }
        return .of(stateFolder: (try? folder(fleet)) ?? "state")
    }

    /// The state folder of specs, or of none.
    static func stateFolder(_ fleet: FleetSpec?, _ state: StateOptions) throws(Failure) -> String {
        if let given = givenStateFolder(state) { return given }
        guard let fleet else { return "state" }
        return try folder(fleet)
    }

    private static func folder(_ fleet: FleetSpec) throws(Failure) -> String {
        guard let state = fleet.state else { return "state" }
        guard !state.contains("://") else {
            throw Failure(
                .invalidSpec, "`state: \(state)`: this version keeps state in folders only; write a folder's path")
        }
        return state
    }

    private static func digest(_ texts: [String: SourceText]) -> Digest {
        var all: [UInt8] = []
        for (path, text) in texts.sorted(by: { $0.key < $1.key }) {
            all += Array("\(path)\u{0}\(text.bytes.count)\u{0}".utf8) + text.bytes
        }
        return Digest(of: all)
    }

    /// The fleet whose state lies in a folder, when there is exactly one, or one of that name.
    static func onlyFleet(in folder: String, named name: String?) throws(Failure) -> String {
        let suffix = ".state.json"
        // A journal or a history without its state is a fleet, too: one whose state was lost, not one to pass over.
        let names = (try? FileSystem.list(folder)) ?? []
        var found = Set((try? FileSystem.list(FileSystem.join(folder, "history"))) ?? [])
        for name in names {
            for ending in [suffix, ".journal.jsonl"] where name.hasSuffix(ending) {
                found.insert(String(name.dropLast(ending.count)))
            }
        }
        let fleets = found.sorted()
        if let name {
            guard fleets.contains(name) else {
                throw Failure(.failure, "there is no state of a fleet `\(name)` in \(folder)")
            }
            return name
        }
        guard let first = fleets.first else {
            throw Failure(
                .failure,
                "there is nothing to work on: no path was given, there is no berth.yaml here, and no state in \(folder)"
            )
        }
        guard fleets.count == 1 else {
            throw Failure(
                .usage,
                "there are several fleets in \(folder): \(fleets.joined(separator: ", ")); "
                    + "give the path of the specs, or --fleet")
        }
        return first
    }
}
