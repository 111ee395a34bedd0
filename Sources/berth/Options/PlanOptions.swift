import ArgumentParser
import Hosts
import Planning

/// Which hosts, and which guards are opened.
struct ScopeOptions: ParsableArguments {
    @Option(
        name: .long, parsing: .singleValue,
        help: ArgumentHelp("Only hosts of this name pattern, or label=value. May be repeated.", valueName: "host"))
    var only: [String] = []

    @Option(
        name: .long, parsing: .singleValue,
        help: ArgumentHelp("All but hosts of this name pattern, or label=value. May be repeated.", valueName: "host"))
    var exclude: [String] = []

    /// The scope they make.
    var scope: Scope { Scope(only: only.map { .init($0) }, exclude: exclude.map { .init($0) }) }
}

/// One flag opens one guard; there is no general force.
struct GuardOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Let this many hosts go in one plan.", valueName: "count"))
    var allowDelete: Int?

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp("Let this host lose data. May be repeated.", valueName: "host"))
    var allowDataLoss: [String] = []

    @Flag(help: "Let the fleet cost more than guards.max_hourly_cost.")
    var allowOverBudget = false

    @Flag(help: "Let more GPUs run than guards.max_gpus.")
    var allowGpus = false

    @Flag(help: "Let specs without hosts remove every host.")
    var allowEmptySpecs = false

    @Flag(help: "Believe an account that shows none of its recorded hosts.")
    var allowEmptyAccount = false

    /// The allowances they make.
    var allowances: Allowances {
        var out = Allowances()
        out.deletes = allowDelete
        out.dataLoss = Set(allowDataLoss)
        out.overBudget = allowOverBudget
        out.gpus = allowGpus
        out.emptySpecs = allowEmptySpecs
        out.emptyAccount = allowEmptyAccount
        return out
    }
}

/// What a converging plan can be asked for.
struct ConvergeOptions: ParsableArguments {
    @OptionGroup var scope: ScopeOptions
    @OptionGroup var guards: GuardOptions

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp("Make this host anew although nothing forces it. May be repeated.", valueName: "host"))
    var replace: [String] = []

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp("Make this vanished host anew. May be repeated.", valueName: "host"))
    var recreate: [String] = []

    /// The request they make.
    var request: PlanRequest {
        PlanRequest(
            scope: scope.scope, allowances: guards.allowances, replace: Set(replace), recreate: Set(recreate))
    }
}

/// How a run that changes something behaves.
struct RunOptions: ParsableArguments {
    @Flag(name: [.long, .customLong("yes"), .customShort("y")], help: "Do not ask for approval.")
    var autoApprove = false

    @Option(help: ArgumentHelp("Calls in flight at once. Default: 10.", valueName: "count"))
    var parallel: Int = 10

    @Option(
        help: ArgumentHelp(
            "How long to wait for another run's lock, such as 30s or 5m. Default: 0s.", valueName: "time"))
    var lockTimeout: String = "0s"

    @Option(help: "Form of the answer on standard output: text, json, or jsonl (events as they happen).")
    var format: RunFormat = .text

    mutating func validate() throws {
        guard (1...1000).contains(parallel) else { throw ValidationError("--parallel takes a number from 1 to 1000.") }
        guard Duration(spoken: lockTimeout) != nil else {
            throw ValidationError("--lock-timeout takes a time such as 30s, 5m or 1h, not `\(lockTimeout)`.")
        }
    }

    /// The wait for the lock.
    var lockWait: Duration { Duration(spoken: lockTimeout) ?? .zero }
}
