import Hosts
import Synchronization

/// What hosts of the account share, as far as this process is concerned: which keys and rulesets creates under way count
/// on, and which are known to be there.
///
/// Whether one is still used by instances is asked of the cloud, never remembered; this only keeps the creates and the
/// removals of one process from crossing.
final class LambdaShared: Sendable {
    private struct State {
        var uses: [String: Int] = [:]
        var known: [String: String] = [:]
    }

    private let state = Mutex(State())
    private let door = Turnstile(places: 1)

    /// Does something while nobody else looks for, makes or removes what is shared.
    func alone<Answer: Sendable>(
        _ body: () async throws(ProviderError) -> Answer
    ) async throws(ProviderError) -> Answer {
        do { try await door.enter() } catch {
            throw ProviderError(
                .rateLimited(retryAfter: nil), provider: .lambda, code: "Cancelled",
                message: "given up while waiting for another host's key; nothing was sent")
        }
        let result: Result<Answer, ProviderError>
        do throws(ProviderError) { result = .success(try await body()) } catch { result = .failure(error) }
        await door.leave()
        return try result.get()
    }

    /// A create counts on these names from now on.
    func use(_ names: [String]) { state.withLock { for name in names { $0.uses[name, default: 0] += 1 } } }

    /// It does no longer.
    func release(_ names: [String]) {
        state.withLock {
            for name in names {
                let left = ($0.uses[name] ?? 1) - 1
                $0.uses[name] = left > 0 ? left : nil
            }
        }
    }

    /// Whether a create under way counts on a name.
    func isUsed(_ name: String) -> Bool { state.withLock { $0.uses[name] != nil } }

    /// What is known to be there for a public key's blob or a ruleset's name: the key's name, the ruleset's id.
    func known(_ what: String) -> String? { state.withLock { $0.known[what] } }

    /// Remembers it.
    func learn(_ what: String, _ name: String) { state.withLock { $0.known[what] = name } }

    /// Forgets all of that: somebody removed something.
    func forget() { state.withLock { $0.known = [:] } }
}
