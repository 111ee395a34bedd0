import Foundation
import JSON
import Providers
import TestServers
import Testing

/// The acceptance run over all clouds of this version: one spec file, from `validate` to `destroy`.
struct FourCloudsTrial {
    /// What a whole fleet is, with what others have.
    private static let whole = [
        "gcp instances": 3, "gcp disks": 5, "gcp firewalls": 1, "hyperstack environments": 1, "hyperstack keypairs": 1,
        "hyperstack vms": 3, "hyperstack volumes": 1, "lambda hosts": 1, "lambda keys": 2, "lambda rulesets": 1,
        "local hosts": 1, "local disks": 1,
    ]
    private static let hosts = 8

    private let clouds: FourClouds

    init() async throws { clouds = try await FourClouds() }

    @Test func aFleetLivesOnAllCloudsAndLeavesNothing() async throws {
        let before = try await clouds.census()
        try clouds.write()
        try await look()
        #expect(try await clouds.writes() == [], "looking and planning change nothing")

        try await create()
        try await change()
        try await drift()

        let gone = try await clouds.berth("destroy --yes")
        #expect(gone.output.contains("Destroy complete! Resources: \(Self.hosts) destroyed."), "\(gone)")
        #expect(try await clouds.census() == before, "nothing of ours is left, and all of theirs")
        #expect(try await clouds.berth("state list").output.contains("The state has no hosts."))
        try await clouds.berth("state verify")
        #expect(try await clouds.refusals() == [])
        #expect(try clouds.leaks() == [])
    }

    /// Everything that only looks.
    private func look() async throws {
        #expect(try await clouds.berth("validate").errors.contains("shipped"), "no catalog is locked yet")
        let update = try await clouds.berth("catalog update")
        for (cloud, _) in clouds.worlds { #expect(update.output.contains("\(cloud): "), "\(update)") }
        #expect(try await clouds.berth("catalog verify").output.split(separator: "\n").count == 3)
        let valid = try await clouds.json("validate")
        #expect(valid["valid"]?.boolValue == true && valid["diagnostics"]?.arrayValue?.isEmpty == true, "\(valid)")
        let found = try await clouds.json("catalog find --gpu a10 --count 1 --in-stock")
        #expect(found["offers"]?.arrayValue?.first?["machine_type"]?.stringValue == "gpu_1x_a10", "\(found)")
        let explained = try await clouds.berth("explain hub")
        #expect(explained.output.contains("e2-standard-2") && explained.output.contains("$0.0766/h"), "\(explained)")
        let ladder = try await clouds.berth("explain render")
        #expect(ladder.output.contains("2 of 3  hyperstack  CANADA-1       n3-L40x1       $1.00/h"), "\(ladder)")
        let status = try await clouds.json("status")
        #expect(status["hosts"]?.arrayValue?.count == Self.hosts)
        try await clouds.berth("drift")

        let plan = try await clouds.berth("plan --detailed-exitcode --out plan.json --trace trace.jsonl", exits: 2)
        #expect(plan.output.contains("Plan: \(Self.hosts) to add, 0 to change, 0 to destroy."), "\(plan)")
        #expect(plan.output.contains("Cost: $0.00/h → $2.26/h"), "\(plan)")
        #expect(try await clouds.berth("show plan.json").output.contains(plan.output.prefix(400)))
        let trace = try clouds.folder.text("trace.jsonl")
        for (cloud, _) in clouds.worlds { #expect(trace.contains("\"provider\":\"\(cloud)\""), "\(cloud)") }
    }

    /// The saved plan, with no stock on the first place of the ladder.
    private func create() async throws {
        try await clouds.gcp.poke(["sell_out": .array([.string("us-central1-a/g2-standard-4")])])
        let made = try await clouds.berth("apply plan.json")
        #expect(made.errors.contains("render: No stock on gcp us-central1-a (1 of 3)"), "\(made)")
        #expect(made.output.contains("on hyperstack CANADA-1 (2 of 3 placements)"), "\(made)")
        #expect(made.output.contains("Apply complete! Resources: \(Self.hosts) added, 0 changed, 0 destroyed."))
        #expect(try await clouds.census() == Self.whole)
        try await clouds.berth("plan --detailed-exitcode")
        try await clouds.berth("apply plan.json", exits: 5)
        let status = try await clouds.json("status")
        #expect(status["hosts"]?.arrayValue?.map { $0["status"]?.stringValue } == Array(repeating: "running", count: 8))
        #expect(status["cost"]?["per_hour"]?["USD"]?.stringValue?.hasPrefix("2.54") == true, "\(status)")
    }

    /// Resized and turned off where the cloud can; where it cannot, the plan says what it would do instead.
    private func change() async throws {
        try clouds.write(.init(hubCPU: 4, store: "n1-cpu-small", train: "gh200", power: "stopped"))
        let refused = try await clouds.berth("plan", exits: 4)
        for words in [
            "# store must be replaced", "kept, and attached to the new VM", "# train must be replaced",
            "impact        new address, data loss", "to allow it: --allow-data-loss=train",
        ] { #expect(refused.output.contains(words), "\(words): \(refused)") }
        let refusedStop = try await clouds.berth("stop train --yes", exits: 1)
        #expect(refusedStop.output.contains("lambda cannot stop a host and keep it"), "\(refusedStop)")

        try clouds.write(.init(hubCPU: 4, power: "stopped"))
        let changed = try await clouds.berth("apply --yes")
        for words in [
            "# hub will be resized (stop → resize → start)", "stopped, it bills on in full",
            "impact  downtime, new address", "Resources: 0 added, 1 changed, 0 destroyed. Power: 0 started, 4 stopped.",
        ] { #expect(changed.output.contains(words), "\(words): \(changed)") }
        #expect(try await clouds.census() == Self.whole)
        try await clouds.berth("plan --detailed-exitcode")
        #expect(try clouds.record("hub")["applied"]?["machine_type"]?.stringValue == "e2-standard-4")
        let status = try await clouds.json("status")
        let stopped = status["hosts"]?.arrayValue?.filter { $0["status"]?.stringValue == "stopped" }
        #expect(stopped?.compactMap { $0["host"]?.stringValue } == ["batch-1", "batch-2", "probe", "sim"])
    }

    /// Clouds without a resize replace: Hyperstack keeps the data disk, Lambda has none.
    @Test func replacedWhereItCannotBeResized() async throws {
        let before = try await clouds.census()
        try clouds.write()
        try await clouds.berth("catalog update")
        try await clouds.berth("apply --yes --only store --only train")
        let disk = try clouds.record("store")["runtime"]?["data_disk_id"]?.stringValue
        let made = try await clouds.census()
        try clouds.write(.init(store: "n1-cpu-small", train: "gh200"))
        let changed = try await clouds.berth(
            "apply --yes --only store --only train --allow-data-loss=train --allow-delete=2")
        #expect(changed.output.contains("Resources: 2 added, 0 changed, 2 destroyed."), "\(changed)")
        #expect(try await clouds.census() == made)
        for host in ["store", "train"] { #expect(try clouds.record(host)["generation"]?.intValue == 2) }
        #expect(try disk != nil && clouds.record("store")["runtime"]?["data_disk_id"]?.stringValue == disk)
        try await clouds.berth("plan --detailed-exitcode --only store --only train")
        try await clouds.berth("destroy --yes")
        #expect(try await clouds.census() == before)
        #expect(try await clouds.refusals() == [])
    }

    /// Changes by hand are shown, and put right together with the power that the spec asks for again.
    private func drift() async throws {
        try clouds.write(.init(hubCPU: 4))
        let hub = try clouds.cloudName("hub")
        try await clouds.gcp.poke([
            "label": .object(["name": .string(hub), "key": .string("team"), "value": .string("physics")])
        ])
        try await clouds.hyperstack.poke(["stop": .string("store")])
        let drift = try await clouds.json("drift --detailed-exitcode", exits: 2)
        let found = drift["cloud"]?.arrayValue?.compactMap { row in
            "\(row["host"]?.stringValue ?? "") \(row["field"]?.stringValue ?? "")"
        }
        #expect(found == ["hub labels.team", "store power"], "\(drift)")
        #expect(drift["you"]?.arrayValue?.count == 4, "the power that the spec asks for: \(drift)")
        let plan = try await clouds.berth("plan --detailed-exitcode", exits: 2)
        #expect(plan.output.contains("physics → math"), "\(plan)")
        let mended = try await clouds.berth("apply --yes")
        #expect(mended.output.contains("Resources: 0 added, 1 changed, 0 destroyed. Power: 5 started, 0 stopped."))
        try await clouds.berth("plan --detailed-exitcode")
        let restarted = try await clouds.berth("restart batch-1 --yes")
        #expect(restarted.output.contains("impact  reboot, new address"), "\(restarted)")
        try await clouds.berth("drift --detailed-exitcode")
    }

    /// Kills in the middle of creates of every cloud, some in a row; each time the next run takes up what was begun.
    @Test func killsInCreatesLeaveOneOfEach() async throws {
        let before = try await clouds.census()
        try clouds.write()
        try await clouds.berth("doctor")
        try await clouds.berth("catalog update")
        #expect(try await clouds.writes() == [])
        try await clouds.kill("apply --yes --only hub", in: clouds.gcp, at: "*/instances")
        try await clouds.kill("apply --yes --only train", in: clouds.lambda, at: "*/launch")
        try await clouds.kill("apply --yes --only store", in: clouds.hyperstack, at: "*/volumes")
        try await clouds.kill("apply --yes --only store", in: clouds.hyperstack, at: "*/virtual-machines")

        let plan = try await clouds.berth("plan", exits: 0)
        #expect(plan.output.contains("store will be created on hyperstack CANADA-1 (finishing an interrupted create)"))
        #expect(plan.output.contains("which is not complete; it is taken up"), "\(plan)")
        let made = try await clouds.berth("apply --yes")
        #expect(made.output.contains("0 destroyed"), "\(made)")
        var whole = Self.whole
        // There is stock this time.
        (whole["gcp instances"], whole["gcp disks"], whole["hyperstack vms"]) = (4, 6, 2)
        #expect(try await clouds.census() == whole, "one of each: \(made)")
        try await clouds.berth("plan --detailed-exitcode")
        try await clouds.berth("state verify")

        try await clouds.berth("destroy --yes")
        #expect(try await clouds.census() == before)
        #expect(try await clouds.refusals() == [])
        #expect(try clouds.leaks() == [])
    }

    /// What a killed create had begun is taken away by a destroy, too.
    @Test(arguments: ["*/volumes", "*/virtual-machines"])
    func aDestroyTakesAwayWhatAKillLeft(at path: String) async throws {
        let before = try await clouds.census()
        try clouds.write()
        try await clouds.berth("catalog update")
        try await clouds.kill("apply --yes --only store", in: clouds.hyperstack, at: path)
        #expect(try await clouds.census() != before)
        try await clouds.berth("destroy --yes")
        #expect(try await clouds.census() == before)
        #expect(try await clouds.refusals() == [])
    }
}
