import Applying
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
    private let meter = RequestMeter()
    private let console: Console

    /// Opens the clouds that a fleet and its state are about. A cloud that cannot be opened degrades its own hosts to
    /// "not observed" and no others.
    init(_ workspace: Workspace, state: FleetState) {
        console = workspace.console
        let settings = workspace.settings(state)
        let folder = workspace.stateFolder
        let meter = self.meter
        let transport = ClientTransport { CurrentProcess.environment($0) }
        let registry = ProviderRegistry { id in
            ProviderContext(
                settings: settings[id] ?? [:], environment: { CurrentProcess.environment($0) }, stateFolder: folder,
                meter: meter, crash: { CurrentProcess.killSelf() }, transport: transport)
        }
        for id in PlanMaker.providers(of: workspace.fleet, state: state) {
            do throws(ProviderError) { providers[id] = try registry.provider(id) } catch { unopened[id] = error }
        }
    }

    /// The read halves, for the planner.
    var readers: PlanMaker.Clouds {
        let meter = self.meter
        var policy = RetryPolicy()
        policy.attempts = 5
        policy.budget = .seconds(60)
        let console = self.console
        let readers = providers.mapValues { provider in
            RetryingReader(provider, policy: policy) { console.say($0.text) } as any HostReader
        }
        return PlanMaker.Clouds(
            readers: readers, unopened: unopened, requests: { meter.reads })
    }
}
