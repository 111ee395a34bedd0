import Applying
import Catalog
import Hosts
import Providers
import Reports

/// Asks clouds what they offer, and tells how it goes.
struct LiveCatalogs {
    private let console: Console
    private let registry: ProviderRegistry

    init(_ found: FoundFleet, console: Console) {
        self.console = console
        registry = Clouds.registry(
            settings: found.fleet?.providers ?? [:], stateFolder: found.stateFolder, meter: RequestMeter(),
            console: console)
    }

    /// Asks all at once, and hands over each answer as it comes; a cloud that cannot be opened is one that failed.
    func fetch(_ clouds: [ProviderID], each: (CatalogFetcher.Fetched) -> Void) async {
        var readers: [any HostReader] = []
        for id in clouds {
            do throws(ProviderError) {
                readers.append(Clouds.reader(try registry.provider(id), console))
                tell("\(id.rawValue): asking what it offers")
            } catch {
                each(CatalogFetcher.Fetched(provider: id, result: .failure(error), took: .zero))
            }
        }
        await CatalogFetcher.fetch(readers) { fetched in
            if case .success(let entries) = fetched.result {
                let rows = CatalogUpdateReport.rows(CatalogTable(provider: fetched.provider, entries: entries).count)
                tell("\(fetched.provider.rawValue): \(rows) (\(Self.seconds(fetched.took)))")
            }
            each(fetched)
        }
    }

    private func tell(_ text: String) {
        if !console.isQuiet { console.sayAside(text) }
    }

    /// `3.2 s`.
    private static func seconds(_ time: Duration) -> String {
        let tenths = time.components.seconds * 10 + time.components.attoseconds / 100_000_000_000_000_000
        return "\(tenths / 10).\(tenths % 10) s"
    }
}
