import Applying
import Files
import Hosts
import Providers
import Records

/// The clouds of one command: opened when needed, and only those that are needed.
struct Clouds {
    /// Both halves, by cloud.
    private(set) var providers: [ProviderID: any HostProvider] = [:]
    /// Clouds that could not be opened.
    private(set) var unopened: [ProviderID: ProviderError] = [:]
    private let meter = RequestMeter()

    /// Opens the clouds that a fleet and its state are about. A cloud that cannot be opened degrades its own hosts to
    /// "not observed" and no others.
    init(_ workspace: Workspace, state: FleetState) {
        let settings = workspace.settings(state)
        let folder = workspace.stateFolder
        let meter = self.meter
        let registry = ProviderRegistry { id in
            ProviderContext(
                settings: settings[id] ?? [:], environment: { CurrentProcess.environment($0) }, stateFolder: folder,
                meter: meter, crash: { CurrentProcess.killSelf() })
        }
        for id in PlanMaker.providers(of: workspace.fleet, state: state) {
            do throws(ProviderError) { providers[id] = try registry.provider(id) } catch { unopened[id] = error }
        }
    }

    /// The read halves, for the planner.
    var readers: PlanMaker.Clouds {
        let meter = self.meter
        return PlanMaker.Clouds(
            readers: providers.mapValues { $0 as any HostReader }, unopened: unopened, requests: { meter.reads })
    }
}
