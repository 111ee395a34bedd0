import Applying
import Catalog
import CatalogStore
import Files
import Hosts
import Networking
import Providers
import Records

/// The clouds of one command: opened when needed, and only those that are needed.
struct Clouds {
    /// Both halves, by cloud.
    private(set) var providers: [ProviderID: any HostProvider] = [:]
    /// Clouds that could not be opened.
    private(set) var unopened: [ProviderID: ProviderError] = [:]
    private var catalogs: [ProviderID: OpenedCatalog] = [:]
    /// The way to the clouds, one for the process. Nothing is opened before the first request.
    static let transport = ClientTransport { CurrentProcess.environment($0) }

    private let meter = RequestMeter()
    private let console: Console

    /// Opens the clouds that a fleet and its state are about. A cloud that cannot be opened degrades its own hosts to
    /// "not observed" and no others.
    init(_ workspace: Workspace, state: FleetState) {
        console = workspace.console
        let registry = Self.registry(
            settings: workspace.settings(state), stateFolder: workspace.stateFolder, meter: meter, console: console)
        for id in PlanMaker.providers(of: workspace.fleet, state: state) {
            do throws(ProviderError) { providers[id] = try registry.provider(id) } catch { unopened[id] = error }
        }
        open(catalogsOf: workspace)
    }

    /// Opens the catalogs of the clouds that could be opened, and tells how old they are. A cloud whose catalog cannot
    /// be trusted counts as one that could not be opened.
    private mutating func open(catalogsOf workspace: Workspace) {
        for id in providers.keys.sorted() {
            do throws(CatalogStoreFault) {
                catalogs[id] = try workspace.library.catalog(id)
            } catch {
                providers[id] = nil
                unopened[id] = ProviderError(
                    .invalid, provider: id, code: "BadCatalog", message: error.description)
            }
        }
        console.tell(catalogs.sorted { $0.key < $1.key }.map(\.value), today: workspace.today)
    }

    /// Opens clouds for this process.
    static func registry(
        settings: [ProviderID: OptionMap], stateFolder: String, meter: RequestMeter, console: Console
    ) -> ProviderRegistry {
        ProviderRegistry { id in
            ProviderContext(
                settings: settings[id] ?? [:], environment: { CurrentProcess.environment($0) },
                stateFolder: stateFolder, meter: meter, crash: { CurrentProcess.killSelf() }, transport: transport,
                trace: console.trace, notice: { console.sayAside($0.text) })
        }
    }

    /// A read half that tries again and tells so.
    static func reader(_ provider: any HostProvider, _ console: Console) -> any HostReader {
        var policy = RetryPolicy()
        policy.attempts = 5
        policy.budget = .seconds(60)
        return RetryingReader.around(provider, policy: policy) { console.sayAside($0.text) }
    }

    /// The read halves, for the planner.
    var readers: PlanMaker.Clouds {
        let (meter, console) = (self.meter, self.console)
        let readers = providers.mapValues { Self.reader($0, console) }
        return PlanMaker.Clouds(
            readers: readers, catalogs: catalogs.mapValues(\.index),
            catalogDigests: catalogs.compactMapValues(\.digest), unopened: unopened, requests: { meter.reads },
            waiting: { console.sayAside($0) })
    }
}
