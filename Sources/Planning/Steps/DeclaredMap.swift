/// Labels and metadata, of which only what we declared, now or last time, is ours; what others added is left alone.
enum DeclaredMap {
    /// What the map shall be: what is there, less what we declared last time, plus what we declare now.
    static func merged(
        desired: [String: String], applied: [String: String], observed: [String: String]
    ) -> [String: String] {
        var out = observed
        for key in applied.keys where desired[key] == nil { out[key] = nil }
        for (key, value) in desired { out[key] = value }
        return out
    }

    /// The keys whose value must change, sorted.
    static func differing(_ wanted: [String: String], _ present: [String: String]) -> [String] {
        if wanted == present { return [] }
        return Set(wanted.keys).union(present.keys).filter { wanted[$0] != present[$0] }.sorted()
    }

    /// The same for tags, which are a set.
    static func merged(desired: [String], applied: [String], observed: [String]) -> [String] {
        if desired == observed, applied == desired { return observed }
        let dropped = Set(applied).subtracting(desired)
        return Set(observed).subtracting(dropped).union(desired).sorted()
    }
}
