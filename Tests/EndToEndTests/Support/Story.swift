import Files
import Foundation
import Hosts
import JSON
import Providers
import Testing

/// A tale of commands in one folder, told in full in a golden file: what was typed, every line of standard output
/// (behind `|`) and of standard error (behind `!`), and the exit code.
///
/// With `UPDATE_GOLDEN=1` the file is rewritten.
final class Story {
    let folder: Folder
    private let name: String
    private let scratch: Scratch
    private var lines: [String] = []
    private var placeholders = Placeholders()

    /// One call at a time, so that lines of progress come in one order.
    private static let steady = Dictionary(
        uniqueKeysWithValues: ["apply", "destroy", "start", "stop", "restart"].map {
            ("BERTH_CLI_ARGS_\($0)", "--parallel 1")
        })

    /// Begins in an empty folder, or in a copy of one of the examples.
    init(_ name: String, example: String? = nil) throws {
        self.name = name
        scratch = try Scratch()
        let source = example.map { Self.root + "/examples/\($0)" }
        folder = try scratch.folder("work", copying: source)
        if let example { note("in a copy of examples/\(example)") }
    }

    /// The project's folder.
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path

    /// A hand in the Local cloud's console.
    func console(_ world: String = "local-cloud.json") -> LocalDrill {
        LocalDrill(LocalWorld.file("\(folder.state)/\(world)"))
    }

    /// Tells what happens beside the commands.
    func note(_ text: String) { lines.append("# \(text)\n") }

    /// Writes a file and shows it.
    func write(_ file: String, _ text: String) throws {
        try folder.write(file, text)
        lines.append("> \(file)\n" + Self.marked(text, "    "))
    }

    /// Replaces a text in a file, which must be there, and shows the change.
    func edit(_ file: String, _ old: String, _ new: String) throws {
        let text = try folder.text(file)
        try #require(text.contains(old), "\(file) has no `\(old)`")
        try folder.write(file, text.replacingOccurrences(of: old, with: new))
        lines.append("> \(file)\n" + Self.marked(old, "    - ") + Self.marked(new, "    + "))
    }

    /// Runs a command and tells what came of it.
    /// - Parameters:
    ///   - code: the exit code that is right, whatever the golden file says.
    ///   - shown: how many lines of the answer are told; nil for all.
    @discardableResult
    func run(
        _ command: String, exits code: Int32, environment: [String: String] = [:], input: Data? = nil,
        shown: Int? = nil, location: SourceLocation = #_sourceLocation
    ) async throws -> Program.Ending {
        let words = command.split(separator: " ").map(String.init)
        let ending = try await Berth.run(
            words, in: folder.path, environment: Self.steady.merging(environment) { $1 }, input: input)
        #expect(ending.exit == code, "berth \(command): \(ending)", sourceLocation: location)
        let given = environment.sorted { $0.key < $1.key }.map { "\($0.key)='\($0.value)' " }.joined()
        var told = "$ \(given)\(input == nil ? "" : "… | ")berth \(command)\n"
        told += Self.marked(ending.output, "| ", first: shown) + Self.marked(ending.errors, "! ")
        told += "exit \(ending.exit.map(String.init) ?? "by signal \(ending.signal ?? 0)")\n"
        lines.append(try placeholders.applied(to: told, uids: uids(), folder: folder.path))
        return ending
    }

    /// Compares the tale with its golden file, or rewrites that.
    func check(location: SourceLocation = #_sourceLocation) throws {
        let path = Self.root + "/Tests/EndToEndTests/Golden/\(name).txt"
        let told = lines.joined(separator: "\n")
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
            try told.write(toFile: path, atomically: true, encoding: .utf8)
            return
        }
        let golden = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        guard told != golden else { return }
        let (new, old) = (
            told.split(separator: "\n", omittingEmptySubsequences: false),
            golden.split(
                separator: "\n", omittingEmptySubsequences: false)
        )
        let at = zip(new, old).enumerated().first { $1.0 != $1.1 }?.offset ?? min(new.count, old.count)
        func around(_ all: [Substring]) -> String {
            all[max(0, min(at, all.count) - 3)..<min(all.count, at + 4)].joined(separator: "\n")
        }
        Issue.record(
            """
            \(name).txt differs from line \(at + 1) on; UPDATE_GOLDEN=1 rewrites it.
            --- golden
            \(around(old))
            --- now
            \(around(new))
            """, sourceLocation: location)
    }

    /// Uids of every host that ever was in the folder's states, from records and ledgers.
    private func uids() throws -> [String] {
        var found: [String] = []
        for file in (try? FileSystem.list(folder.state)) ?? []
        where file.hasSuffix(".jsonl") || file.hasSuffix(".state.json") {
            let text = try folder.text("state/\(file)")
            for part in text.components(separatedBy: "\"uid\"").dropFirst() {
                let uid = part.drop { $0 == ":" || $0 == " " || $0 == "\"" }.prefix { $0 != "\"" }
                if uid.utf8.count == 8, !found.contains(String(uid)) { found.append(String(uid)) }
            }
        }
        return found
    }

    /// A text with a mark before each line; says so when the last line is not ended.
    private static func marked(_ text: String, _ mark: String, first: Int? = nil) -> String {
        guard !text.isEmpty else { return "" }
        var rows = text.split(separator: "\n", omittingEmptySubsequences: false)
        let isEnded = rows.last == ""
        if isEnded { rows.removeLast() }
        var out = rows.prefix(first ?? rows.count).map { row in
            row.isEmpty ? mark.trimmingCharacters(in: .whitespaces) : mark + row
        }
        if let first, rows.count > first { out.append("\(mark)… \(rows.count - first) more lines") }
        if !isEnded, !mark.hasPrefix(" ") {
            out.append("\(mark.trimmingCharacters(in: .whitespaces)) (no newline)")
        }
        return out.joined(separator: "\n") + "\n"
    }
}
