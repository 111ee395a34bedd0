import Catalog
import Hosts
import Planning

/// A fleet in a test: specs, what the records and the cloud have, and what is asked. Starts empty.
struct Fleet {
    var specs: [HostSpec] = []
    var model = Model()
    var can = Self.capabilities()
    var unreadFiles: [String] = []
    var guards = GuardSettings()
    var request = PlanRequest()
    var today = CalendarDate("2026-06-01")
    var failures: [ProviderID: ProviderError] = [:]
    var strays: [HostObservation] = []
    /// Views to use in place of what the model shows.
    var views: [String: HostView] = [:]
    var catalogs: [ProviderID: CatalogIndex] = [.local: TestCatalog.index, .gcp: TestCatalog.other]

    static func capabilities(_ edit: (inout Capabilities) -> Void = { _ in }) -> Capabilities {
        var table = Capabilities()
        table.region = .optional
        table.defaultRegion = "r1"
        table.gpu = true
        table.spot = true
        table.ephemeralDisk = true
        edit(&table)
        return table
    }

    /// A fleet of hosts that are all made and running.
    init(_ specs: HostSpec..., can edit: (inout Capabilities) -> Void) {
        self.specs = specs
        can = Self.capabilities(edit)
        carryOut(plan())
    }

    /// A fleet of hosts that are all made and running, in a cloud that can all.
    init(_ specs: HostSpec...) {
        self.specs = specs
        carryOut(plan())
    }

    /// A fleet of hosts, none of them made.
    init(unmade specs: [HostSpec]) { self.specs = specs }

    var input: PlanInput {
        var seen = model.observations()
        for (name, view) in views { seen.views[name] = view }
        seen.failures = failures
        for (name, record) in model.records {
            if let failure = failures[record.provider] { seen.views[name] = .unobserved(failure) }
        }
        seen.strays = strays.map { .init(provider: .local, object: $0) }
        var fleet = FleetSpec(name: "test", hosts: specs)
        fleet.guards = guards
        fleet.unreadFiles = unreadFiles
        return PlanInput(
            fleet: fleet, specDigest: Digest(of: "specs"), lineage: Model.lineage, serial: 1, records: model.records,
            observations: seen, catalogs: catalogs, capabilities: [.local: can, .gcp: can], request: request,
            today: today)
    }

    func plan() -> Plan { Planner.plan(input) }

    /// Carries out a plan whether or not a guard is in the way, as if every flag had been given.
    mutating func carryOut(_ plan: Plan) {
        for step in plan.steps { model.carryOut(step) }
    }

    /// Edits the only host's spec, or the named one's.
    mutating func edit(_ name: String? = nil, _ body: (inout HostSpec) -> Void) {
        for index in specs.indices where name == nil || specs[index].name == name { body(&specs[index]) }
    }

    /// The view of a host in the cloud, changed by hand.
    mutating func byHand(_ name: String, _ body: (inout HostObservation) -> Void) {
        guard let id = model.records[name]?.runtime?.instanceID else { return }
        if var vm = model.vms[id] {
            body(&vm.seen)
            model.vms[id] = vm
        }
    }
}

/// A host of four cores with a data disk.
func host(_ name: String = "hub", _ edit: (inout HostSpec) -> Void = { _ in }) -> HostSpec {
    var spec = HostSpec(name: name, provider: .local)
    spec.cpu = Quantity(4)
    spec.diskGB = 100
    spec.labels = ["team": "math"]
    edit(&spec)
    return spec
}

func failure(_ kind: ProviderError.Kind = .auth, _ provider: ProviderID = .local) -> ProviderError {
    ProviderError(kind, provider: provider, code: "DENIED", message: "no")
}

extension Plan {
    /// The only step of a host.
    func step(_ host: String = "hub") -> Step? { steps.first { $0.host == host } }
    /// The calls of a host's step by their words.
    func calls(_ host: String = "hub") -> [String] { step(host)?.calls.map(\.text) ?? [] }
    /// Fields that a host's step changes.
    func fields(_ host: String = "hub") -> [String] { step(host)?.changes.map(\.field) ?? [] }
}

extension PlannedCall {
    /// The call with what it is told.
    var text: String {
        switch self {
        case .delete(let keepData): keepData ? "delete, keep disk" : "delete"
        case .resize(let type): "resize \(type)"
        case .resizeDisk(let size): "grow \(size)"
        default: verb.rawValue
        }
    }
}
