import Diagnostics
import Hosts

/// A mistake in what a host asks for, told without the host: alike hosts share it.
struct Fault: Hashable {
    /// What mends a fault when pasted.
    enum Fix: Hashable {
        /// A text in the place of the value.
        case value(String)
        /// A note in the place of the key: `x-tags`.
        case note
        /// Another word in the place of the key.
        case key(String)
        /// A key and its value, written into the host's block where the key is missing.
        case entry(String)
        /// Another number of GPUs, which may stand in a short form or nowhere.
        case gpuCount(type: String, Int)
    }

    var rule: CatalogRule
    /// The spec key at fault, such as `gpu.type`; empty for the host's name.
    var key: String
    /// What is wrong, one sentence without a full stop.
    var message: String
    /// Texts to write instead, the best first.
    var candidates: [String] = []
    /// What else to do, where no text does.
    var hint: String?
    /// What mends it.
    var fix: Fix?
    /// What proves it: rows of the catalog or of the capability table.
    var proof: [String]
    var severity = Diagnostic.Severity.error

    init(
        _ rule: CatalogRule, _ key: String, _ message: String, candidates: [String] = [], fix: Fix? = nil,
        hint: String? = nil, proof: [String], severity: Diagnostic.Severity = .error
    ) {
        self.rule = rule
        self.key = key
        self.message = message
        self.candidates = Array(candidates.prefix(3)).map(Self.pasteable)
        self.fix = fix ?? self.candidates.first.map { .value($0) }
        self.hint = hint
        self.proof = proof
        self.severity = severity
    }

    /// A word as it can stand in a spec, in a flow map, too: quoted unless it is plainly a word or a number.
    static func pasteable(_ word: String) -> String {
        func isPlain(_ byte: UInt8) -> Bool {
            (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10 || [0x2D, 0x2E, 0x2F, 0x5F].contains(byte)
        }
        let literals: Set<String> = ["true", "false", "null"]
        guard let first = word.utf8.first, (first | 0x20) &- 0x61 < 26, word.utf8.allSatisfy(isPlain),
            !literals.contains(word.lowercased())
        else {
            let escaped = word.reduce(into: "") { out, character in
                if character == "\"" || character == "\\" { out += "\\" }
                out.append(character)
            }
            return "\"\(escaped)\""
        }
        return word
    }

    /// A number as it can stand in a spec.
    static func number(_ value: Int) -> Fix { .value(String(value)) }
}
