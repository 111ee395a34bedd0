import Foundation
import Hosts
import Providers
import Testing

/// The tales of hosts' lives: made, changed, switched, renamed, replaced, removed.
struct LifecycleStories {
    @Test func quickstart() async throws {
        let story = try Story("quickstart", example: "quickstart")
        try await story.run("plan --detailed-exitcode", exits: 2)
        try await story.run("apply --auto-approve", exits: 0)
        let second = try await story.run("plan --detailed-exitcode", exits: 0)
        #expect(second.output.hasPrefix("No changes."))
        try story.edit("berth.yaml", "cpu: 4", "cpu: 8")
        try await story.run("plan --detailed-exitcode", exits: 2)
        let resized = try await story.run("apply --auto-approve", exits: 0)
        for part in ["stop, 1 of 3", "resize, 2 of 3", "start, 3 of 3"] { #expect(resized.errors.contains(part)) }
        try await story.run("status", exits: 0)
        try await story.run("destroy --auto-approve", exits: 0)
        #expect(try story.console().hosts().isEmpty)
        #expect(try story.console().disks().isEmpty)
        try await story.run("status", exits: 0)
        try story.check()
    }

    @Test func power() async throws {
        let story = try Story("power")
        try story.write("berth.yaml", Specs.pair)
        try await story.run("apply --auto-approve", exits: 0)
        try await story.run("stop web-1 --auto-approve", exits: 0)
        #expect(try story.console().hosts().map(\.status) == [.stopped, .running])
        try await story.run("stop web-1 --auto-approve", exits: 0)
        try await story.run("status", exits: 0)
        try await story.run("restart web-1 --auto-approve", exits: 0)
        try await story.run("stop web-1 --auto-approve --quiet", exits: 0)
        try await story.run("start web-1 --auto-approve", exits: 0)
        try await story.run("start web-1 --auto-approve", exits: 0)
        try await story.run("restart web-* --auto-approve", exits: 0)
        try await story.run("restart web-2 --hard --auto-approve", exits: 0)
        try await story.run("stop wbe-1 --auto-approve", exits: 64)
        try story.edit("berth.yaml", "web-2: {", "web-2: {power: stopped, ")
        try await story.run("apply --auto-approve", exits: 0)
        try await story.run("status", exits: 0)
        #expect(try story.console().hosts().map(\.status) == [.running, .stopped])
        try story.check()
    }

    @Test func replaceKeepsTheDataDisk() async throws {
        let story = try Story("replace")
        try story.write("berth.yaml", Specs.withDisk)
        try await story.run("apply --auto-approve", exits: 0)
        let before = try #require(try story.console().hosts().first)
        try story.edit("berth.yaml", "image: ubuntu-24.04-lts", "image: debian-12")
        try await story.run("plan", exits: 0)
        try await story.run("apply --auto-approve", exits: 0)
        let after = try #require(try story.console().hosts().first)
        #expect(after.runtime.dataDiskID == before.runtime.dataDiskID)
        #expect(after.runtime.instanceID != before.runtime.instanceID)
        #expect(try story.console().hosts().count == 1)
        try await story.run("apply --replace db-1 --auto-approve", exits: 0)
        try await story.run("plan --detailed-exitcode", exits: 0)
        #expect(try story.console().disks().count == 1)
        try story.check()
    }

    @Test func growAndShrink() async throws {
        let story = try Story("grow")
        try story.write("berth.yaml", Specs.withDisk)
        try await story.run("apply --auto-approve", exits: 0)
        try story.edit("berth.yaml", "disk_gb: 50", "disk_gb: 80")
        try await story.run("apply --auto-approve", exits: 0)
        #expect(try story.console().hosts().first?.dataDisk?.sizeGB == 80)
        try story.edit("berth.yaml", "disk_gb: 80", "disk_gb: 40")
        try await story.run("plan", exits: 3)
        try story.edit("berth.yaml", "disk_gb: 40", "disk_gb: 80")
        try await story.run("plan --detailed-exitcode", exits: 0)
        try story.check()
    }

    @Test func rename() async throws {
        let story = try Story("rename")
        try story.write("berth.yaml", Specs.withDisk)
        try await story.run("apply --auto-approve", exits: 0)
        let before = try #require(try story.console().hosts().first)
        try story.edit("berth.yaml", "  db-1:\n", "  store-1:\n    renamed_from: db-1\n")
        try await story.run("plan", exits: 0)
        try await story.run("apply --auto-approve", exits: 0)
        let after = try #require(try story.console().hosts().first)
        #expect(after.runtime.instanceID == before.runtime.instanceID)
        #expect(after.mark?.host == "store-1")
        try await story.run("plan --detailed-exitcode", exits: 0)
        try await story.run("state list", exits: 0)
        try story.check()
    }

    @Test func removal() async throws {
        let story = try Story("removal")
        try story.write("berth.yaml", Specs.pair)
        try await story.run("apply --auto-approve", exits: 0)
        try story.edit("berth.yaml", "  web-2: {cpu: 2}\n", "")
        try await story.run("plan", exits: 0)
        try await story.run("apply --auto-approve", exits: 0)
        #expect(try story.console().hosts().map { $0.mark?.host } == ["web-1"])
        try await story.run("plan --detailed-exitcode", exits: 0)
        try story.check()
    }

    @Test func vanished() async throws {
        let story = try Story("vanished")
        try story.write("berth.yaml", Specs.pair)
        try await story.run("apply --auto-approve", exits: 0)
        story.note("somebody deletes web-1 in the cloud's console")
        try story.console().delete("web-1")
        try await story.run("status", exits: 0)
        try await story.run("plan", exits: 0)
        try await story.run("apply --auto-approve", exits: 4)
        try await story.run("apply --recreate web-1 --auto-approve", exits: 0)
        try await story.run("plan --detailed-exitcode", exits: 0)
        #expect(try story.console().hosts().count == 2)
        story.note("somebody deletes both")
        for host in ["web-1", "web-2"] { try story.console().delete(host) }
        try await story.run("apply --recreate web-1 --recreate web-2 --auto-approve", exits: 4)
        try await story.run(
            "apply --recreate web-1 --recreate web-2 --allow-empty-account --auto-approve", exits: 0)
        try story.check()
    }

    @Test func drift() async throws {
        let story = try Story("drift")
        try story.write("berth.yaml", Specs.pair)
        try await story.run("apply --auto-approve", exits: 0)
        try await story.run("drift --detailed-exitcode", exits: 0)
        story.note("somebody turns web-1 off, labels web-2 and resizes it, and makes a VM of their own")
        let console = story.console()
        try console.stop("web-1")
        try console.setLabel("owner", "somebody", of: "web-2")
        try console.resize("web-2", machineType: "standard-8")
        try console.add(name: "not-ours")
        try await story.run("drift", exits: 0)
        try await story.run("drift --detailed-exitcode", exits: 2)
        try story.edit("berth.yaml", "web-1: {cpu: 2}", "web-1: {cpu: 4}")
        try await story.run("drift", exits: 0)
        try await story.run("apply --auto-approve", exits: 0)
        try await story.run("drift --detailed-exitcode", exits: 0)
        #expect(try console.hosts().map { $0.mark == nil } == [false, false, true])
        try story.check()
    }
}

/// Spec files that several tales begin with.
enum Specs {
    static let pair = """
        fleet: shop
        defaults: {provider: local}
        hosts:
          web-1: {cpu: 2}
          web-2: {cpu: 2}

        """

    static let withDisk = """
        fleet: shop
        defaults: {provider: local}
        hosts:
          db-1:
            cpu: 2
            disk_gb: 50
            image: ubuntu-24.04-lts

        """
}
