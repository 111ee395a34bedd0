/// What hosts of one environment share, as far as this process is concerned: who is at it, and what is known to be there.
///
/// Whether an environment or key pair is still used is counted in the cloud, never here; this only keeps a create and a
/// removal of one process from crossing.
actor HyperstackShared {
    /// Creates under way by environment.
    private var creating: [String: Int] = [:]
    private var locked: Set<String> = []
    private var waiting: [String: [CheckedContinuation<Void, Never>]] = [:]
    /// Regions of the environments that were seen or made.
    private var regions: [String: String] = [:]
    /// Names of the key pairs that were seen or made, by environment.
    private var keyPairs: [String: Set<String>] = [:]

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

    /// Whether an environment is known to be there, in that region.
    func knows(_ environment: String, in region: String) -> Bool { regions[environment] == region }

    /// Whether a key pair of an environment is known to be there.
    func knows(_ environment: String, keyPair: String) -> Bool { keyPairs[environment]?.contains(keyPair) ?? false }

    /// Remembers that an environment is there.
    func learn(_ environment: String, in region: String) { regions[environment] = region }

    /// Remembers that a key pair is there.
    func learn(_ environment: String, keyPair: String) { keyPairs[environment, default: []].insert(keyPair) }

    /// Forgets an environment and its key pairs.
    func forget(_ environment: String) {
        regions[environment] = nil
        keyPairs[environment] = nil
    }
}
