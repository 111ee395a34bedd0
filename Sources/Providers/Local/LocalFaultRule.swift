import Hosts

/// A scripted fault: which calls it meets, when it strikes, and what it does.
struct LocalFaultRule: Hashable, Sendable {
    /// Calls of the Local cloud's own interface; deleting a host with its disk is two of them.
    enum Verb: String, CaseIterable, Sendable {
        case create, delete
        case deleteDisk = "delete_disk"
        case start, stop, restart
        case hardRestart = "hard_restart"
        case resize
        case resizeDisk = "resize_disk"
        case updateMarks = "update_marks"
        case list, get, catalog
    }

    /// What happens.
    enum Kind: String, CaseIterable, Sendable {
        /// Refused: sold out.
        case stockOut = "stock-out"
        /// Refused: the account may not have more.
        case quota
        /// Refused: too many requests.
        case rateLimit = "rate-limit"
        /// Refused: wrong credentials.
        case auth
        /// Fails before anything was done; the caller cannot know that.
        case transient
        /// Takes longer.
        case slow
        /// Accepted, then failed. A create leaves a VM in status ERROR, and its token gives the same failure again.
        case acceptedThenFailed = "accepted-then-failed"
        /// Done, but the answer is a passing fault.
        case answerLost = "answer-lost"
        /// Done, then the caller's process is killed.
        case crash
        /// A create whose VM the next lists do not show.
        case listLag = "list-lag"
    }

    var verb: Verb
    /// Glob for the host's name.
    var host = "*"
    var kind: Kind
    /// How often it strikes; nil for always.
    var times: Int? = 1
    /// Matching calls let through first.
    var after = 0
    var retryAfter: Duration?
    var delay: Duration?
    /// Lists that do not show the VM.
    var lists: Int?
    /// Chance of striking, in parts per million.
    var chance = 1_000_000
    var seed = 0
    /// Under which its counts are kept in the world: the rule's own text, so that editing a rule starts it anew.
    var key = ""

    /// Whether a call is one this rule is about.
    func meets(_ verb: Verb, host name: String?) -> Bool {
        self.verb == verb && (host == "*" || name.map { Glob.matches($0, pattern: host) } ?? false)
    }

    /// Whether it strikes at a call it meets, given its counts before that call.
    func strikes(_ count: FaultCount) -> Bool {
        guard count.met >= after, times.map({ count.struck < $0 }) ?? true else { return false }
        return chance >= 1_000_000 || Int(draw(count.met) % 1_000_000) < chance
    }

    /// The same number for the same seed and call, in every process.
    private func draw(_ ordinal: Int) -> UInt64 {
        var z = UInt64(bitPattern: Int64(seed)) &+ UInt64(ordinal + 1) &* 0x9E37_79B9_7F4A_7C15
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
