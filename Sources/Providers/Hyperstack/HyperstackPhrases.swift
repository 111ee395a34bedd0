import Hosts

/// The words by which Hyperstack's refusals are told apart, where no code does. Pure.
///
/// What stands in quotes is a name or a state and is passed over: a VM may be called `stock`. Texts that nobody has
/// documented (want of stock above all) are known by what is scarce and the word for scarce, not by whole sentences.
enum HyperstackPhrases {
    /// Said of an object in a state, or of a name, that forbids the call; never of anything else.
    private static let conflict = [
        "currently being created", "not suitable for this operation", "only available volumes", "already attached",
        "name is not available", "already exist", "already in use", "cannot be deleted", "can not be deleted",
        "invalid state", "currently attached", "attached to", "is locked", "has resources",
    ]
    /// The same, and in other places of other things.
    private static let likelyConflict = ["in use", "in-use", "reserved", "current state", "not allowed in state"]
    /// Said to an account that owes money or may not have more.
    private static let quota = [
        "insufficient balance", "insufficient credit", "insufficient funds", "not enough credit", "not enough balance",
        "no credit", "out of credit", "quota", "limit exceeded", "limit reached", "limit has been reached",
        "reached the limit", "reached your limit", "maximum number of", "payment", "billing",
    ]
    /// Said when there is no machine left.
    private static let capacity = [
        "out of stock", "stock", "capacity", "no valid host", "sold out", "no hosts available", "no host available",
    ]
    private static let scarce = [
        "not enough", "insufficient", "no available", "none available", "not available", "unavailable",
        "no longer available", "no free", "exhausted", "ran out", "run out", "depleted", "no more",
    ]
    private static let hardware = [
        "flavor", "flavour", "gpu", "host", "hardware", "resource", "machine type", "hypervisor", "node", "compute",
    ]
    /// What makes a scarce thing another thing.
    private static let other = ["permission", "privilege", "image", "feature", "volume", "address", "public ip"]
    private static let missing = ["does not exist", "doesn't exist", "not found", "no such", "could not be found"]

    /// The class of a refusal without a telling code; `invalid` for other words.
    static func kind(of said: String) -> ProviderError.Kind {
        let text = unquoted(said.lowercased())
        func has(_ phrases: [String]) -> Bool { phrases.contains { text.contains($0) } }
        if disabled(text) { return .invalid }
        if has(conflict) { return .conflict }
        if has(quota) { return .quota }
        if has(capacity) || (has(scarce) && has(hardware) && !has(other)) { return .capacity }
        if has(likelyConflict) { return .conflict }
        if has(missing) { return .notFound }
        return .invalid
    }

    /// Whether the vendor has turned a feature off.
    static func disabled(_ said: String) -> Bool { said.lowercased().contains("currently disabled") }

    /// Whether it says that a thing is not there.
    static func isMissing(_ said: String) -> Bool {
        let text = said.lowercased()
        return missing.contains { text.contains($0) }
    }

    /// Whether it is of a name that is taken.
    static func isName(_ said: String) -> Bool {
        let text = said.lowercased()
        return text.contains("name is not available") || text.contains("already exist")
    }

    /// Whether somebody has locked the thing: that does not pass by itself.
    static func isLocked(_ said: String) -> Bool { said.lowercased().contains("is locked") }

    /// The text without what stands in double quotes or backticks.
    private static func unquoted(_ text: String) -> String {
        var out = ""
        var quote: Character?
        for character in text {
            if let open = quote {
                if character == open { quote = nil }
            } else if character == "\"" || character == "`" {
                quote = character
            } else {
                out.append(character)
            }
        }
        // A quote that never ends is none.
        return quote == nil ? out : text
    }
}
