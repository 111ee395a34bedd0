import ArgumentParser
import Files
import Providers
import Records

/// Flags every command takes, before or behind its name.
struct GlobalOptions: ParsableArguments {
    @Option(name: .customShort("C"), help: ArgumentHelp("Act as if started in this folder.", valueName: "folder"))
    var folder: String?

    @Option(help: "When to colour: auto, always or never. NO_COLOR is honoured.")
    var color: ColorChoice = .auto

    @Flag(name: .shortAndLong, help: "Leave out remarks and progress.")
    var quiet = false

    @Flag(help: "Plain progress lines, nothing repainted.")
    var concise = false

    @Flag(help: "Never ask; a needed answer is an error. BERTH_INPUT=0 does the same.")
    var noInput = false

    @Option(
        help: ArgumentHelp(
            "Add each request to a cloud and its answer to this file, secrets cut, as JSON lines. BERTH_TRACE does the same.",
            valueName: "file"))
    var trace: String?

    /// Whether no question may be asked.
    var forbidsQuestions: Bool { noInput || CurrentProcess.environment("BERTH_INPUT") == "0" }

    /// Enters the folder and decides on output.
    func begin() throws -> Console {
        if let folder {
            do { try CurrentProcess.changeFolder(folder) } catch { throw Failure(.failure, error.description) }
        }
        return Console(color: color, quiet: quiet, concise: concise, trace: try openTrace())
    }

    private func openTrace() throws(Failure) -> FileTrace? {
        let variable = CurrentProcess.environment("BERTH_TRACE") ?? ""
        guard let path = trace ?? (variable.isEmpty ? nil : variable) else { return nil }
        do throws(FileError) {
            return try FileTrace(path: path, now: { Timestamp.now.description })
        } catch {
            throw Failure(.failure, "the trace cannot be written: \(error)")
        }
    }
}
