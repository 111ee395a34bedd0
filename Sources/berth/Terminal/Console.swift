import Diagnostics
import Files
import JSON
import Providers
import Synchronization

/// The one door of output: the answer goes to standard output, everything else to standard error.
struct Console: Sendable {
    /// How the answer is coloured.
    let style: Style
    /// How messages are coloured.
    let messageStyle: Style
    /// Columns of the answer's terminal; nil when there is none, and then nothing is wrapped or cut.
    let width: Int?
    /// Whether remarks that only guide a person are left out.
    let isQuiet: Bool
    /// Whether a live display may be painted on standard error.
    let isLive: Bool
    /// Where requests are written down, for `--trace`.
    let trace: FileTrace?

    /// Decides once, from the flag, the environment and the streams.
    init(color: ColorChoice, quiet: Bool, concise: Bool, trace: FileTrace? = nil) {
        self.trace = trace
        style = Style(isColoured: color.isOn(for: .output))
        messageStyle = Style(isColoured: color.isOn(for: .error))
        let columns = CurrentProcess.environment("COLUMNS").flatMap { Int($0) }
        width = StandardStream.output.isTerminal ? columns ?? StandardStream.output.terminalSize?.columns ?? 80 : nil
        isQuiet = quiet
        isLive =
            StandardStream.error.isTerminal && !concise && !quiet && CurrentProcess.environment("TERM") != "dumb"
            && !Self.isAutomated
    }

    /// Whether a machine runs us: no spinner, no hints.
    static var isAutomated: Bool {
        ["CI", "BERTH_IN_AUTOMATION"].contains {
            CurrentProcess.environment($0).map { !$0.isEmpty && $0 != "0" } ?? false
        }
    }

    private static let answered = Atomic<Bool>(false)

    /// Whether anything was written to standard output as the answer.
    static var hasAnswered: Bool { answered.load(ordering: .relaxed) }

    /// Writes the answer; text that does not end in a newline gets one.
    func answer(_ text: String) {
        guard !text.isEmpty else { return }
        Self.answered.store(true, ordering: .relaxed)
        StandardStream.output.write(Array((text.hasSuffix("\n") ? text : text + "\n").utf8))
    }

    /// Writes the answer as JSON.
    func answer(_ value: JSONValue) {
        Self.answered.store(true, ordering: .relaxed)
        StandardStream.output.write(value.text())
    }

    /// Writes a message.
    func say(_ text: String) {
        guard !text.isEmpty else { return }
        StandardStream.error.write(Array((text.hasSuffix("\n") ? text : text + "\n").utf8))
    }

    private static let painted = Atomic<Bool>(false)

    /// Notes that a live display is painted, or is no more.
    static func isPainted(_ value: Bool) { painted.store(value, ordering: .relaxed) }

    /// Writes a message that may come at any time; a live display that it would break has its own words for it.
    func sayAside(_ text: String) {
        if !Self.painted.load(ordering: .relaxed) { say(text) }
    }

    /// Writes a remark that only guides a person.
    func hint(_ text: String) {
        if !isQuiet, !Self.isAutomated { say(text) }
    }

    /// Writes a warning.
    func warn(_ text: String) { say("\(messageStyle.yellow("warning:")) \(text)") }

    /// Writes an error.
    func fail(_ text: String) { say("\(messageStyle.red("error:")) \(text)") }
}
