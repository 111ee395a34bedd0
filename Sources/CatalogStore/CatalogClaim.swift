import Files

/// The right to write into a catalog folder, held by one process at a time: the kernel's lock on a file beside the
/// catalogs, which dies with its process. The file itself means nothing, and is removed at the end.
public final class CatalogClaim: Sendable {
    private let descriptor: Descriptor
    private let path: String

    /// Takes the claim.
    /// - Throws: `busy` if another process has it.
    init(of folder: CatalogFolder) throws(CatalogStoreFault) {
        path = FileSystem.join(folder.path, ".update.lock")
        do throws(FileError) {
            try FileSystem.makeFolder(folder.path)
            descriptor = try Descriptor(path, .createOrUpdate)
            // Whoever ended between our opening and locking the file has removed it: then ours is nobody's.
            if try descriptor.lock(wait: false), FileSystem.inode(path) == (try descriptor.inode) {
                try descriptor.truncate(to: 0)
                try descriptor.write(Array("\(CurrentProcess.id)\n".utf8))
                return
            }
        } catch {
            throw .file(error)
        }
        let holder = String(decoding: (try? descriptor.read(limit: 20)) ?? [], as: UTF8.self).prefix { $0.isNumber }
        let pid = holder.isEmpty ? "" : " (pid \(holder))"
        throw .busy(
            "another `berth catalog update`\(pid) is writing \(folder.path); run this again when it has ended")
    }

    /// Gives it back.
    public func release() {
        try? FileSystem.remove(path)
        descriptor.unlock()
    }
}
