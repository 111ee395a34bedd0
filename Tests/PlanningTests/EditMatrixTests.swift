import Diagnostics
import Hosts
import Planning
import Testing

/// One row of the edit matrix: a change to a host that is made and running, and what the plan says to do.
struct Edit: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var can: @Sendable (inout Capabilities) -> Void = { _ in }
    var before: @Sendable (inout HostSpec) -> Void = { _ in }
    var edit: @Sendable (inout HostSpec) -> Void = { _ in }
    var byHand: @Sendable (inout HostObservation) -> Void = { _ in }
    /// Nil for no step.
    var action: Step.Action?
    var calls: [String] = []
    var fields: [String] = []
    var impact: [Impact] = []
    /// Rule of the error, if the edit is impossible.
    var problem: String?
    var author: FieldChange.Author = .you

    init(_ name: String, _ fill: (inout Edit) -> Void) {
        testDescription = name
        fill(&self)
    }
}

@Suite struct EditMatrixTests {
    static let sizes: [Edit] = [
        Edit("nothing") { _ in },
        Edit("cpu up: stop, resize, start") {
            $0.edit = { $0.cpu = Quantity(8) }
            $0.action = .resize
            $0.calls = ["stop", "resize s8", "start"]
            $0.fields = ["machine_type"]
            $0.impact = [.reboot]
        },
        Edit("cpu up where a stop gives the address away") {
            $0.can = { $0.stopKeepsAddress = false }
            $0.edit = { $0.cpu = Quantity(8) }
            $0.action = .resize
            $0.calls = ["stop", "resize s8", "start"]
            $0.fields = ["machine_type"]
            $0.impact = [.reboot, .newAddress]
        },
        Edit("cpu up, in place") {
            $0.can = { $0.machineTypeChange = .inPlace }
            $0.edit = { $0.cpu = Quantity(8) }
            $0.action = .resize
            $0.calls = ["resize s8"]
            $0.fields = ["machine_type"]
        },
        Edit("cpu up by a new VM, disk kept") {
            $0.can = { $0.machineTypeChange = .replace }
            $0.edit = { $0.cpu = Quantity(8) }
            $0.action = .replace
            $0.calls = ["delete, keep disk", "create"]
            $0.fields = ["machine_type"]
            $0.impact = [.newAddress]
        },
        Edit("cpu up where it cannot be") {
            $0.can = { $0.machineTypeChange = .never }
            $0.edit = { $0.cpu = Quantity(8) }
            $0.problem = "machine-type-fixed"
        },
        Edit("cpu down still fits the pinned type") { $0.edit = { $0.cpu = Quantity(2) } },
        Edit("ram up") {
            $0.edit = { $0.ramGB = Quantity(20) }
            $0.action = .resize
            $0.calls = ["stop", "resize s8", "start"]
            $0.fields = ["machine_type"]
            $0.impact = [.reboot]
        },
        Edit("machine type by name") {
            $0.edit = { $0.machineType = "s16" }
            $0.action = .resize
            $0.calls = ["stop", "resize s16", "start"]
            $0.fields = ["machine_type"]
            $0.impact = [.reboot]
        },
        Edit("machine type changed by hand") {
            $0.byHand = { $0.machineType = "s16" }
            $0.action = .resize
            $0.calls = ["stop", "resize s4", "start"]
            $0.fields = ["machine_type"]
            $0.impact = [.reboot]
            $0.author = .cloud
        },
        Edit("machine type changed here and by hand") {
            $0.edit = { $0.cpu = Quantity(8) }
            $0.byHand = { $0.machineType = "s16" }
            $0.action = .resize
            $0.calls = ["stop", "resize s8", "start"]
            $0.fields = ["machine_type"]
            $0.impact = [.reboot]
            $0.author = .both
        },
        Edit("machine type unmanaged") {
            $0.edit = { $0.unmanaged = ["machine_type"] }
            $0.byHand = { $0.machineType = "s16" }
        },
        Edit("resize with the host off and to be off") {
            $0.before = { $0.power = .stopped }
            $0.edit = { $0.cpu = Quantity(8) }
            $0.action = .resize
            $0.calls = ["resize s8"]
            $0.fields = ["machine_type"]
        },
        Edit("resize and turn off: says that it goes off") {
            $0.edit = {
                $0.cpu = Quantity(8)
                $0.power = .stopped
            }
            $0.action = .resize
            $0.calls = ["stop", "resize s8"]
            $0.fields = ["machine_type", "power"]
            $0.impact = [.stopStart]
        },
        Edit("resize empties an ephemeral disk") {
            $0.before = { $0.storage = .ephemeral }
            $0.edit = { $0.cpu = Quantity(8) }
            $0.action = .resize
            $0.calls = ["stop", "resize s8", "start"]
            $0.fields = ["machine_type"]
            $0.impact = [.reboot, .ephemeralLoss]
        },
    ]

    static let disks: [Edit] = [
        Edit("grow online") {
            $0.edit = { $0.diskGB = 200 }
            $0.action = .update
            $0.calls = ["grow 200"]
            $0.fields = ["disk_gb"]
        },
        Edit("grow, stopped") {
            $0.can = { $0.dataDiskGrowth = .stopStart }
            $0.edit = { $0.diskGB = 200 }
            $0.action = .update
            $0.calls = ["stop", "grow 200", "start"]
            $0.fields = ["disk_gb"]
            $0.impact = [.reboot]
        },
        Edit("grow and turn off: the loss is named") {
            $0.edit = {
                $0.diskGB = 200
                $0.power = .stopped
            }
            $0.action = .update
            $0.calls = ["grow 200", "stop"]
            $0.fields = ["disk_gb", "power"]
            $0.impact = [.stopStart]
        },
        Edit("resize and grow: one stop") {
            $0.can = { $0.dataDiskGrowth = .stopStart }
            $0.edit = {
                $0.cpu = Quantity(8)
                $0.diskGB = 200
            }
            $0.action = .resize
            $0.calls = ["stop", "resize s8", "grow 200", "start"]
            $0.fields = ["machine_type", "disk_gb"]
            $0.impact = [.reboot]
        },
        Edit("growth only by a new disk: the old one cannot come along") {
            $0.can = { $0.dataDiskGrowth = .replace }
            $0.edit = { $0.diskGB = 200 }
            $0.action = .replace
            $0.calls = ["delete", "create"]
            $0.fields = ["disk_gb"]
            $0.impact = [.newAddress, .dataLoss]
        },
        Edit("growth of an ephemeral disk") {
            $0.before = { $0.storage = .ephemeral }
            $0.edit = { $0.diskGB = 200 }
            $0.problem = "disk-fixed"
        },
        Edit("shrink") {
            $0.edit = { $0.diskGB = 50 }
            $0.problem = "disk-shrink"
        },
        Edit("grown by hand is left") { $0.byHand = { $0.dataDisk?.sizeGB = 300 } },
        Edit("disk size unmanaged") {
            $0.edit = {
                $0.unmanaged = ["disk_gb"]
                $0.diskGB = 50
            }
        },
        Edit("disk type") {
            $0.edit = { $0.diskType = .ssd }
            $0.action = .replace
            $0.calls = ["delete", "create"]
            $0.fields = ["disk_type"]
            $0.impact = [.newAddress, .dataLoss]
        },
        Edit("another type and smaller: a new disk may be any size") {
            $0.edit = {
                $0.diskType = .ssd
                $0.diskGB = 50
            }
            $0.action = .replace
            $0.calls = ["delete", "create"]
            $0.fields = ["disk_type", "disk_gb"]
            $0.impact = [.newAddress, .dataLoss]
        },
        Edit("no data disk any more") {
            $0.edit = { $0.diskGB = nil }
            $0.action = .replace
            $0.calls = ["delete", "create"]
            $0.fields = ["disk_gb"]
            $0.impact = [.newAddress, .dataLoss]
        },
    ]

    static let places: [Edit] = [
        Edit("region") {
            $0.edit = { $0.region = "r2" }
            $0.action = .replace
            $0.calls = ["delete", "create"]
            $0.fields = ["region"]
            $0.impact = [.newAddress, .dataLoss]
        },
        Edit("zone") {
            $0.edit = { $0.zone = "r1-b" }
            $0.action = .replace
            $0.calls = ["delete", "create"]
            $0.fields = ["zone"]
            $0.impact = [.newAddress, .dataLoss]
        },
        Edit("the zone it is in, said aloud") { $0.edit = { $0.zone = "r1-a" } },
        Edit("provider") {
            $0.edit = { $0.provider = .gcp }
            $0.action = .replace
            $0.calls = ["delete", "create"]
            $0.fields = ["provider"]
            $0.impact = [.newAddress, .dataLoss]
        },
        Edit("image keeps the data disk") {
            $0.edit = { $0.image = "debian-12" }
            $0.action = .replace
            $0.calls = ["delete, keep disk", "create"]
            $0.fields = ["image"]
            $0.impact = [.newAddress]
        },
        Edit("image and a larger disk: it grows while the old VM is there") {
            $0.edit = {
                $0.image = "debian-12"
                $0.diskGB = 200
            }
            $0.action = .replace
            $0.calls = ["grow 200", "delete, keep disk", "create"]
            $0.fields = ["image", "disk_gb"]
            $0.impact = [.newAddress]
        },
        Edit("pricing") {
            $0.edit = { $0.pricing = .spot }
            $0.action = .replace
            $0.calls = ["delete, keep disk", "create"]
            $0.fields = ["pricing"]
            $0.impact = [.newAddress]
        },
        Edit("pricing where it cannot be") {
            $0.can = { $0.pricingChange = .never }
            $0.edit = { $0.pricing = .spot }
            $0.problem = "pricing-fixed"
        },
        Edit("storage") {
            $0.edit = { $0.storage = .ephemeral }
            $0.action = .replace
            $0.calls = ["delete", "create"]
            $0.fields = ["storage"]
            $0.impact = [.newAddress, .dataLoss]
        },
        Edit("boot disk") {
            $0.edit = { $0.bootDiskGB = 50 }
            $0.action = .replace
            $0.calls = ["delete, keep disk", "create"]
            $0.fields = ["boot_disk_gb"]
            $0.impact = [.newAddress]
        },
        Edit("image unmanaged") {
            $0.edit = {
                $0.unmanaged = ["image"]
                $0.image = "debian-12"
            }
        },
        Edit("a host without data disk loses its boot disk") {
            $0.before = { $0.diskGB = nil }
            $0.edit = { $0.image = "debian-12" }
            $0.action = .replace
            $0.calls = ["delete", "create"]
            $0.fields = ["image"]
            $0.impact = [.newAddress, .dataLoss]
        },
    ]

    @Test(arguments: sizes + disks + places) func row(_ row: Edit) throws {
        var fleet = Fleet(host("hub", row.before), can: row.can)
        #expect(fleet.plan().steps.isEmpty, "what was made must need nothing")
        fleet.edit { row.edit(&$0) }
        fleet.byHand("hub", row.byHand)
        let plan = fleet.plan()
        #expect(plan.problems.map(\.rule) == (row.problem.map { [$0] } ?? []))
        #expect(plan.step()?.action == row.action)
        #expect(plan.calls() == row.calls)
        #expect(plan.fields() == row.fields)
        #expect(plan.step()?.impact ?? [] == row.impact)
        if let first = plan.step()?.changes.first { #expect(first.author == row.author) }
        fleet.carryOut(plan)
        #expect(fleet.model.refusals == [])
        #expect(fleet.plan().steps == [], "a plan that was carried out leaves nothing to do")
    }

    /// Data loss is refused until the flag names the host.
    @Test(arguments: sizes + disks + places) func losses(_ row: Edit) {
        var fleet = Fleet(host("hub", row.before), can: row.can)
        fleet.edit { row.edit(&$0) }
        let loses = row.impact.contains { $0 == .dataLoss || $0 == .ephemeralLoss }
        let refused = fleet.plan().refusals.filter { $0.code == .dataLoss }
        #expect(refused.map(\.flag) == (loses ? ["--allow-data-loss=hub"] : []))
        fleet.request.allowances.dataLoss = ["hub"]
        #expect(fleet.plan().refusals.filter { $0.code == .dataLoss } == [])
    }

    @Test(arguments: ["machine_type", "disk"]) func replaceMakesTheImpossiblePossible(_ what: String) {
        var fleet = Fleet(host("hub")) {
            $0.machineTypeChange = .never
            $0.dataDiskGrowth = .never
        }
        fleet.edit { if what == "disk" { $0.diskGB = 200 } else { $0.cpu = Quantity(8) } }
        #expect(fleet.plan().hasErrors)
        fleet.request.replace = ["hub"]
        let plan = fleet.plan()
        #expect(!plan.hasErrors)
        #expect(plan.calls() == [what == "disk" ? "delete" : "delete, keep disk", "create"])
        fleet.carryOut(plan)
        fleet.request.replace = []
        #expect(fleet.plan().steps == [])
    }
}
