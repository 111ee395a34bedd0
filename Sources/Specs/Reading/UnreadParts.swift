import Files

/// Spec files that lie beside `berth.yaml` and were not read, because no path was given.
///
/// A fleet whose parts are left out looks as if their hosts had been taken out of the specs, and those would be deleted.
/// A part is a file with `hosts:` and without `fleet:` at its outermost level: one that names a fleet is another's.
struct UnreadParts {
    /// Entries looked at, at most: the folder may be the top of a large repository.
    private static let entryLimit = 1000
    /// Bytes read of a file, at most; the outermost keys of a part stand early.
    private static let byteLimit = 64 << 10

    private let folder: String
    private var looked = 0
    private var parts: [String] = []

    /// The parts in a folder and in the folders directly below it, sorted by path.
    static func find(in folder: String) -> [String] {
        var search = UnreadParts(folder: folder)
        search.look(in: "", below: true)
        return search.parts.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    private init(folder: String) { self.folder = folder }

    private mutating func look(in place: String, below: Bool) {
        for name in (try? FileSystem.list(place.isEmpty ? folder : FileSystem.join(folder, place))) ?? []
        where !name.hasPrefix(".") && looked < Self.entryLimit {
            looked += 1
            let path = place.isEmpty ? name : FileSystem.join(place, name)
            switch FileSystem.kind(FileSystem.join(folder, path)) {
            case .folder: if below { look(in: path, below: false) }
            case .file:
                if path != "berth.yaml", name.hasSuffix(".yaml") || name.hasSuffix(".yml"), isPart(path) {
                    parts.append(path)
                }
            case .other, nil: break
            }
        }
    }

    private func isPart(_ path: String) -> Bool {
        guard let file = try? Descriptor(FileSystem.join(folder, path), .read),
            let bytes = try? file.read(limit: Self.byteLimit)
        else { return false }
        var declares = false
        for line in bytes.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }) {
            if line.starts(with: "fleet:".utf8) { return false }
            if line.starts(with: "hosts:".utf8) { declares = true }
        }
        return declares
    }
}
