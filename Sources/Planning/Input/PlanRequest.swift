/// What the user asked of the planner, as opposed to what was read.
public struct PlanRequest: Hashable, Sendable {
    /// What the plan is for.
    public enum Mode: Hashable, Sendable {
        /// Make the clouds what the specs say.
        case converge
        /// Remove every host in scope.
        case destroy
        /// Turn on the hosts in scope, whatever their spec says.
        case start
        /// Turn off the hosts in scope.
        case stop
        /// Restart the hosts in scope; as by the button if hard.
        case restart(hard: Bool)
    }

    /// What it is for.
    public var mode: Mode
    /// Which hosts.
    public var scope: Scope
    /// Guards opened by flags.
    public var allowances: Allowances
    /// Hosts to make anew although nothing forces it.
    public var replace: Set<String>
    /// Vanished hosts to make anew.
    public var recreate: Set<String>
    /// Spec files and folders that were read, as the user named them, so that a saved plan can be checked against them.
    public var specPaths: [String] = []
    /// Folder of the state, if it was not the default one.
    public var stateFolder: String?
    /// Whether `file:` references might leave their spec's folder.
    public var allowsOutsideFiles = false

    /// A request; by default everything, with every guard closed.
    public init(
        mode: Mode = .converge, scope: Scope = .init(), allowances: Allowances = .init(), replace: Set<String> = [],
        recreate: Set<String> = [], specPaths: [String] = []
    ) {
        self.mode = mode
        self.scope = scope
        self.allowances = allowances
        self.replace = replace
        self.recreate = recreate
        self.specPaths = specPaths
    }
}

/// Guards opened by flags; each flag opens one.
public struct Allowances: Hashable, Sendable {
    /// Hosts that may go in this plan; nil for the limits in force.
    public var deletes: Int?
    /// Hosts that may lose data.
    public var dataLoss: Set<String> = []
    /// The budget may be passed.
    public var overBudget = false
    /// More GPUs than allowed may run.
    public var gpus = false
    /// Specs without hosts may remove all.
    public var emptySpecs = false
    /// An account that shows none of its hosts is believed.
    public var emptyAccount = false

    /// Every guard closed.
    public init() {}
}
