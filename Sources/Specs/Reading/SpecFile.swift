import Diagnostics
import Hosts

/// One parsed file and the sections it has.
struct SpecFile {
    var decoder: SpecDecoder
    /// The map at its top; nil if it has none.
    let root: NodeID?
    private var sections: [FileKey: Pair] = [:]

    init(_ decoder: SpecDecoder) {
        self.decoder = decoder
        let root = decoder.arena.root
        self.root = root.flatMap { decoder.arena.kind($0) == .mapping ? $0 : nil }
        for value in decoder.arena.mergeFaults() {
            self.decoder.report(.yamlMerge, "a merge key takes a map, or a list of maps", at: value)
        }
        guard let map = self.root else {
            refuse(root)
            return
        }
        var walk = MapWalk(map, in: decoder.arena)
        var seen = KeySet()
        while let pair = walk.next(in: decoder.arena) {
            guard let key = self.decoder.key(pair, FileKey.table, &seen, in: map) else { continue }
            // A section left empty is as good as none, but the fleet's name is then missing its value.
            if key == .fleet || !decoder.arena.isNull(pair.value) { sections[key] = pair }
        }
    }

    private mutating func refuse(_ root: NodeID?) {
        let start = SourceSpan(file: decoder.file, start: SourcePosition(line: 1, column: 1))
        if let root, !decoder.arena.isNull(root) {
            decoder.report(
                .typeMismatch, "a spec file must be a map of keys", at: root, label: "such as `fleet: research`")
        } else {
            decoder.problems.add(
                Diagnostic(.warning, rule: Rule.fileEmpty.rawValue, "the file has no content", at: start))
        }
    }

    /// A section of the file; nil if it has none.
    func pair(_ key: FileKey) -> Pair? { sections[key] }

    /// Merges the file's defaults over a draft.
    mutating func defaults(over draft: inout HostDraft) {
        guard let pair = pair(.defaults), decoder.isMap(pair, "a map of host keys") else { return }
        decoder.layer(pair.value, over: &draft.spec, &draft.hasProvider)
        if draft.spec.renamedFrom != nil {
            decoder.report(
                .renameConflict, "`renamed_from` belongs to one host, not to `defaults`", at: pair.key)
            draft.spec.renamedFrom = nil
        }
    }

    /// Reads the file's hosts, each a copy of the draft with its own block merged over it.
    mutating func hosts(from draft: HostDraft, file: Int, into table: inout HostTable) {
        guard let section = pair(.hosts), decoder.isMap(section, "a map of hosts by name") else { return }
        var walk = MapWalk(section.value, in: decoder.arena)
        while let pair = walk.next(in: decoder.arena) {
            guard table.count < Limits.hosts else {
                decoder.report(.hostsTooMany, "more than \(Limits.hosts) hosts in one fleet", at: pair.key)
                return
            }
            decoder.host(pair, from: draft, file: file, into: &table)
        }
    }
}

extension SpecDecoder {
    /// Reads one entry of `hosts`: one host, or those of a name pattern.
    fileprivate mutating func host(_ pair: Pair, from base: borrowing HostDraft, file: Int, into table: inout HostTable)
    {
        let before = problems.errorCount
        let first = problems.diagnostics.count
        var origin = HostTable.Origin(file: file, pair: pair)
        var pattern: HostSpec?
        table.add(base.spec) { spec in
            var hasProvider = base.hasProvider
            if arena.kind(pair.value) == .mapping {
                layer(pair.value, over: &spec, &hasProvider)
            } else if !arena.isNull(pair.value) {
                mismatch(pair, "a map of host keys")
            }
            finish(spec, hasProvider: hasProvider, hasErrors: problems.errorCount > before, name: pair.key)
            guard arena.isScalar(pair.key), TextForm.name.accepts(arena.text, arena.range(pair.key)) else {
                pattern = spec
                return nil
            }
            spec.name = arena.string(pair.key)
            origin.isSound = problems.errorCount == before
            origin.isUsable = origin.isSound || areAside(from: first, in: pair.value)
            return origin
        }
        guard var pattern else { return }
        let names = patternNames(pair.key)
        if names.count > 1, pattern.renamedFrom != nil {
            report(.renameConflict, "`renamed_from` belongs to one host, not to a name pattern", at: pair.key)
            pattern.renamedFrom = nil
        }
        origin.isSound = problems.errorCount == before
        origin.isUsable = origin.isSound || areAside(from: first, in: pair.value)
        for name in names {
            table.add(pattern) { spec in
                spec.name = name
                return origin
            }
        }
    }

    private mutating func patternNames(_ key: NodeID) -> [String] {
        guard arena.isScalar(key) else {
            report(.nameInvalid, "a host's name must be a word", at: key)
            return []
        }
        do {
            return try NamePattern.expand(arena.string(key))
        } catch {
            let fix = error.rule == .nameInvalid ? TextForm.mendedName(arena.string(key)) : nil
            report(error.rule, error.message, at: key, label: error.label, fix: fix)
            return []
        }
    }

    /// The provider settings.
    mutating func providers(_ pair: Pair) -> [ProviderID: OptionMap] {
        guard isMap(pair, "a map of clouds") else { return [:] }
        var settings: [ProviderID: OptionMap] = [:]
        let map = pair.value
        var walk = MapWalk(map, in: arena)
        var seen = KeySet()
        while let pair = walk.next(in: arena) {
            guard let key = key(pair, ProviderKey.table, &seen, in: map) else { continue }
            self.settings(pair, into: &settings[key.provider, default: [:]])
        }
        return settings
    }

    /// The guards.
    mutating func guards(_ pair: Pair) -> GuardSettings {
        var guards = GuardSettings()
        guard isMap(pair, "a map of limits") else { return guards }
        let map = pair.value
        var walk = MapWalk(map, in: arena)
        var seen = KeySet()
        while let pair = walk.next(in: arena) {
            let key = key(pair, GuardKey.table, &seen, in: map)
            if arena.isNull(pair.value) { continue }
            switch key {
            case .maxHourlyCost: guards.maxHourlyCost = money(pair)
            case .maxDeletes: guards.maxDeletes = integer(pair, Limits.deletes)
            case .maxGPUs: guards.maxGPUs = integer(pair, Limits.gpus)
            case .unknownPrices: guards.unknownPrices = choice(pair, Words.unknownPrices) ?? .warn
            case nil: break
            }
        }
        return guards
    }
}
