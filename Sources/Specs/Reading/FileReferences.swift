import Files

/// Reads the files that `file:` references of one spec file name, each once.
struct FileReferences {
    /// Why a file was not read.
    struct Refusal: Error {
        var message: String
        var label: String?
    }

    /// The folder of the spec file on disk; nil for a spec that stands in memory only.
    let folder: String?
    /// Whether files outside that folder may be read.
    let allowOutside: Bool
    private var known: [String: Result<String, Refusal>] = [:]

    init(folder: String?, allowOutside: Bool) {
        self.folder = folder
        self.allowOutside = allowOutside
    }

    /// The text of a file, by its path relative to the spec file's folder.
    mutating func read(_ path: String) -> Result<String, Refusal> {
        if let result = known[path] { return result }
        let result = Result { () throws(Refusal) in try load(path) }
        known[path] = result
        return result
    }

    private func load(_ path: String) throws(Refusal) -> String {
        guard let folder else {
            throw Refusal(message: "`file:\(path)` cannot be read: the spec itself was not read from a folder")
        }
        guard !path.isEmpty, !path.utf8.contains(0) else {
            throw Refusal(message: "`file:` names no file", label: "write `file:keys/me.pub`")
        }
        let full = path.hasPrefix("/") ? path : FileSystem.join(folder, path)
        do {
            let real = try FileSystem.resolve(full)
            let home = try FileSystem.resolve(folder)
            // Compared after links are followed, so that a link cannot lead out either.
            guard allowOutside || home == "/" || real.hasPrefix(home + "/") else {
                throw Refusal(
                    message: "`file:\(path)` leads out of the spec file's folder",
                    label: "move the file beside the spec, or allow outside files")
            }
            guard FileSystem.kind(real) == .file else { throw Refusal(message: "`file:\(path)` is not a plain file") }
            let bytes = try Descriptor(real, .read).read(limit: Limits.referencedBytes + 1)
            guard bytes.count <= Limits.referencedBytes else {
                throw Refusal(message: "`file:\(path)` has more than \(Limits.referencedBytes) bytes")
            }
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw Refusal(message: "`file:\(path)` is not UTF-8 text")
            }
            guard !text.isEmpty else { throw Refusal(message: "`file:\(path)` is empty") }
            return text
        } catch let refusal as Refusal {
            throw refusal
        } catch let error as FileError {
            let label = error.isMissing ? "the path counts from the spec file's folder" : nil
            throw Refusal(message: "`file:\(path)` cannot be read: \(error.reason)", label: label)
        } catch {
            throw Refusal(message: "`file:\(path)` cannot be read: \(error)")
        }
    }
}
