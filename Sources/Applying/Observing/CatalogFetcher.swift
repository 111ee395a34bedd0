public import Catalog
public import Hosts
public import Providers

/// Asks several clouds for their catalogs at once.
public enum CatalogFetcher {
    /// What became of one cloud's fetch.
    public struct Fetched: Sendable {
        /// The cloud.
        public var provider: ProviderID
        /// What it offers, or why it could not be asked.
        public var result: Result<[CatalogEntry], ProviderError>
        /// How long it took.
        public var took: Duration

        /// Makes it.
        public init(provider: ProviderID, result: Result<[CatalogEntry], ProviderError>, took: Duration) {
            self.provider = provider
            self.result = result
            self.took = took
        }
    }

    /// Asks every cloud, all at once, and hands over each answer as it comes, one at a time. One that fails is no reason
    /// to drop the others.
    /// - Parameters:
    ///   - readers: the clouds.
    ///   - clock: measures how long each takes.
    ///   - each: called once for each cloud, in the order of the answers.
    public static func fetch(
        _ readers: [any HostReader], clock: any Clock<Duration> = ContinuousClock(), each: (Fetched) -> Void
    ) async {
        await withTaskGroup(of: Fetched.self) { group in
            for reader in readers {
                group.addTask {
                    let watch = Stopwatch(clock)
                    do throws(ProviderError) {
                        let entries = try await reader.fetchCatalog()
                        return Fetched(provider: reader.id, result: .success(entries), took: watch.elapsed)
                    } catch {
                        return Fetched(provider: reader.id, result: .failure(error), took: watch.elapsed)
                    }
                }
            }
            for await fetched in group { each(fetched) }
        }
    }
}

/// Measures by a clock whose kind is not known.
private struct Stopwatch {
    private let read: @Sendable () -> Duration

    init(_ clock: any Clock<Duration>) { read = Self.reading(clock) }

    var elapsed: Duration { read() }

    private static func reading<C: Clock<Duration>>(_ clock: C) -> @Sendable () -> Duration {
        let start = clock.now
        return { start.duration(to: clock.now) }
    }
}
