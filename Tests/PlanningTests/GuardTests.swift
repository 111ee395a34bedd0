import Catalog
import Diagnostics
import Hosts
import JSON
import Planning
import Testing

/// Guards refuse; each has one flag.
@Suite struct GuardTests {
    private static func many(_ count: Int) -> Fleet {
        var fleet = Fleet(unmade: (1...count).map { host("h\($0 + 10)") })
        fleet.carryOut(fleet.plan())
        return fleet
    }

    @Test(
        arguments: [
            (1, 1, nil, false), (2, 1, nil, false), (2, 2, nil, true), (10, 5, nil, false), (10, 6, nil, true),
            (3, 2, nil, true), (20, 5, 4, true), (4, 3, 3, false),
        ] as [(Int, Int, Int?, Bool)])
    func deletes(_ hosts: Int, _ going: Int, _ limit: Int?, _ refused: Bool) {
        var fleet = Self.many(hosts)
        fleet.guards.maxDeletes = limit
        fleet.specs.removeFirst(going)
        fleet.request.allowances.emptySpecs = true
        let flags = fleet.plan().refusals.map(\.flag)
        #expect(flags == (refused ? ["--allow-delete=\(going)"] : []))
        fleet.request.allowances.deletes = going
        #expect(fleet.plan().refusals == [])
        fleet.request.allowances.deletes = going - 1
        #expect(fleet.plan().refusals.map(\.code) == [.deletes])
    }

    /// A host may be declared in a file that was not read; no flag says otherwise, a path does.
    @Test func filesThatWereNotRead() {
        var fleet = Self.many(4)
        fleet.unreadFiles = ["more.yaml", "rest.yaml"]
        fleet.edit { $0.image = "debian-12" }
        fleet.request.allowances.deletes = 9
        #expect(fleet.plan().refusals == [], "replacing is no going")
        fleet.specs.removeFirst()
        let refusal = fleet.plan().refusals.first
        #expect(fleet.plan().refusals.map(\.code) == [.unread])
        #expect(
            refusal?.flag == nil
                && refusal?.text.hasPrefix("1 host would go that may be declared in `more.yaml` and 1 more") == true)
        fleet.unreadFiles = []
        #expect(fleet.plan().refusals == [])
        fleet.unreadFiles = ["more.yaml"]
        fleet.request = PlanRequest(mode: .destroy)
        #expect(fleet.plan().refusals == [])
    }

    @Test func replacementsCountAsDeletes() {
        var fleet = Self.many(6)
        fleet.edit { $0.image = "debian-12" }
        #expect(fleet.plan().refusals.map(\.flag) == ["--allow-delete=6"])
    }

    @Test func specsWithoutHosts() {
        var fleet = Self.many(1)
        fleet.specs = []
        #expect(fleet.plan().refusals.map(\.flag) == ["--allow-empty-specs"])
        fleet.request.allowances.emptySpecs = true
        #expect(fleet.plan().refusals == [])
        fleet.request = PlanRequest(mode: .destroy)
        #expect(fleet.plan().refusals == [])
    }

    @Test func anAccountThatShowsNothing() {
        var fleet = Self.many(2)
        fleet.model.vms = [:]
        #expect(fleet.plan().refusals.map(\.flag) == ["--allow-empty-account"])
        fleet.request.allowances.emptyAccount = true
        #expect(fleet.plan().refusals == [])
    }

    @Test func budget() {
        var fleet = Fleet(unmade: [host()])
        fleet.guards.maxHourlyCost = Money("0.40 USD")
        #expect(fleet.plan().refusals.map(\.flag) == ["--allow-over-budget"])
        fleet.guards.maxHourlyCost = Money("0.42 USD")
        #expect(fleet.plan().refusals == [])
        fleet.guards.maxHourlyCost = Money("0.40 USD")
        fleet.request.allowances.overBudget = true
        #expect(fleet.plan().refusals == [])
        fleet.request.allowances.overBudget = false
        fleet.carryOut(fleet.plan())
        fleet.edit { $0.labels["x"] = "y" }
        #expect(fleet.plan().refusals == [], "a fleet over its budget may still be changed for no more")
    }

    /// An unknown price is no zero: it is told, and refused where the specs want that.
    @Test func anUnknownPriceMayHideTheRest() throws {
        func unpriced(_ name: String) -> HostSpec { host(name) { $0.machineType = "unpriced" } }
        var fleet = Fleet(unmade: [host("a"), unpriced("b"), unpriced("c")])
        fleet.guards.maxHourlyCost = Money("10 USD")
        var plan = fleet.plan()
        #expect(plan.refusals == [])
        let problem = try #require(plan.problems.first)
        #expect(problem.rule == "budget-unknown")
        #expect(problem.severity == .warning)
        #expect(problem.message.hasPrefix("the price of b, c is unknown, so the fleet may cost more than the $10.00/h"))
        #expect(problem.label == "the known part is ≥ $0.412/h")
        fleet.guards.unknownPrices = .refuse
        plan = fleet.plan()
        #expect(plan.problems == [])
        #expect(plan.refusals.map(\.flag) == ["--allow-over-budget"])
        #expect(plan.refusals.first?.text.contains("the price of b, c is unknown") == true)
        fleet.request.allowances.overBudget = true
        #expect(fleet.plan().refusals == [])
        fleet.request.allowances.overBudget = false
        fleet.guards.maxHourlyCost = Money("0.40 USD")
        #expect(fleet.plan().refusals.map(\.text).first?.contains("would cost ≥ $0.412/h, more than") == true)
        fleet.guards.maxHourlyCost = nil
        #expect(fleet.plan().refusals == [])
    }

    @Test func unknownPricesOfHostsThatStayCountWhenOthersRise() {
        var fleet = Fleet(host("old") { $0.machineType = "unpriced" })
        fleet.guards.maxHourlyCost = Money("10 USD")
        fleet.edit { $0.labels["x"] = "y" }
        #expect(fleet.plan().problems.map(\.rule) == ["budget-unknown"])
        fleet.carryOut(fleet.plan())
        #expect(fleet.plan().problems == [], "nothing is spent, so there is nothing to tell")
        fleet.specs.append(host("new"))
        #expect(fleet.plan().problems.map(\.message).first?.contains("the price of old is unknown") == true)
        for number in 1...6 { fleet.specs.append(host("u\(number)") { $0.machineType = "unpriced" }) }
        #expect(
            fleet.plan().problems.map(\.message).first?.contains("of old, u1, u2, u3, u4 and 2 more is unknown") == true
        )
    }

    @Test func aLadderBehindAnUnknownPriceIsHeldToTheBudget() {
        let spec = host {
            $0.machineType = "unpriced"
            $0.placement = [PlacementRung(machineType: "s4"), PlacementRung(machineType: "s16")]
        }
        var fleet = Fleet(unmade: [spec])
        fleet.guards.maxHourlyCost = Money("1 USD")
        let types = fleet.plan().step()?.candidates.map(\.configuration.machineType)
        #expect(types == ["unpriced", "s4"])
        #expect(Set(fleet.plan().problems.map(\.rule)) == ["placement-over-budget", "budget-unknown"])
    }

    /// Money of another currency is not nothing beside that of the limit.
    @Test func twoCurrencies() {
        var fleet = Fleet(unmade: [host("a"), host("b") { $0.provider = .gcp }])
        fleet.guards.maxHourlyCost = Money("10 USD")
        #expect(fleet.plan().refusals == [])
        fleet.catalogs[.gcp] = CatalogIndex(
            provider: .gcp,
            entries: TestCatalog.other.entries.map { entry in
                var entry = entry
                func euros(_ money: Money?) -> Money? { money.map { Money(nanos: $0.nanos * 1000, currency: "EUR") } }
                switch entry.payload {
                case .machineType(var machine):
                    machine.price = euros(machine.price)
                    entry.payload = .machineType(machine)
                case .diskType(var disk):
                    disk.perGBHour = euros(disk.perGBHour)
                    entry.payload = .diskType(disk)
                default: break
                }
                return entry
            })
        #expect(fleet.plan().refusals.map(\.flag) == ["--allow-over-budget"])
    }

    @Test func gpusOfTheWorstRung() {
        let spec = host {
            $0.cpu = nil
            $0.gpu = GPURequest(type: "l4", count: 1)
            $0.placement = [PlacementRung(machineType: "g2")]
        }
        var fleet = Fleet(unmade: [spec])
        fleet.guards.maxGPUs = 1
        #expect(fleet.plan().refusals.map(\.flag) == ["--allow-gpus"])
        #expect(fleet.plan().refusals.first?.text.hasPrefix("2 GPUs could run, should hosts end on") == true)
        fleet.guards.maxGPUs = 2
        #expect(fleet.plan().refusals == [])
        fleet.edit { $0.power = .stopped }
        fleet.guards.maxGPUs = 0
        #expect(fleet.plan().refusals == [])
    }

    @Test func gpus() {
        var fleet = Fleet(
            unmade: [host("a") { $0.gpu = GPURequest(type: "l4", count: 2) }, host("b")])
        fleet.edit("a") { $0.cpu = nil }
        fleet.guards.maxGPUs = 1
        #expect(fleet.plan().refusals.map(\.flag) == ["--allow-gpus"])
        fleet.guards.maxGPUs = 2
        #expect(fleet.plan().refusals == [])
        fleet.carryOut(fleet.plan())
        fleet.guards.maxGPUs = 1
        #expect(fleet.plan().refusals.map(\.code) == [.gpus])
        fleet.edit("a") { $0.power = .stopped }
        #expect(fleet.plan().refusals == [])
    }

    @Test func aSecondVMOfOneNameIsNotMade() throws {
        var fleet = Fleet(host())
        let seen = try #require(fleet.model.vms.values.first?.seen)
        fleet = Fleet(unmade: fleet.specs)
        fleet.strays = [seen]
        let plan = fleet.plan()
        #expect(plan.refusals.map(\.code) == [.unrecorded])
        #expect(plan.refusals.first?.flag == nil)
        #expect(plan.orphans.map(\.foreign) == [false])
        fleet.strays[0].mark?.lineage = "0000000000000000"
        #expect(fleet.plan().orphans.map(\.foreign) == [true])
        #expect(fleet.plan().steps.allSatisfy { !$0.removesHost })
    }

    @Test func costs() throws {
        var fleet = Fleet(host("a"), host("b") { $0.power = .stopped })
        var plan = fleet.plan()
        #expect(plan.costBefore.perHour == plan.costAfter.perHour)
        #expect(plan.costBefore.perHour == "$0.424/h")
        fleet.specs.append(host("c") { $0.machineType = "unpriced" })
        plan = fleet.plan()
        #expect(plan.costAfter.perHour == "≥ $0.424/h")
        #expect(plan.step("c")?.priceAfter == .hourly(nil))
        fleet.specs.removeLast()
        fleet.edit("b") { $0.power = .running }
        plan = fleet.plan()
        #expect(plan.costBefore.perHour == "$0.424/h")
        #expect(plan.costAfter.perHour == "$0.824/h")
        fleet.specs.removeFirst()
        #expect(fleet.plan().costAfter.perHour == "$0.412/h")
    }

    @Test func scopeLeavesTheRestAlone() {
        var fleet = Fleet(host("web-1"), host("web-2"), host("db-1") { $0.labels = ["team": "data"] })
        fleet.edit { $0.cpu = Quantity(8) }
        func steps(_ only: [String], _ exclude: [String] = []) -> [String] {
            fleet.request.scope = Scope(only: only.map { .init($0) }, exclude: exclude.map { .init($0) })
            return fleet.plan().steps.map(\.host)
        }
        #expect(steps([]) == ["db-1", "web-1", "web-2"])
        #expect(steps(["web-*"]) == ["web-1", "web-2"])
        #expect(steps(["web-?"], ["*-2"]) == ["web-1"])
        #expect(steps(["team=data"]) == ["db-1"])
        #expect(steps(["team=*"], ["team=data"]) == ["web-1", "web-2"])
        #expect(steps([], ["*"]) == [])
        #expect(fleet.plan().costBefore.perHour == "$1.236/h", "hosts out of scope still cost what they cost")
        #expect(fleet.plan().costAfter == fleet.plan().costBefore)
    }

    @Test func aRenamedHostIsCountedOnce() {
        var fleet = Fleet(host("old"))
        let cost = fleet.plan().costBefore
        fleet.specs = [host("new") { $0.renamedFrom = "old" }]
        fleet.request.scope = Scope(only: [.name("new")])
        #expect(fleet.plan().costBefore == cost)
    }

    @Test func removalsComeFirst() {
        var fleet = Fleet(host("b"), host("c"), host("d"))
        fleet.specs = [host("a"), host("b") { $0.cpu = Quantity(8) }, host("c") { $0.image = "debian-12" }]
        #expect(fleet.plan().steps.map(\.id) == ["replace/c", "delete/d", "create/a", "resize/b"])
    }

    @Test func placementRungsThatCannotBeAreWarnings() {
        let spec = host {
            $0.placement = [
                PlacementRung(region: "nowhere"), PlacementRung(provider: .gcp, region: "r2"),
                PlacementRung(machineType: "s8"),
            ]
        }
        let plan = Fleet(unmade: [spec]).plan()
        #expect(plan.problems.map(\.severity) == [.warning])
        let candidates = plan.step()?.candidates ?? []
        #expect(candidates.map(\.provider) == [.local, .gcp, .local])
        #expect(candidates.map(\.configuration.machineType) == ["s4", "s4", "s8"])
        #expect(candidates.map(\.configuration.region) == ["r1", "r2", "r1"])
    }

    @Test func namesOfOneCloudAreNotTakenToAnother() {
        let spec = host {
            $0.image = "debian-12"
            $0.network.subnet = "mine"
            $0.options = ["key": .bool(true)]
            $0.placement = [PlacementRung(provider: .gcp)]
        }
        let other = Fleet(unmade: [spec]).plan().step()?.candidates.last?.configuration
        #expect(other?.image == "ubuntu-24.04-lts")
        #expect(other?.subnet == nil)
        #expect(other?.options == [:])
    }

    @Test func aHostOnARungStaysThere() {
        var fleet = Fleet(unmade: [host { $0.placement = [PlacementRung(region: "r2")] }])
        fleet.model.carryOut(onRung: 1, fleet.plan())
        #expect(fleet.model.records["hub"]?.applied?.region == "r2")
        #expect(fleet.plan().steps == [])
        fleet.edit { $0.cpu = Quantity(8) }
        #expect(fleet.plan().calls() == ["stop", "resize s8", "start"])
    }

    /// What the cloud sells changes; hosts that run do not.
    @Test func catalogsMoveHostsDoNot() {
        var fleet = Fleet(host { $0.region = "r1" }, host("gpu") { $0.gpu = GPURequest(type: "l4", count: 1) })
        fleet.catalogs[.local] = CatalogIndex(
            provider: .local,
            entries: TestCatalog.index.entries.compactMap { entry in
                var entry = entry
                // The GPU is offered in a zone that sorts first, and the plain type is sold no more.
                if case .zone = entry.scope { entry.scope = .zone("r1-a") }
                return entry.name == "s4" ? nil : entry
            } + TestCatalog.index.entries.filter { $0.scope == .zone("r1-b") })
        let plan = fleet.plan()
        #expect(plan.steps == [])
        #expect(plan.problems == [])
    }
}

extension Model {
    /// Carries out creates as if the candidates before one had no stock.
    mutating func carryOut(onRung rung: Int, _ plan: Plan) {
        for var step in plan.steps {
            step.candidates.removeFirst(rung)
            carryOut(step)
        }
    }
}
