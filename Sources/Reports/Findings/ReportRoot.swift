/// Where the files of a report lie, seen from the root of the repository: what CI systems attach findings by.
public struct ReportRoot: Hashable, Sendable {
    /// The folders from `/` down to the working folder.
    private let folder: [Substring]
    /// The folders from `/` down to the root.
    private let root: [Substring]

    /// Makes one.
    /// - Parameters:
    ///   - folder: absolute path of the folder that file names are relative to.
    ///   - root: absolute path of the repository's root; the working folder where there is no repository.
    public init(folder: String, root: String) {
        self.folder = Self.components(folder)
        self.root = Self.components(root)
    }

    /// The path of a file below the root, without `.` and `..`; nil for a file elsewhere.
    /// - Parameter name: the file as the user named it, relative to the working folder or absolute.
    public func path(of name: String) -> String? {
        let whole = absolute(name)
        guard whole.count > root.count, whole.starts(with: root) else { return nil }
        return whole.dropFirst(root.count).joined(separator: "/")
    }

    /// The file's address for SARIF: relative to the root, or a `file:` address for a file elsewhere.
    func uri(of name: String) -> (text: String, isRelative: Bool) {
        if let path = path(of: name) { return (Self.encoded(path), true) }
        return ("file:///" + Self.encoded(absolute(name).joined(separator: "/")), false)
    }

    private func absolute(_ name: String) -> [Substring] {
        var parts = name.hasPrefix("/") ? [] : folder
        for part in name.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return parts
    }

    private static func components(_ path: String) -> [Substring] { path.split(separator: "/").filter { $0 != "." } }

    /// Percent-encodes all that may not stand in a path, and the colon, which would read as a scheme.
    private static func encoded(_ path: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var out: [UInt8] = []
        for byte in path.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: out.append(byte)
            case _ where "-._~/!$&'()*+,;=@".utf8.contains(byte): out.append(byte)
            default: out += [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: out, as: UTF8.self)
    }
}
