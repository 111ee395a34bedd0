import Diagnostics
import Hosts
import JSON
import Planning

/// SplitMix64: the same seed gives the same plans on every machine.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// Makes plans that fill every member in every way, whether or not the planner would.
struct PlanGenerator {
    private var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    mutating func plan() -> Plan {
        var plan = Plan(
            fleet: text(), lineage: text(), serial: int(1000), specDigest: Digest(of: text()), request: request())
        plan.steps = (0..<int(6)).map { step(host: "host-\($0)") }
        plan.kept = many { KeptHost(host: $0.text(), instead: $0.any(Step.Action.allCases), $0.text()) }
        plan.questions = many { made in
            Question(
                host: made.text(), made.any(Question.Code.allCases), made.text(), answers: made.many { $0.text() })
        }
        plan.refusals = many {
            Refusal(
                $0.any(Refusal.Code.allCases), host: $0.maybe { $0.text() }, $0.text(), flag: $0.maybe { $0.text() })
        }
        plan.drift = many {
            DriftItem(
                host: $0.text(), field: $0.text(), applied: $0.maybe { $0.text() }, observed: $0.maybe { $0.text() })
        }
        plan.pending = many { PendingChange(host: $0.text(), field: $0.text(), source: $0.maybe { $0.span() }) }
        plan.orphans = many {
            Orphan(
                kind: $0.any(Orphan.Kind.allCases), provider: $0.any(ProviderID.allCases), id: $0.text(),
                mark: HostMark(
                    fleet: $0.text(), lineage: $0.text(), host: $0.text(), uid: $0.text(), generation: 1 + $0.int(9)),
                foreign: $0.flag())
        }
        plan.problems = many { $0.diagnostic() }
        for provider in ProviderID.allCases where int(4) == 0 { plan.unobserved[provider] = error(provider) }
        for _ in 0..<int(3) { plan.unmanaged[text()] = many { $0.text() } }
        plan.costBefore = cost()
        plan.costAfter = cost()
        plan.hostsObserved = int(10000)
        plan.requests = int(100)
        plan.openIntents = many { $0.text() }
        return plan
    }

    private mutating func request() -> PlanRequest {
        var allowances = Allowances()
        allowances.deletes = maybe { $0.int(9) }
        allowances.dataLoss = Set(many { $0.text() })
        allowances.overBudget = flag()
        allowances.gpus = flag()
        allowances.emptySpecs = flag()
        allowances.emptyAccount = flag()
        var request = PlanRequest(
            mode: any([.converge, .destroy, .start, .stop, .restart(hard: false), .restart(hard: true)]),
            scope: Scope(only: many { .init($0.text()) }, exclude: many { .init($0.text()) }), allowances: allowances,
            replace: Set(many { $0.text() }), recreate: Set(many { $0.text() }))
        request.specPaths = many { $0.text() }
        return request
    }

    private mutating func step(host: String) -> Step {
        var step = Step(
            host: host, action: any(Step.Action.allCases), provider: any(ProviderID.allCases),
            precondition: Digest(of: text()))
        step.reasons = many { Reason($0.any(Reason.Code.allCases), $0.text(), at: $0.maybe { $0.span() }) }
        step.changes = many { made in
            FieldChange(
                made.text(), before: made.maybe { $0.text() }, after: made.maybe { $0.text() },
                author: made.any(FieldChange.Author.allCases), forcesReplacement: made.flag(),
                note: made.maybe { $0.text() }, source: made.maybe { $0.span() })
        }
        step.calls = many { $0.call() }
        step.impact = Impact.allCases.filter { _ in flag() }
        step.priceBefore = price()
        step.priceAfter = price()
        step.candidates = many { made in
            Step.Candidate(
                provider: made.any(ProviderID.allCases), configuration: made.configuration(),
                price: made.maybe { $0.money() }, stoppedPrice: made.maybe { $0.money() }, gpus: made.int(9))
        }
        step.target = maybe { $0.configuration() }
        step.gpusBefore = int(9)
        step.gpusAfter = int(9)
        step.protect = flag()
        step.onDeleteDataDisk = any(DataDiskFate.allCases)
        step.endsRunning = flag()
        step.renamedFrom = maybe { $0.text() }
        step.source = maybe { $0.span() }
        return step
    }

    private mutating func call() -> PlannedCall {
        any([
            .create, .delete(keepData: flag()), .start, .stop, .restart, .hardRestart, .resize(machineType: text()),
            .resizeDisk(sizeGB: 1 + int(5000)), .updateMarks,
        ])
    }

    private mutating func configuration() -> HostConfiguration {
        var made = HostConfiguration(
            region: maybe { $0.text() }, zone: maybe { $0.text() }, machineType: text(), image: text(),
            bootDiskGB: int(500))
        made.dataDisk = maybe { DataDisk(sizeGB: $0.int(5000), type: $0.any(DiskType.allCases)) }
        made.pricing = any(PricingModel.allCases)
        made.openPorts = many { PortRule(from: $0.int(60000), to: $0.int(60000)) }
        made.labels = Dictionary(many { ($0.text(), $0.text()) }) { first, _ in first }
        made.userData = maybe { TextDigest(of: $0.text()) }
        made.options = ["k": .array([.int(int(9)), .null, .string(text())])]
        return made
    }

    private mutating func diagnostic() -> Diagnostic {
        var made = Diagnostic(
            any(Diagnostic.Severity.allCases), rule: text(), text(), at: maybe { $0.span() },
            label: maybe { $0.text() },
            fix: maybe { $0.text() }, notes: many { made in .init(made.text(), at: made.maybe { $0.span() }) })
        made.hidesSource = flag()
        return made
    }

    private mutating func error(_ provider: ProviderID) -> ProviderError {
        let kinds: [ProviderError.Kind] = [
            .capacity, .quota, .rateLimited(retryAfter: nil), .rateLimited(retryAfter: .milliseconds(int(90000))),
            .auth,
            .notFound, .conflict, .invalid, .transient, .operationFailed,
        ]
        return ProviderError(
            any(kinds), provider: provider, code: text(), message: text(), requestID: maybe { $0.text() })
    }

    private mutating func span() -> SourceSpan {
        SourceSpan(
            file: text(), start: .init(line: 1 + int(99), column: 1 + int(99)),
            end: .init(line: 1 + int(99), column: 1 + int(99)))
    }

    private mutating func money() -> Money {
        Money(nanos: int(2_000_000_000_000) - 1_000_000_000_000, currency: any(["USD", "EUR"]))
    }

    private mutating func price() -> Step.Price {
        switch int(3) {
        case 0: .none
        case 1: .hourly(nil)
        default: .hourly(money())
        }
    }

    private mutating func cost() -> Cost { Cost(many { $0.maybe { $0.money() } }) }

    private mutating func text() -> String {
        any(["", "a", "hub-1", "é😀", "a\"\\\n\u{1}", "team=math", "*", "µ-0", "日本", String(int(100_000))])
    }

    private mutating func int(_ below: Int) -> Int { Int.random(in: 0..<below, using: &random) }

    private mutating func flag() -> Bool { Bool.random(using: &random) }

    private mutating func any<Value>(_ values: [Value]) -> Value { values[int(values.count)] }

    private mutating func maybe<Value>(_ make: (inout Self) -> Value) -> Value? { flag() ? make(&self) : nil }

    private mutating func many<Value>(_ make: (inout Self) -> Value) -> [Value] {
        (0..<int(4)).map { _ in make(&self) }
    }
}
