import Diagnostics
import Hosts

extension SpecDecoder {
    /// A list of texts of one form.
    mutating func texts(_ pair: Pair, _ form: TextForm) -> [String]? {
        guard arena.kind(pair.value) == .sequence else {
            let isOne = arena.isScalar(pair.value) && isString(pair.value)
            let isSound = isOne && form.accepts(arena.text, arena.range(pair.value))
            mismatch(pair, "a list", fix: isSound && form == .tag ? "[\(arena.string(pair.value))]" : nil)
            return nil
        }
        var items = ListWalk(pair.value, in: arena)
        var texts: [String] = []
        texts.reserveCapacity(items.count(in: arena))
        while let item = items.next(in: arena) {
            if let text = text(Pair(key: pair.key, value: item), form) { texts.append(text) }
        }
        return texts
    }

    /// `gpu: h100`, or a map with type and count.
    mutating func gpu(_ pair: Pair, into gpu: inout GPURequest?) {
        if arena.isScalar(pair.value) {
            if let type = text(pair, .gpuType) { gpu = GPURequest(type: type, count: 1) }
            return
        }
        guard isMap(pair, "a GPU type, or a map with `type` and `count`") else { return }
        var request = gpu ?? GPURequest(type: "", count: 1)
        let map = pair.value
        var walk = MapWalk(map, in: arena)
        var seen = KeySet()
        while let pair = walk.next(in: arena) {
            switch key(pair, GPUKey.table, &seen, in: map) {
            case .type: request.type = arena.isNull(pair.value) ? "" : text(pair, .gpuType) ?? request.type
            case .count:
                request.count = arena.isNull(pair.value) ? 1 : integer(pair, Limits.gpuCount) ?? request.count
            case nil: break
            }
        }
        gpu = request
    }

    /// Labels: merged by key, `null` takes one back.
    mutating func labels(_ pair: Pair, into labels: inout [String: String]) {
        guard isMap(pair, "a map of texts") else { return }
        if labels.isEmpty { labels = Dictionary(minimumCapacity: 3) }
        let map = pair.value
        // A key that stands twice meets itself in the dictionary, unless one of its values was null or wrong.
        var mayRepeat = false
        var walk = MapWalk(map, in: arena)
        while let pair = walk.next(in: arena) {
            guard arena.isScalar(pair.key), TextForm.labelKey.accepts(arena.text, arena.range(pair.key)) else {
                report(
                    .valueForm, "a label's key must be \(TextForm.labelKey.words)", at: pair.key,
                    fix: arena.isScalar(pair.key) ? TextForm.labelKey.mended(arena.string(pair.key)) : nil)
                continue
            }
            let name = arena.string(pair.key)
            if isReserved(pair.key) {
                report(
                    .labelReserved, "the label `\(name)` is Berth's own: it says whose the host is", at: pair.key,
                    label: "choose another key")
            } else if arena.isNull(pair.value) {
                labels[name] = nil
                mayRepeat = true
            } else if let value = text(pair, .labelValue) {
                if labels.updateValue(value, forKey: name) != nil { mayRepeat = true }
            } else {
                mayRepeat = true
            }
        }
        if mayRepeat { refuseDuplicates(in: map) }
    }

    @inline(__always)
    private func isReserved(_ key: NodeID) -> Bool {
        guard arena[key].length >= 6 else { return false }
        let first = UInt8(truncatingIfNeeded: arena[key].head)
        guard first == 0x62 || first == 0x6D else { return false }
        let name = arena.string(key)
        return name.hasPrefix("berth-") || HostMark.LabelKey.all.contains(name)
    }

    /// Instance metadata: merged by key, `null` takes one back.
    mutating func metadata(_ pair: Pair, into metadata: inout [String: String]) {
        guard isMap(pair, "a map of texts") else { return }
        refuseDuplicates(in: pair.value)
        var walk = MapWalk(pair.value, in: arena)
        while let pair = walk.next(in: arena) {
            guard arena.isScalar(pair.key), TextForm.word.accepts(arena.text, arena.range(pair.key)) else {
                report(.valueForm, "a metadata key must be \(TextForm.word.words)", at: pair.key)
                continue
            }
            let name = arena.string(pair.key)
            if arena.isNull(pair.value) {
                metadata[name] = nil
            } else if let value = text(pair, .anything) {
                metadata[name] = value
            }
        }
    }

    /// The ordered alternatives.
    mutating func placement(_ pair: Pair) -> [PlacementRung]? {
        guard arena.kind(pair.value) == .sequence else {
            mismatch(pair, "a list of maps")
            return nil
        }
        var rungs: [PlacementRung] = []
        var items = ListWalk(pair.value, in: arena)
        while let item = items.next(in: arena) {
            let rung = Pair(key: pair.key, value: item)
            guard isMap(rung, "a list of maps") else { continue }
            rungs.append(self.rung(item))
        }
        return rungs
    }

    private mutating func rung(_ map: NodeID) -> PlacementRung {
        let before = problems.errorCount
        var rung = PlacementRung()
        var walk = MapWalk(map, in: arena)
        var seen = KeySet()
        while let pair = walk.next(in: arena) {
            let key = key(pair, RungKey.table, &seen, in: map)
            if arena.isNull(pair.value) { continue }
            switch key {
            case .provider: rung.provider = choice(pair, Words.provider)
            case .region: rung.region = text(pair, .word)
            case .zone: rung.zone = text(pair, .word)
            case .machineType: rung.machineType = text(pair, .word)
            case .pricing: rung.pricing = choice(pair, Words.pricing)
            case nil: break
            }
        }
        if rung == PlacementRung(), problems.errorCount == before {
            report(.valueMissing, "a placement that changes nothing", at: map, label: "name a region or a provider")
        }
        return rung
    }

    /// Login user and public keys.
    mutating func ssh(_ pair: Pair, into ssh: inout SSHSpec) {
        guard isMap(pair, "a map") else { return }
        let map = pair.value
        var walk = MapWalk(map, in: arena)
        var seen = KeySet()
        while let pair = walk.next(in: arena) {
            let isNull = arena.isNull(pair.value)
            switch key(pair, SSHKey.table, &seen, in: map) {
            case .user: ssh.user = isNull ? nil : text(pair, .user) ?? ssh.user
            case .publicKeys: ssh.publicKeys = isNull ? [] : publicKeys(pair)
            case nil: break
            }
        }
    }

    /// `on_delete`.
    mutating func onDelete(_ pair: Pair, into fate: inout DataDiskFate) {
        guard isMap(pair, "a map") else { return }
        let map = pair.value
        var walk = MapWalk(map, in: arena)
        var seen = KeySet()
        while let pair = walk.next(in: arena) {
            guard key(pair, OnDeleteKey.table, &seen, in: map) != nil else { continue }
            fate = arena.isNull(pair.value) ? .delete : choice(pair, Words.dataDiskFate) ?? fate
        }
    }

    /// The host keys that are left alone.
    mutating func unmanaged(_ pair: Pair) -> [String]? {
        guard arena.kind(pair.value) == .sequence else {
            mismatch(pair, "a list of host keys")
            return nil
        }
        var keys: [String] = []
        var items = ListWalk(pair.value, in: arena)
        while let item = items.next(in: arena) {
            if arena.isScalar(item), TextForm.mapEntry.accepts(Array(arena.string(item).utf8)) {
                keys.append(arena.string(item))
            } else if let key = choice(Pair(key: pair.key, value: item), UnmanagedKey.table) {
                keys.append(key.rawValue)
            }
        }
        return keys
    }

    /// What the start-up script shall set up. Checked and carried; scripts come later, so it warns.
    mutating func bootstrap(_ pair: Pair, into bootstrap: inout BootstrapSpec?) {
        guard isMap(pair, "a map") else { return }
        problems.add(
            Diagnostic(
                .warning, rule: Rule.bootstrapPending.rawValue,
                "`bootstrap` is checked, but scripts are not generated yet; planning refuses it", at: span(pair.key)))
        var made = bootstrap ?? BootstrapSpec()
        let map = pair.value
        var walk = MapWalk(map, in: arena)
        var seen = KeySet()
        while let pair = walk.next(in: arena) {
            let isNull = arena.isNull(pair.value)
            switch key(pair, BootstrapKey.table, &seen, in: map) {
            case .podman: made.podman = isNull ? false : bool(pair) ?? made.podman
            case .btrfs: made.btrfs = isNull ? false : bool(pair) ?? made.btrfs
            case .packages: made.packages = isNull ? [] : texts(pair, .package) ?? made.packages
            case .run: made.run = isNull ? [] : texts(pair, .text) ?? made.run
            case .bundle:
                if isNull {
                    made.bundleURL = nil
                    made.bundleSHA256 = nil
                } else {
                    bundle(pair, into: &made)
                }
            case nil: break
            }
        }
        bootstrap = made
    }

    private mutating func bundle(_ pair: Pair, into bootstrap: inout BootstrapSpec) {
        guard isMap(pair, "a map with `url` and `sha256`") else { return }
        let map = pair.value
        var walk = MapWalk(map, in: arena)
        var seen = KeySet()
        while let pair = walk.next(in: arena) {
            let isNull = arena.isNull(pair.value)
            switch key(pair, BundleKey.table, &seen, in: map) {
            case .url: bootstrap.bundleURL = isNull ? nil : text(pair, .url)
            case .sha256: bootstrap.bundleSHA256 = isNull ? nil : text(pair, .sha256)?.lowercased()
            case nil: break
            }
        }
    }
}
