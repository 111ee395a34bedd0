import Files

/// The kernel's lock on a fleet's lock file. It dies with its process, so there are no stale ones.
final class LocalLock: HeldLock {
    private let descriptor: Descriptor
    private let path: String
    private let inode: UInt64

    /// Takes the lock and writes who has it.
    /// - Throws: `locked` if somebody else holds it.
    init(_ path: String, info: LockInfo) throws(RecordsError) {
        self.path = path
        let taken: Bool
        do throws(FileError) {
            descriptor = try Descriptor(path, .createOrUpdate)
            inode = try descriptor.inode
            taken = try descriptor.lock(wait: false)
            if taken {
                try descriptor.truncate(to: 0)
                try descriptor.write(info.text + [0x0A])
            }
        } catch {
            throw .notWritable(folder: FileSystem.folder(of: path), reason: error.reason)
        }
        guard taken else {
            let holder = LockInfo((try? descriptor.read(limit: 65_536)) ?? [])
            throw .locked(holder, age: holder.map { info.created.since($0.created) })
        }
        // Somebody may have removed the file between our opening and locking it: then ours is another file.
        try check()
    }

    func verify() async throws(RecordsError) { try check() }

    func release() async {
        // The text is for people only; a failure to clear it does no harm.
        try? descriptor.truncate(to: 0)
        descriptor.unlock()
    }

    private func check() throws(RecordsError) {
        guard let now = try? Descriptor(path, .read), (try? now.inode) == inode else { throw .lockLost(path: path) }
    }
}
