import ArgumentParser
import Files

/// When output is coloured.
enum ColorChoice: String, ExpressibleByArgument, CaseIterable, Sendable {
    case auto, always, never

    /// Whether a stream is coloured: the flag, then `NO_COLOR`, then `CLICOLOR_FORCE` and `FORCE_COLOR`, then whether
    /// that very stream is a terminal that can.
    func isOn(for stream: StandardStream) -> Bool {
        func isSet(_ name: String) -> Bool { CurrentProcess.environment(name).map { !$0.isEmpty } ?? false }
        func forces(_ name: String) -> Bool { isSet(name) && CurrentProcess.environment(name) != "0" }
        switch self {
        case .always: return true
        case .never: return false
        case .auto:
            if isSet("NO_COLOR") { return false }
            if forces("CLICOLOR_FORCE") || forces("FORCE_COLOR") { return true }
            return stream.isTerminal && CurrentProcess.environment("TERM") != "dumb"
        }
    }
}
