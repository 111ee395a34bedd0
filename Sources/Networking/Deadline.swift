/// Bounds how long work may take.
enum Deadline {
    /// Runs work and cancels it when time is up.
    /// - Returns: what the work returned, or `deadline` if time was up first.
    static func race<Answer: Sendable>(
        _ limit: Duration, _ work: @escaping @Sendable () async -> Result<Answer, FaultOrigin>
    ) async -> Result<Answer, FaultOrigin> {
        await withTaskGroup(of: Result<Answer, FaultOrigin>?.self) { group in
            group.addTask { await work() }
            group.addTask {
                do { try await Task.sleep(for: limit) } catch { return nil }
                return .failure(.deadline)
            }
            // A cancelled sleep says nothing: the work ends by the same cancellation and says what became of it.
            var first: Result<Answer, FaultOrigin>?
            while first == nil, let next = await group.next() { first = next }
            group.cancelAll()
            guard let first else { return .failure(.cancelled) }
            return first
        }
    }
}
