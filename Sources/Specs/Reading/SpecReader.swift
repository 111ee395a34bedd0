public import Diagnostics
import Files
import Hosts
public import JSON

/// Reads spec files into one fleet. Bad input never throws: it gives diagnostics, all of them in one run.
///
/// Exactly one file names the fleet. Its `defaults` reach every host; those of another file reach that file's hosts,
/// on top. `providers`, `guards` and `state` stand in one file each, whichever it is.
public struct SpecReader: Sendable {
    private let options: SpecOptions

    /// A reader.
    public init(options: SpecOptions = .init()) { self.options = options }

    /// Reads files and folders (every `*.yaml` and `*.yml` in and below them, hidden ones left out); without a path
    /// `berth.yaml` in the folder of the options, with a warning if parts of a fleet lie beside it; the fleet names them.
    public func read(paths: [String]) -> SpecResult {
        var finder = FileFinder(folder: options.folder)
        let found = finder.find(paths.isEmpty ? ["berth.yaml"] : paths, isDefault: paths.isEmpty)
        var assembler = FleetAssembler(options: options, isOnDisk: true)
        assembler.problems.add(contentsOf: finder.problems.diagnostics)
        for path in found {
            switch Self.load(FileSystem.join(options.folder, path), as: path) {
            case .success(let text): assembler.add(path, text)
            case .failure(let refusal): assembler.problems.add(refusal.diagnostic)
            }
        }
        let unread = paths.isEmpty && !found.isEmpty ? UnreadParts.find(in: options.folder) : []
        Self.tell(unread, &assembler.problems)
        var result = assembler.assemble(expectsFiles: finder.problems.errorCount == 0)
        result.fleet?.unreadFiles = unread
        return result
    }

    /// Reads texts that are in memory. Nothing touches the disk: `file:` references are refused.
    public func read(texts: [(path: String, bytes: [UInt8])]) -> SpecResult {
        var assembler = FleetAssembler(options: options, isOnDisk: false)
        for (path, bytes) in texts { assembler.add(path, SourceText(bytes)) }
        return assembler.assemble(expectsFiles: true)
    }

    /// One file as plain JSON, merge keys resolved and nothing checked but the YAML: for schema validators.
    /// The value is nil if the file cannot be read or parsed; the diagnostics say why.
    public static func json(ofFile path: String) -> (value: JSONValue?, diagnostics: [Diagnostic]) {
        switch load(path, as: path) {
        case .success(let text): json(of: text, path: path)
        case .failure(let refusal): (nil, [refusal.diagnostic])
        }
    }

    /// One text as plain JSON, as `json(ofFile:)`; an empty text is `null`.
    public static func json(of text: SourceText, path: String) -> (value: JSONValue?, diagnostics: [Diagnostic]) {
        do {
            let arena = try ArenaBuilder.parse(text)
            guard let root = arena.root else { return (.null, []) }
            let references = FileReferences(folder: nil, allowOutside: false)
            var decoder = SpecDecoder(file: path, arena: arena, references: references)
            let value = decoder.json(root)
            return (value, decoder.problems.sorted)
        } catch {
            return (nil, [error.diagnostic(in: path)])
        }
    }

    private static func tell(_ parts: [String], _ problems: inout DiagnosticCollector) {
        guard let first = parts.first else { return }
        let more = parts.count == 1 ? "" : " and \(parts.count - 1) more"
        problems.add(
            Diagnostic(
                .warning, rule: Rule.filesUnread.rawValue,
                "only `berth.yaml` was read, but hosts are also declared in `\(first)`\(more)",
                label: "give `.` as the path to read the whole folder"))
    }

    private struct Refusal: Error {
        var diagnostic: Diagnostic
    }

    private static func load(_ path: String, as name: String) -> Result<SourceText, Refusal> {
        let limit = ArenaBuilder.maxBytes
        do {
            // One byte more than allowed tells the parser that the file is too long. Streams have no size to ask.
            let isFile = FileSystem.kind(path) == .file
            let bytes =
                isFile
                ? try Descriptor(path, .read).read(limit: limit + 1) : try FileSystem.readStream(path, limit: limit + 1)
            return .success(SourceText(bytes))
        } catch {
            let rule: Rule = error.isMissing ? .pathMissing : .pathUnreadable
            return .failure(
                Refusal(diagnostic: Diagnostic(rule: rule.rawValue, "cannot read `\(name)`: \(error.reason)")))
        }
    }
}
