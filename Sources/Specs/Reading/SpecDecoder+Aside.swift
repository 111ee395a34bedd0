import Diagnostics

extension SpecDecoder {
    /// Keys that say nothing of what a cloud is asked for: a mistake in one of them shall not hide what the catalogs
    /// have to say of the rest of the host.
    private static let aside: Set<HostKey> = [
        .labels, .tags, .metadata, .protect, .onDelete, .renamedFrom, .unmanaged, .expires, .bootstrap, .startupScript,
    ]

    /// Whether all errors since some finding stand at such keys of a host's block.
    /// - Parameter first: number of the first finding that is looked at.
    func areAside(from first: Int, in block: NodeID) -> Bool {
        guard arena.kind(block) == .mapping else { return false }
        var keys: [(start: SourcePosition, key: HostKey?)] = []
        var walk = MapWalk(block, in: arena)
        while let pair = walk.next(in: arena) {
            let index = HostKey.table.index(pair.key, in: arena)
            keys.append((span(pair.key).start, index >= 0 ? HostKey.table[index] : nil))
        }
        keys.sort { $0.start < $1.start }
        return problems.diagnostics[first...].allSatisfy { finding in
            guard finding.severity == .error else { return true }
            guard let place = finding.span, place.file == file,
                let key = keys.last(where: { $0.start <= place.start })?.key
            else { return false }
            return Self.aside.contains(key)
        }
    }
}
