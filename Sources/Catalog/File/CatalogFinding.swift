import JSON

/// What is wrong at one place of a catalog file.
public struct CatalogFinding: Hashable, Sendable, CustomStringConvertible {
    /// The file as it was named.
    public var path: String
    /// Line, from 1.
    public var line: Int
    /// The list, such as `machine_types`; nil for the file as a whole.
    public var list: String?
    /// The row's place in its list, from 0.
    public var row: Int?
    /// The row's name, as far as it has one.
    public var name: String?
    /// What is wrong, without a full stop.
    public var message: String

    /// `state/catalog/aws.json:120: machine_types[17] m5.large: price in us-east-1 is 0`.
    public var description: String { "\(path):\(line): \(told)" }

    /// The same without the file and the line: `machine_types[17] m5.large: price in us-east-1 is 0`.
    public var told: String {
        guard let list else { return message }
        let place = row.map { "\(list)[\($0)]" } ?? list
        return "\(place)\(name.map { " \($0)" } ?? ""): \(message)"
    }
}

/// Why a file is not a catalog: everything that was found, in the order of the file.
public struct CatalogFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// At most this many findings are told of one file.
    public static let limit = 100

    /// The findings, at least one.
    public var findings: [CatalogFinding]
    /// Whether there were more than are told.
    public var isCut: Bool

    /// One line a finding.
    public var description: String {
        findings.map(\.description).joined(separator: "\n") + (isCut ? "\n… and more" : "")
    }
}

extension CatalogFault {
    /// A file that is no JSON. What a merge or an unfinished copy leaves is told by its name.
    init(_ fault: JSONFault, in bytes: [UInt8], path: String) {
        let lines = bytes.split(separator: 0x0A, maxSplits: fault.line, omittingEmptySubsequences: false)
        let line = lines.indices.contains(fault.line - 1) ? lines[fault.line - 1] : []
        let isConflict = ["<<<<<<<", "=======", ">>>>>>>"].contains { line.starts(with: $0.utf8) }
        let message =
            bytes.isEmpty
            ? "the file is empty" : isConflict ? "a merge left its conflict marks here" : fault.message
        self.init(
            findings: [CatalogFinding(path: path, line: fault.line, message: message)], isCut: false)
    }
}
