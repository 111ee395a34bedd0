import Hosts
import Testing

/// One rule about what happens on the way to a cloud.
struct WireRule: Sendable, CustomTestStringConvertible {
    enum Verdict: Equatable {
        case kept
        /// What is wrong.
        case broken([String])
        /// Why the rule asks nothing of this cloud.
        case meaningless(String)
    }

    var name: String
    /// What it holds an adapter to, in a sentence.
    var holds: String
    /// Why it asks nothing of a cloud; nil if it does.
    var gap: @Sendable (WireFacts) -> String?
    /// Looks at a target and notes what it does wrong.
    var check: @Sendable (WireTarget, Finder) async throws -> Void

    init(
        _ name: String, _ holds: String, gap: @escaping @Sendable (WireFacts) -> String? = { _ in nil },
        _ check: @escaping @Sendable (WireTarget, Finder) async throws -> Void
    ) {
        self.name = name
        self.holds = holds
        self.gap = gap
        self.check = check
    }

    var testDescription: String { name }

    static let all =
        [
            passingFaultsOfReads, writesAreSentOnce, lostCreates, lostDeletes, limitedWrites, lateStockOuts, lateQuotas,
        ] + [allPages, emptyPages, brokenPages, answersThatAreNone, planningReadsOnly, requestBudget]
        + [expiredInReads, expiredInCreates, secretsInAnswers, canaries]

    func verdict(on target: WireTarget) async -> Verdict {
        if let reason = gap(target.facts) { return .meaningless(reason) }
        let finder = Finder()
        do { try await check(target, finder) } catch { await finder.note("threw \(error)") }
        let found = await finder.found
        return found.isEmpty ? .kept : .broken(found)
    }
}
