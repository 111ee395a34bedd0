/// A state saved earlier and still kept.
public struct HistoryEntry: Hashable, Sendable {
    /// Its serial.
    public var serial: Int
    /// Its write id.
    public var writeID: String
    /// Where it lies.
    public var path: String

    /// Makes an entry.
    public init(serial: Int, writeID: String, path: String) {
        self.serial = serial
        self.writeID = writeID
        self.path = path
    }

    /// The file's name: `<serial, 8 digits>-<write id>.state.json`.
    var name: String { Self.name(serial: serial, writeID: writeID) }

    static func name(serial: Int, writeID: String) -> String { "\(digits(serial))-\(writeID).state.json" }

    /// Begins the write id under which a file is put away that could not be read.
    static let damaged = "damaged-"

    /// A number in at least eight digits, so that names sort as numbers do.
    static func digits(_ number: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, 8 - text.utf8.count)) + text
    }

    /// Reads a file's name; nil for files of other kinds.
    init?(name: String, folder: String) {
        let suffix = ".state.json"
        guard name.hasSuffix(suffix), let dash = name.firstIndex(of: "-"), let serial = Int(name[..<dash]), serial >= 0
        else { return nil }
        let id = name[name.index(after: dash)...].dropLast(suffix.count)
        // A file that was no state when it was put away is kept for people, and offered to nobody.
        guard !id.isEmpty, !id.hasPrefix(Self.damaged) else { return nil }
        self.init(serial: serial, writeID: String(id), path: "\(folder)/\(name)")
    }
}
