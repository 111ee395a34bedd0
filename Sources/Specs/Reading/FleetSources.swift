import Diagnostics
import Hosts

/// Finds where values stand by walking the arenas again: reading costs nothing for it, and few places are ever asked.
struct FleetSources: SpecSources {
    /// A parsed file.
    struct File: Sendable {
        var path: String
        var arena: NodeArena
        var root: NodeID?
    }

    let files: [File]
    /// Index of the file that names the fleet.
    let main: Int
    /// Sorted by name.
    let hosts: [HostSpec]
    /// One for each host.
    let origins: [HostTable.Origin]

    func span(host: String, key: String) -> SourceSpan? { place(host: host, key: key, ofKey: false) }

    func keySpan(host: String, key: String) -> SourceSpan? { place(host: host, key: key, ofKey: true) }

    private func place(host: String, key: String, ofKey: Bool) -> SourceSpan? {
        guard let index = HostTable.find(host, in: hosts) else { return nil }
        let origin = origins[index]
        let file = files[Int(origin.file)]
        if key.isEmpty { return file.arena.span(origin.pair.key, in: file.path) }
        return span(key[...], below: origin.pair.value, in: file, ofKey: ofKey)
            ?? defaults(file).flatMap { span(key[...], below: $0, in: file, ofKey: ofKey) }
            ?? defaults(files[main]).flatMap { span(key[...], below: $0, in: files[main], ofKey: ofKey) }
    }

    func span(fleetKey: String) -> SourceSpan? {
        for file in files {
            guard let root = file.root else { continue }
            if let span = span(fleetKey[...], below: root, in: file) { return span }
        }
        return nil
    }

    func insertion(host: String, map: String, entry: String) -> (span: SourceSpan, text: String)? {
        guard let index = HostTable.find(host, in: hosts) else { return nil }
        let file = files[Int(origins[index].file)]
        let arena = file.arena
        var node = origins[index].pair.value
        if !map.isEmpty {
            guard let inner = arena.value(node, map)?.value else { return nil }
            node = inner
        }
        guard arena.kind(node) == .mapping else { return nil }
        var place = arena.span(node, in: file.path)
        guard arena[node].next > node.index + 1 else {
            // An empty map is written `{}`.
            place.start.column += 1
            place.end = place.start
            return (place, entry)
        }
        // The first child in the file: a walk would follow merge keys.
        let first = NodeID(node.index + 1)
        let key = arena.span(first, in: file.path)
        // A block map has no mark of its own: it begins where its first key does.
        let isBlock = key.start == place.start
        let indent = String(repeating: " ", count: key.start.column - 1)
        let text = entry + (isBlock ? "\n" + indent : ", ")
        return (SourceSpan(file: file.path, start: key.start, end: key.start), text)
    }

    private func defaults(_ file: File) -> NodeID? {
        file.root.flatMap { file.arena.value($0, FileKey.defaults.rawValue)?.value }
    }

    /// The place of a key path below a node: the value where it is a scalar, its key where it is a container or the key
    /// is asked for.
    private func span(_ path: Substring, below node: NodeID, in file: File, ofKey: Bool = false) -> SourceSpan? {
        var node = node
        var path = path
        var key: NodeID?
        while !path.isEmpty {
            // A short form, such as `gpu: h100`, stands for all keys below it.
            if file.arena.isScalar(node) { return key == nil ? nil : file.arena.span(node, in: file.path) }
            guard let step = step(path, below: node, in: file.arena) else { return nil }
            (node, path) = (step.pair.value, step.rest)
            key = step.pair.key
        }
        return key.map { file.arena.span(file.arena.isScalar(node) && !ofKey ? node : $0, in: file.path) }
    }

    /// One step down: the whole path as a key if there is such a key (metadata keys may hold points), else its first
    /// component; a number counts the items of a list from 0.
    private func step(
        _ path: Substring, below node: NodeID, in arena: NodeArena
    ) -> (pair: Pair, rest: Substring)? {
        let head = path.prefix { $0 != "." }
        let rest = path.dropFirst(head.count + 1)
        if arena.kind(node) == .sequence {
            guard let wanted = Int(head), wanted >= 0 else { return nil }
            var items = ListWalk(node, in: arena)
            var index = 0
            while let item = items.next(in: arena) {
                if index == wanted { return (Pair(key: item, value: item), rest) }
                index += 1
            }
            return nil
        }
        if let pair = arena.value(node, String(path)) { return (pair, "") }
        return arena.value(node, String(head)).map { ($0, rest) }
    }
}
