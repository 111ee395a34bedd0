import Applying
import Catalog
import CatalogStore
import Files
import Hosts
import Networking
import Planning
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

    /// Opens the clouds of the hosts that are selected, of those a fleet and its state are about. A cloud that cannot be
    /// opened degrades its own hosts to "not observed" and no others.
    init(_ workspace: Workspace, state: FleetState, scope: Scope) {
        console = workspace.console
        let registry = Self.registry(
            settings: workspace.settings(state), stateFolder: workspace.stateFolder, meter: meter, console: console)
        let selected = PlanMaker.providers(of: workspace.fleet, state: state, scope: scope)
        for id in selected {
            do throws(ProviderError) { providers[id] = try registry.provider(id) } catch { unopened[id] = error }
        }
        // The guards count the hosts that are not selected, too, by what their catalogs say.
        let others = PlanMaker.providers(of: workspace.fleet, state: state).subtracting(selected)
        open(catalogsOf: others.union(providers.keys), workspace)
    }

    /// Opens catalogs, and tells how old they are. A cloud whose catalog cannot be trusted counts as one that could not
    /// be opened.
    private mutating func open(catalogsOf clouds: Set<ProviderID>, _ workspace: Workspace) {
        for id in clouds.sorted() {
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
