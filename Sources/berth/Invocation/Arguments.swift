import Diagnostics
import Files

/// Brings the command line into the form the parser knows.
///
/// Flags may stand before or after the subcommand, `BERTH_CLI_ARGS` and `BERTH_CLI_ARGS_<command>` are put in right
/// behind the subcommand (so that flags of the command line win), and a mistyped subcommand gets a suggestion.
struct Arguments {
    /// Why the command line cannot be used.
    struct Misuse: Error {
        var message: String
    }

    /// Flags that may stand before the subcommand and take a value.
    private static let valued: Set<String> = [
        "-C", "--color", "--format", "--state-dir", "--fleet", "--lock-timeout", "--trace",
    ]

    /// Subcommands, and those that have subcommands of their own.
    let commands: [String]
    let groups: [String: [String]]

    /// The arguments in order: subcommand, arguments of the environment, flags that stood before it, the rest.
    func normalized(
        _ arguments: [String], environment: (String) -> String?
    ) throws(Misuse) -> [String] {
        guard let position = commandPosition(arguments) else { return arguments }
        let name = arguments[position]
        guard commands.contains(name) else {
            if name == "help" { return arguments }
            let nearest = Spelling.nearest(to: name, among: commands).map { "; did you mean `\($0)`?" } ?? ""
            throw Misuse(message: "there is no command `\(name)`\(nearest)")
        }
        var head = [name]
        var rest = Array(arguments[(position + 1)...])
        if let inner = groups[name], let next = rest.first, inner.contains(next) {
            head.append(next)
            rest.removeFirst()
        }
        let key = head.joined(separator: "_").uppercased()
        let extra = words(environment("BERTH_CLI_ARGS")) + words(environment("BERTH_CLI_ARGS_\(key.lowercased())"))
        return head + extra + arguments[..<position] + rest
    }

    /// A command line as it was typed, with the flag that approves its plan; fit to be pasted into a shell.
    static func approved(_ arguments: [String]) -> String {
        var words = arguments.filter { $0 != "--no-input" }
        words.insert("--auto-approve", at: words.firstIndex(of: "--") ?? words.count)
        return words.map(quoted).joined(separator: " ")
    }

    /// A word that a shell reads as it is.
    private static func quoted(_ word: String) -> String {
        let plain = word.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || "-_./:=@%+,".utf8.contains(byte)
        }
        if plain, !word.isEmpty { return word }
        return "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }

    /// Index of the first word that is no flag and no flag's value.
    private func commandPosition(_ arguments: [String]) -> Int? {
        var index = 0
        while index < arguments.count {
            let word = arguments[index]
            if word == "--" { return nil }
            if !word.hasPrefix("-") { return index }
            if ["-h", "--help", "--version"].contains(word) { return nil }
            index += Self.valued.contains(word) ? 2 : 1
        }
        return nil
    }

    private func words(_ text: String?) -> [String] {
        (text ?? "").split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == "\n" }).map(String.init)
    }
}
