import Hosts
import Providers
import Testing

/// One rule of the contract: looks at a target and says what it does wrong.
struct ConformanceRule: Sendable, CustomTestStringConvertible {
    var name: String
    var check: @Sendable (ConformanceTarget, Finder) async throws -> Void

    init(_ name: String, _ check: @escaping @Sendable (ConformanceTarget, Finder) async throws -> Void) {
        self.name = name
        self.check = check
    }

    var testDescription: String { name }

    /// What the target does wrong; empty if it keeps the rule.
    func violations(of target: ConformanceTarget) async -> [String] {
        let finder = Finder()
        do { try await check(target, finder) } catch { await finder.note("threw \(error)") }
        return await finder.found
    }
}

/// Collects what is wrong.
actor Finder {
    private(set) var found: [String] = []

    func note(_ text: String) { found.append(text) }

    /// Notes a claim that does not hold.
    func expect(_ holds: Bool, _ claim: String) { if !holds { found.append(claim) } }

    /// Notes a call that does not fail, or with another class.
    nonisolated func expect(
        _ classes: Set<String>, _ claim: String, _ call: () async throws(ProviderError) -> Void
    ) async {
        do throws(ProviderError) {
            try await call()
            await note("\(claim): did not fail")
        } catch {
            if !classes.contains(error.kindName) { await note("\(claim): \(error.kindName) (\(error))") }
        }
    }
}
