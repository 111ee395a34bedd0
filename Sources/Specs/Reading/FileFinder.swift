import Diagnostics
import Files

/// Finds the spec files that paths lead to, each once, sorted by path.
struct FileFinder {
    /// Folders nest at most this deep, so that a loop of links ends.
    private static let maxDepth = 16

    let folder: String
    var problems = DiagnosticCollector()
    private var seen: Set<String> = []
    private var files: [String] = []
    /// Spec files met, those met before among them.
    private var met = 0

    init(folder: String) { self.folder = folder }

    /// The files; a path that leads nowhere is a finding.
    mutating func find(_ paths: [String], isDefault: Bool) -> [String] {
        for path in paths { start(path, isDefault: isDefault) }
        return files.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    private mutating func start(_ path: String, isDefault: Bool) {
        switch FileSystem.kind(FileSystem.join(folder, path)) {
        case .folder:
            let before = (met: met, errors: problems.errorCount)
            // A folder that was met below another one has had its turn.
            guard visit(path) else { return }
            walk(path, depth: 0)
            if before == (met, problems.errorCount) {
                problems.add(
                    Diagnostic(
                        rule: Rule.specsNone.rawValue, "no `.yaml` or `.yml` file in `\(path)` or below",
                        label: "write one, or name another folder"))
            }
        case .file, .other: add(path)
        case nil:
            let rule: Rule = isDefault ? .specsNone : .pathMissing
            let message = isDefault ? "there is no `\(path)` here" : "there is no `\(path)`"
            let label =
                isDefault
                ? "write one with `berth init`, or name the spec files"
                : path == "-" ? "standard input is `/dev/stdin`" : nil
            problems.add(Diagnostic(rule: rule.rawValue, message, label: label))
        }
    }

    private mutating func walk(_ path: String, depth: Int) {
        guard depth < Self.maxDepth else {
            problems.add(
                Diagnostic(rule: Rule.pathUnreadable.rawValue, "`\(path)` lies more than \(Self.maxDepth) folders deep")
            )
            return
        }
        let names: [String]
        do {
            names = try FileSystem.list(FileSystem.join(folder, path))
        } catch {
            problems.add(
                Diagnostic(rule: Rule.pathUnreadable.rawValue, "cannot read the folder `\(path)`: \(error.reason)"))
            return
        }
        for name in names where !name.hasPrefix(".") {
            let below = FileSystem.join(path, name)
            switch FileSystem.kind(FileSystem.join(folder, below)) {
            case .folder: if visit(below) { walk(below, depth: depth + 1) }
            case .file: if name.hasSuffix(".yaml") || name.hasSuffix(".yml") { add(below) }
            case .other, nil: break
            }
        }
    }

    private mutating func add(_ path: String) {
        met += 1
        if visit(path) { files.append(path) }
    }

    /// Whether a file or folder is met for the first time, whatever name led to it.
    private mutating func visit(_ path: String) -> Bool {
        let full = FileSystem.join(folder, path)
        return seen.insert((try? FileSystem.resolve(full)) ?? full).inserted
    }
}
