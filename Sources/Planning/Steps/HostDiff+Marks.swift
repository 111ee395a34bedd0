import Hosts

/// Labels, metadata and tags: of a map only the keys we declared, now or last time, are ours.
extension HostDiff {
    mutating func compareMarks() {
        let want = desired.configuration
        foreign.labels = compareMap("labels", want.labels, applied.labels, seen.labels, capabilities.labelChange) {
            $0.labels = $1
        }
        foreign.metadata = compareMap(
            "metadata", want.metadata, applied.metadata, seen.metadata, capabilities.metadataChange
        ) {
            $0.metadata = $1
        }
        compareTags(want.tags)
    }

    /// Compares one map.
    /// - Returns: what is there beside what we declare, and stays.
    private mutating func compareMap(
        _ key: String, _ want: [String: String], _ applied: [String: String], _ seen: [String: String]?,
        _ mode: Capabilities.ChangeMode, set: (inout HostConfiguration, [String: String]) -> Void
    ) -> [String: String] {
        let now = seen ?? applied
        if want == now, applied == want { return [:] }
        var wanted = now
        var declared = applied.filter { now[$0.key] != nil }.reduce(into: [:]) { $0[$1.key] = now[$1.key] }
        if !isUnmanaged(key) {
            wanted = DeclaredMap.merged(desired: want, applied: applied, observed: now)
            declared = want
        }
        for field in spec.unmanaged where field.hasPrefix("\(key).") {
            let name = String(field.dropFirst(key.utf8.count + 1))
            wanted[name] = now[name]
            declared[name] = applied[name] == nil ? nil : now[name]
        }
        set(&target, declared)
        for name in DeclaredMap.differing(wanted, now) {
            let author = author(want[name], applied[name], seen.map { $0[name] } ?? applied[name])
            change("\(key).\(name)", now[name], wanted[name], mode, author)
            if author != .you { noteDrift("\(key).\(name)", applied[name], now[name] ?? "none") }
        }
        return wanted.filter { declared[$0.key] != $0.value }
    }

    private mutating func compareTags(_ want: [String]) {
        let now = seen.tags ?? applied.tags
        if want == now, applied.tags == want { return }
        if isUnmanaged("tags") {
            target.tags = applied.tags.filter(now.contains)
            foreign.tags = now.filter { !target.tags.contains($0) }.sorted()
            return
        }
        let wanted = DeclaredMap.merged(desired: want, applied: applied.tags, observed: now)
        foreign.tags = Set(wanted).subtracting(want).sorted()
        guard Set(wanted) != Set(now) else { return }
        let touched = Set(wanted).symmetricDifference(now)
        let cloudMoved = Set(now).intersection(applied.tags) != Set(applied.tags)
        let author: FieldChange.Author =
            Set(want) == Set(applied.tags)
            ? .cloud : cloudMoved && !touched.isDisjoint(with: applied.tags) ? .both : .you
        let before = now.sorted().joined(separator: ", ")
        change("tags", before, wanted.sorted().joined(separator: ", "), capabilities.tagChange, author)
        if author != .you { noteDrift("tags", applied.tags.sorted().joined(separator: ", "), before) }
    }
}
