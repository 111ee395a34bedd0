import Files

/// Looks at the place of the state without taking it, for `berth doctor`.
extension StateStore {
    /// Whether the fleet's lock is held.
    public enum LockSight: Hashable, Sendable {
        /// Nobody holds it.
        case free
        /// Somebody does, as far as is known.
        case held(LockInfo?)
    }

    /// Whether the lock is held now. A lock file that is empty, as every run leaves it, is not touched; one that a killed
    /// run left is locked for a moment, to see whether its kernel lock died with it.
    public func seeLock() throws(RecordsError) -> LockSight {
        guard let text = try? FileSystem.read(paths.lock), !text.isEmpty else { return .free }
        do {
            let file = try Descriptor(paths.lock, .read)
            guard try file.lock(wait: false) else { return .held(LockInfo(text)) }
            file.unlock()
            return .free
        } catch {
            throw .file(error)
        }
    }

    /// Makes and removes a file where the state is, or where its folder would be made.
    /// - Throws: `notWritable`.
    public func proveWritable() throws(RecordsError) {
        var folder = paths.folder
        while FileSystem.kind(folder) == nil, folder != FileSystem.folder(of: folder) {
            folder = FileSystem.folder(of: folder)
        }
        // Of the form of an unfinished save, so that the next run removes what a kill leaves here.
        let name = FileSystem.join(folder, ".tmp-\(paths.fleet)-\(random.writeID())")
        do {
            defer { try? FileSystem.remove(name) }
            try Descriptor(name, .createNew).write([0x0A])
        } catch {
            throw .notWritable(folder: paths.folder, reason: error.reason)
        }
    }
}
