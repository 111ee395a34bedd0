import Diagnostics
import Files
import Hosts

/// Makes one fleet of several files.
struct FleetAssembler {
    private let options: SpecOptions
    private let isOnDisk: Bool
    var problems = DiagnosticCollector()
    private var texts: [String: SourceText] = [:]
    private var names: [String] = []
    private var files: [SpecFile] = []

    init(options: SpecOptions, isOnDisk: Bool) {
        self.options = options
        self.isOnDisk = isOnDisk
    }

    /// Parses one file and finds its sections.
    mutating func add(_ path: String, _ text: SourceText) {
        texts[path] = text
        names.append(path)
        do {
            let arena = try ArenaBuilder.parse(text)
            let folder = isOnDisk ? FileSystem.folder(of: FileSystem.join(options.folder, path)) : nil
            let references = FileReferences(folder: folder, allowOutside: options.allowOutsideFiles)
            let decoder = SpecDecoder(file: path, arena: arena, references: references)
            files.append(SpecFile(decoder))
        } catch {
            problems.add(error.diagnostic(in: path))
        }
    }

    /// The fleet of all files added. `expectsFiles` tells to complain if there are none.
    consuming func assemble(expectsFiles: Bool) -> SpecResult {
        var fleet = FleetSpec(name: "", hosts: [])
        let broken = problems.errorCount > 0
        let main = mainFile(expectsFiles: expectsFiles, broken: broken)
        if let main { readSections(main: main, into: &fleet) }
        let hosts = readHosts(main: main)
        for file in files { problems.add(contentsOf: file.decoder.problems.diagnostics) }
        if main != nil, hosts.isEmpty, problems.errorCount == 0 {
            let place = main.flatMap { files[$0].pair(.fleet) }.map { files[main ?? 0].decoder.span($0.value) }
            problems.add(
                Diagnostic(
                    .warning, rule: Rule.hostsNone.rawValue, "the fleet `\(fleet.name)` declares no hosts", at: place))
        }
        let parsed = files.map { FleetSources.File(path: $0.decoder.file, arena: $0.decoder.arena, root: $0.root) }
        let sources = FleetSources(
            files: parsed, main: main ?? 0, hosts: hosts.specs, origins: hosts.origins)
        fleet.hosts = hosts.specs
        fleet.sources = sources
        let hasErrors = problems.errorCount > 0
        return SpecResult(
            fleet: hasErrors || main == nil ? nil : fleet, partial: main == nil ? nil : fleet,
            diagnostics: problems.sorted, texts: texts, files: names, parsed: parsed)
    }

    /// The file that names the fleet. A file that could not be parsed may be the one, so then nothing is said.
    private mutating func mainFile(expectsFiles: Bool, broken: Bool) -> Int? {
        let naming = files.indices.filter { files[$0].pair(.fleet) != nil }
        guard let first = naming.first else {
            if !broken, expectsFiles, !names.isEmpty {
                let place = names.first.map { SourceSpan(file: $0, start: SourcePosition(line: 1, column: 1)) }
                problems.add(
                    Diagnostic(
                        rule: Rule.fleetMissing.rawValue,
                        names.count == 1
                            ? "the file names no fleet" : "none of the \(names.count) files names the fleet",
                        at: place, label: "add a line such as `fleet: research`"))
            }
            return nil
        }
        refuseSecond(.fleet, naming, .fleetDuplicate, "the fleet is named in two files")
        return first
    }

    private mutating func refuseSecond(_ key: FileKey, _ holders: [Int], _ rule: Rule, _ message: String) {
        guard let first = holders.first, let one = files[first].pair(key) else { return }
        for index in holders.dropFirst() {
            guard let other = files[index].pair(key) else { continue }
            problems.add(
                Diagnostic(
                    rule: rule.rawValue, message, at: files[index].decoder.span(other.key),
                    notes: [Diagnostic.Note("first here", at: files[first].decoder.span(one.key))]))
        }
    }

    /// Reads what a fleet has once: its name, state, providers and guards.
    private mutating func readSections(main: Int, into fleet: inout FleetSpec) {
        if let pair = files[main].pair(.fleet) { fleet.name = files[main].decoder.text(pair, .name) ?? "" }
        for key in [FileKey.state, .providers, .guards] {
            let holders = files.indices.filter { files[$0].pair(key) != nil }
            refuseSecond(key, holders, .sectionDuplicate, "`\(key.rawValue)` stands in two files of one fleet")
            guard let holder = holders.first, let pair = files[holder].pair(key) else { continue }
            switch key {
            case .state: fleet.state = files[holder].decoder.text(pair, .text)
            case .providers: fleet.providers = files[holder].decoder.providers(pair)
            default: fleet.guards = files[holder].decoder.guards(pair)
            }
        }
    }

    /// Reads the hosts of all files, sorted by name.
    private mutating func readHosts(main: Int?) -> HostTable {
        var base = HostDraft()
        if let main { files[main].defaults(over: &base) }
        var table = HostTable()
        for index in files.indices {
            var draft = base
            if index != main { files[index].defaults(over: &draft) }
            files[index].hosts(from: draft, file: index, into: &table)
        }
        table.sort()
        table.check(files.map(\.decoder), &problems)
        return table
    }
}
