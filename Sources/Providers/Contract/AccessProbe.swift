import Hosts

/// Asks an account what it may do, by calls that change nothing.
struct AccessProbe {
    /// One call.
    struct Call {
        /// What it does, such as `list instances`.
        var words: String
        /// What to do where it is refused, beside what `remedy` knows.
        var need: String?
        /// Makes it, and says what was seen.
        var make: () async throws(ProviderError) -> String

        init(_ words: String, need: String? = nil, _ make: @escaping () async throws(ProviderError) -> String) {
            self.words = words
            self.need = need
            self.make = make
        }
    }

    /// Where the credentials are from: a variable or a file, by name.
    var source: () async throws(ProviderError) -> String
    /// Whether an error means that the credentials are wrong, and not that a right is missing.
    var rejects: (ProviderError) -> Bool
    /// What to do about a refusal; nil to tell the call's own need.
    var remedy: (ProviderError) -> String?

    /// Looks for credentials, then makes the calls in order. Credentials that are missing, or that the first call finds
    /// rejected, end it: every other call would say the same.
    func run(_ calls: [Call]) async -> [AccessCheck] {
        let found: String
        do throws(ProviderError) { found = try await source() } catch {
            return [AccessCheck(.credentials, .init(error), remedy: remedy(error))]
        }
        var checks = [AccessCheck(.credentials, .allowed(found))]
        for call in calls {
            do throws(ProviderError) {
                checks.append(AccessCheck(.call(call.words), .allowed(try await call.make())))
            } catch {
                if rejects(error) {
                    var error = error
                    error.message = "\(found): \(error.message)"
                    return [AccessCheck(.credentials, .refused(error), remedy: remedy(error))]
                }
                let outcome = AccessCheck.Outcome(error)
                var advice: String?
                if case .refused = outcome { advice = remedy(error) ?? call.need }
                checks.append(AccessCheck(.call(call.words), outcome, remedy: advice))
            }
        }
        return checks
    }

    /// `3 instances`.
    static func count(_ number: Int, _ thing: String) -> String {
        "\(number) \(thing)\(number == 1 ? "" : "s")"
    }
}
