public import Diagnostics

extension SpecResult {
    /// The blocks that declare hosts, file by file in the order they are written, sound or not. A name pattern is one
    /// block. Files that could not be parsed have none.
    public var blocks: [SourceBlock] {
        parsed.flatMap { file -> [SourceBlock] in
            guard let root = file.root else { return [] }
            let top = file.arena.writtenPairs(root)
            guard let section = top.first(where: { file.arena.isText($0.key, FileKey.hosts.rawValue) }) else {
                return []
            }
            let begin = file.arena.span(section.value, in: file.path).start
            // What follows the section ends its last block. A section that is an alias stands elsewhere.
            let follower = top.map { file.arena.span($0.key, in: file.path).start }.filter { $0 > begin }.min()
            let end = follower ?? SourcePosition(line: .max, column: 1)
            let keys = file.arena.writtenPairs(section.value).map(\.key).filter { !file.arena.isMergeKey($0) }
            let starts = keys.map { file.arena.span($0, in: file.path).start }
            return keys.indices.map { index in
                let next = index + 1 < starts.count ? starts[index + 1] : end
                let span = SourceSpan(file: file.path, start: starts[index], end: max(next, starts[index]))
                return SourceBlock(file.arena.string(keys[index]), span)
            }
        }
    }
}
