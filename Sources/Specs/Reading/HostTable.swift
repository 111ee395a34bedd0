import Diagnostics
import Hosts

/// The hosts of a fleet while it is assembled, each with the place it came from.
struct HostTable {
    /// Where a host is declared.
    struct Origin: Sendable {
        /// Index of the file.
        var file: Int32
        /// Its name (or name pattern) and its block.
        var pair: Pair
        /// False if its block had errors.
        var isSound = true
        /// False if it had errors that may change what a cloud is asked for: then the catalogs have nothing to say of it.
        var isUsable = true

        init(file: Int, pair: Pair) {
            self.file = Int32(truncatingIfNeeded: file)
            self.pair = pair
        }
    }

    private(set) var specs: [HostSpec] = []
    private(set) var origins: [Origin] = []
    /// Whether names came in strictly rising order, as they do in most files: then nothing must be sorted, and no
    /// name can stand twice.
    private var isRising = true
    private var allSound = true

    var count: Int { specs.count }
    var isEmpty: Bool { specs.isEmpty }

    /// Adds a host that `fill` writes into a copy of `base`; made in place, since a host is a large value.
    /// The body returns the place it came from, or nil to take the host back.
    @inline(__always)
    mutating func add(_ base: borrowing HostSpec, fill: (inout HostSpec) -> Origin?) {
        let index = specs.count
        specs.append(copy base)
        guard let origin = fill(&specs[index]) else {
            specs.removeLast()
            return
        }
        if !origin.isSound { allSound = false }
        if index > 0, !(specs[index &- 1].name < specs[index].name) { isRising = false }
        origins.append(origin)
    }

    /// Sorts hosts by name; of one name the first declared comes first.
    mutating func sort() {
        guard !isRising else { return }
        let order = specs.indices.sorted { (specs[$0].name, $0) < (specs[$1].name, $1) }
        specs = order.map { specs[$0] }
        origins = order.map { origins[$0] }
    }

    /// Reports names that stand twice and renames that clash, then drops hosts that are not usable. A fleet with any error
    /// is never planned on, so those that are merely usable serve further checks only.
    mutating func check(_ files: [SpecDecoder], _ problems: inout DiagnosticCollector) {
        func span(_ index: Int) -> SourceSpan {
            let origin = origins[index]
            return files[Int(origin.file)].span(origin.pair.key)
        }
        if !isRising {
            var first = 0
            for index in specs.indices.dropFirst() {
                guard specs[index].name == specs[first].name else {
                    first = index
                    continue
                }
                problems.add(
                    Diagnostic(
                        rule: Rule.hostDuplicate.rawValue, "the host `\(specs[index].name)` is declared twice",
                        at: span(index), notes: [Diagnostic.Note("first here", at: span(first))]))
                origins[index].isSound = false
                origins[index].isUsable = false
                allSound = false
            }
        }
        for index in checkRenames(span, &problems) {
            origins[index].isSound = false
            allSound = false
        }
        guard !allSound else { return }
        let usable = origins.indices.filter { origins[$0].isUsable }
        specs = usable.map { specs[$0] }
        origins = usable.map { origins[$0] }
    }

    /// Reports renames that clash; returns the hosts that claim them.
    private func checkRenames(_ span: (Int) -> SourceSpan, _ problems: inout DiagnosticCollector) -> [Int] {
        var clashes: [Int] = []
        var claims: [String: Int] = [:]
        for index in specs.indices {
            guard let old = specs[index].renamedFrom else { continue }
            if let holder = Self.find(old, in: specs) {
                problems.add(
                    Diagnostic(
                        rule: Rule.renameConflict.rawValue,
                        "`\(specs[index].name)` was renamed from `\(old)`, which is still declared", at: span(index),
                        notes: [Diagnostic.Note("declared here", at: span(holder))]))
                clashes.append(index)
            } else if let other = claims[old] {
                problems.add(
                    Diagnostic(
                        rule: Rule.renameConflict.rawValue, "two hosts were renamed from `\(old)`", at: span(index),
                        notes: [Diagnostic.Note("the other is here", at: span(other))]))
                clashes.append(index)
            }
            claims[old] = claims[old] ?? index
        }
        return clashes
    }

    /// The index of a host by name, in hosts sorted by name.
    static func find(_ name: String, in specs: [HostSpec]) -> Int? {
        var low = 0
        var high = specs.count
        while low < high {
            let middle = (low + high) / 2
            if specs[middle].name < name { low = middle + 1 } else { high = middle }
        }
        return low < specs.count && specs[low].name == name ? low : nil
    }
}
