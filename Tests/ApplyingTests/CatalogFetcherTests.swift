import Applying
import Catalog
import Hosts
import Providers
import Testing

@Suite struct CatalogFetcherTests {
    /// A cloud that answers with a catalog, or not at all.
    private struct Reader: HostReader {
        let id: ProviderID
        let capabilities = Capabilities()
        var answer: Result<[CatalogEntry], ProviderError>

        func listHosts(fleet: String) async throws(ProviderError) -> FleetListing { throw unasked }
        func getHost(_ runtime: HostRuntime) async throws(ProviderError) -> HostObservation? { throw unasked }
        func findHosts(mark: HostMark) async throws(ProviderError) -> [HostObservation] { throw unasked }
        func fetchCatalog() async throws(ProviderError) -> [CatalogEntry] { try answer.get() }

        private var unasked: ProviderError {
            ProviderError(.invalid, provider: id, code: "Unasked", message: "a catalog needs no host")
        }
    }

    @Test func aBrokenCloudDoesNotKeepTheOthersFromAnswering() async throws {
        let denied = ProviderError(.auth, provider: .gcp, code: "Denied", message: "no")
        let region = CatalogEntry(provider: .lambda, scope: .global, name: "us-1", payload: .region(zones: []))
        let local = LocalProvider(world: .memory())
        var answers: [ProviderID: Result<[CatalogEntry], ProviderError>] = [:]
        await CatalogFetcher.fetch([
            Reader(id: .gcp, answer: .failure(denied)), Reader(id: .lambda, answer: .success([region])), local,
        ]) { fetched in
            #expect(answers[fetched.provider] == nil, "each cloud answers once")
            #expect(fetched.took >= .zero)
            answers[fetched.provider] = fetched.result
        }
        #expect(answers.count == 3)
        #expect(answers[.gcp] == .failure(denied))
        #expect(answers[.lambda] == .success([region]))
        #expect(answers[.local] == .success(LocalCatalog.entries))
    }

    @Test func noCloudsAreNoAnswers() async {
        var count = 0
        await CatalogFetcher.fetch([]) { _ in count += 1 }
        #expect(count == 0)
    }
}
