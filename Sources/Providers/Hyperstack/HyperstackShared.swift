/// What hosts of one environment share, as far as this process is concerned: who is at it, and what is known to be there.
///
/// Whether an environment or key pair is still used is counted in the cloud, never here; this only keeps a create and a
/// removal of one process from crossing.
actor HyperstackShared {
    /// Creates under way by environment.
    private var creating: [String: Int] = [:]
    private var locked: Set<String> = []
    private var waiting: [String: [CheckedContinuation<Void, Never>]] = [:]
    /// Names of environments, and of key pairs behind a line feed, that were seen or made.
    private var known: Set<String> = []

    /// Waits until nobody else makes or removes what an environment's hosts share.
    func lock(_ environment: String) async {
        if locked.insert(environment).inserted { return }
        await withCheckedContinuation { waiting[environment, default: []].append($0) }
    }

    /// Lets the next one in.
    func unlock(_ environment: String) {
        guard var queue = waiting[environment], !queue.isEmpty else {
            locked.remove(environment)
            return
        }
        let next = queue.removeFirst()
        waiting[environment] = queue.isEmpty ? nil : queue
        next.resume()
    }

    /// A create has begun: what it uses is not removed until it has ended.
    func begin(_ environment: String) { creating[environment, default: 0] += 1 }

    /// A create has ended.
    func end(_ environment: String) {
        let left = (creating[environment] ?? 1) - 1
        creating[environment] = left > 0 ? left : nil
    }

    /// Whether no create is under way there.
    func isIdle(_ environment: String) -> Bool { creating[environment] == nil }

    /// Whether an environment, or a key pair of it, is known to be there.
    func knows(_ environment: String, keyPair: String? = nil) -> Bool { known.contains(key(environment, keyPair)) }

    /// Remembers that it is there.
    func learn(_ environment: String, keyPair: String? = nil) { known.insert(key(environment, keyPair)) }

    /// Forgets an environment and its key pairs.
    func forget(_ environment: String) {
        known = known.filter { $0 != environment && !$0.hasPrefix("\(environment)\n") }
    }

    private func key(_ environment: String, _ keyPair: String?) -> String {
        keyPair.map { "\(environment)\n\($0)" } ?? environment
    }
}
