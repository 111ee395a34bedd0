import Foundation
import Hosts
import Providers
import Testing

/// The tales of plans and of what holds them back: saved plans, expected digests, guards, selections, locks, approvals.
struct PlanStories {
    @Test func savedPlan() async throws {
        let story = try Story("saved-plan")
        try story.write("berth.yaml", Specs.pair)
        try await story.run("plan --out plan.json", exits: 0)
        try await story.run("show plan.json", exits: 0)
        try await story.run("show -", exits: 0, input: try story.folder.bytes("plan.json"), shown: 1)
        try await story.run("apply plan.json --only web-1", exits: 64)
        try await story.run("apply plan.json --expect sha256:\(String(repeating: "0", count: 64))", exits: 5)
        #expect(!story.folder.has("state/local-cloud.log.jsonl"))
        try await story.run("apply plan.json", exits: 0)
        try await story.run("apply plan.json", exits: 5)
        #expect(try story.console().hosts().count == 2)
        try story.edit("berth.yaml", "web-1: {cpu: 2}", "web-1: {cpu: 4}")
        try story.edit("berth.yaml", "web-2: {cpu: 2}", "web-2: {cpu: 4}")
        try await story.run("plan --out plan.json --quiet", exits: 0)
        story.note("somebody turns web-2 off before the plan is applied: its step is stale, that of web-1 is not")
        try story.console().stop("web-2")
        try await story.run("apply plan.json", exits: 5)
        #expect(try story.console().hosts().map(\.machineType) == ["standard-4", "standard-2"])
        try await story.run("plan --out plan.json --quiet", exits: 0)
        try story.edit("berth.yaml", "web-2: {cpu: 4}", "web-2: {cpu: 8}")
        try await story.run("apply plan.json", exits: 5)
        story.note("a plan that was made when there was no state, and is not the one that made it")
        try await story.run("plan --state-dir elsewhere --out early.json --quiet", exits: 0, shown: 0)
        try await story.run("apply early.json --state-dir state", exits: 5)
        try await story.run("show nothing.json", exits: 1)
        try story.write("not-a-plan.json", "{\"format\": 1}\n")
        try await story.run("show not-a-plan.json", exits: 1)
        try await story.run("apply not-a-plan.json", exits: 5)
        try story.check()
    }

    @Test func expectedDigest() async throws {
        let story = try Story("expected-digest")
        try story.write("berth.yaml", Specs.pair)
        try await story.run("plan --out plan.json --quiet", exits: 0)
        let shown = try await story.run("show plan.json", exits: 0)
        let digest = try #require(shown.errors.split(separator: " ").last.map { $0.filter { !$0.isNewline } })
        try await story.run("apply --expect sha256:12", exits: 64)
        try await story.run("apply --expect sha256:\(String(repeating: "0", count: 64))", exits: 5)
        #expect(try story.console().hosts().isEmpty)
        try await story.run("apply --expect \(digest)", exits: 0)
        try await story.run("apply --expect \(digest)", exits: 5)
        #expect(try story.console().hosts().count == 2)
        try story.check()
    }

    @Test func guards() async throws {
        let story = try Story("guards")
        try story.write(
            "berth.yaml",
            """
            fleet: guarded
            guards: {max_hourly_cost: 1 USD, max_deletes: 1, max_gpus: 1}
            defaults: {provider: local}
            hosts:
              a-1: {cpu: 2}
              a-2: {cpu: 2}
              a-3: {gpu: l4, storage: ephemeral, disk_gb: 100}

            """)
        try await story.run("apply --auto-approve", exits: 0)
        story.note("money and GPUs")
        try story.edit("berth.yaml", "  a-1: {cpu: 2}\n", "  a-1: {gpu: l4}\n")
        try await story.run("apply --auto-approve", exits: 4)
        try await story.run("apply --auto-approve --allow-over-budget", exits: 4)
        try await story.run("apply --auto-approve --allow-gpus", exits: 4)
        try await story.run("plan --allow-gpus --allow-over-budget", exits: 0)
        try story.edit("berth.yaml", "  a-1: {gpu: l4}\n", "")
        try story.edit("berth.yaml", "  a-2: {cpu: 2}\n", "")
        story.note("deletes")
        try await story.run("apply --auto-approve", exits: 4)
        try await story.run("apply --auto-approve --allow-delete=1", exits: 4)
        try await story.run("apply --auto-approve --allow-delete=2", exits: 0)
        story.note("data loss")
        try story.edit("berth.yaml", "gpu: l4,", "gpu: l4, zone: local-b,")
        try await story.run("apply --auto-approve", exits: 4)
        try await story.run("apply --auto-approve --allow-data-loss=a-3", exits: 0)
        story.note("empty specs")
        try story.write("berth.yaml", "fleet: guarded\ndefaults: {provider: local}\nhosts: {}\n")
        try await story.run("apply --auto-approve", exits: 4)
        try await story.run("apply --auto-approve --allow-empty-specs", exits: 0)
        #expect(try story.console().hosts().isEmpty)
        try story.check()
    }

    @Test func partsThatAreNotRead() async throws {
        let story = try Story("unread")
        try story.write("berth.yaml", "fleet: parts\nhosts: {a-1: {provider: local, cpu: 2}}\n")
        try story.write("more.yaml", "hosts: {b-1: {provider: local, cpu: 2}}\n")
        try await story.run("apply --auto-approve --quiet .", exits: 0)
        try await story.run("apply --auto-approve", exits: 4)
        try await story.run("plan --detailed-exitcode .", exits: 0)
        story.note("whoever names the file means it")
        try await story.run("apply --auto-approve berth.yaml --allow-delete=1", exits: 0)
        try story.check()
    }

    @Test func protection() async throws {
        let story = try Story("protection")
        try story.write("berth.yaml", Specs.withDisk)
        try story.edit("berth.yaml", "    cpu: 2\n", "    cpu: 2\n    protect: true\n")
        try await story.run("apply --auto-approve", exits: 0)
        try story.edit("berth.yaml", "    image: ubuntu-24.04-lts\n", "    image: debian-12\n")
        story.note("one guarded host does not block the others; only who names it is refused")
        try await story.run("apply --auto-approve", exits: 0)
        try await story.run("plan --only db-1", exits: 4)
        try await story.run("apply --replace db-1 --auto-approve", exits: 4)
        story.note("taking the block away does not lift the protection")
        try story.write("berth.yaml", "fleet: shop\ndefaults: {provider: local}\nhosts:\n  other-1: {cpu: 2}\n")
        try await story.run("apply --auto-approve", exits: 0)
        try await story.run("destroy --only db-1 --auto-approve", exits: 4)
        try await story.run("destroy --auto-approve", exits: 0)
        #expect(try story.console().hosts().map { $0.mark?.host } == ["db-1"])
        try story.write("berth.yaml", Specs.withDisk)
        try await story.run("apply --auto-approve", exits: 0)
        try await story.run("destroy --auto-approve", exits: 0)
        #expect(try story.console().hosts().isEmpty)
        try story.check()
    }

    @Test func selections() async throws {
        let story = try Story("selections")
        try story.write(
            "berth.yaml",
            """
            fleet: shop
            defaults: {provider: local, cpu: 2}
            hosts:
              web-1: {labels: {tier: front}}
              web-2: {labels: {tier: front}}
              db-1: {labels: {tier: back}}

            """)
        try await story.run("plan --only wbe-1", exits: 64)
        try await story.run("plan --exclude web-3", exits: 64)
        try await story.run("plan --replace web-3", exits: 64)
        try await story.run("apply --recreate wbe-1 --auto-approve", exits: 64)
        try await story.run("apply --only web-1 --auto-approve", exits: 0)
        try await story.run("apply --only tier=back --auto-approve", exits: 0)
        try await story.run("plan --exclude web-* --detailed-exitcode", exits: 0)
        try await story.run("plan --only web-* --exclude web-1", exits: 0)
        try await story.run("destroy --only db-1 --auto-approve", exits: 0)
        try await story.run("status --only web-1", exits: 0)
        #expect(try story.console().hosts().map { $0.mark?.host } == ["web-1"])
        try story.check()
    }

    @Test func locked() async throws {
        let story = try Story("locked")
        try story.write("berth.yaml", Specs.pair)
        try await story.run("apply --auto-approve", exits: 0)
        try story.edit("berth.yaml", "web-1: {cpu: 2}", "web-1: {cpu: 4}")
        try await FleetLock.holding(story.folder, fleet: "shop") {
            try await story.run("apply --auto-approve", exits: 6)
            try await story.run("apply --auto-approve --lock-timeout 300ms", exits: 6)
            try await story.run("apply --auto-approve --format json", exits: 6)
            try await story.run("plan --detailed-exitcode", exits: 2)
            try await story.run("status", exits: 0)
        }
        try await story.run("apply --auto-approve", exits: 0)
        try story.check()
    }

    @Test func approvals() async throws {
        let story = try Story("approvals")
        try story.write("berth.yaml", Specs.pair)
        try await story.run("apply", exits: 4)
        try await story.run("apply --no-input berth.yaml", exits: 4)
        try await story.run("apply --only web-* --no-input", exits: 4)
        try await story.run("apply --format json", exits: 64)
        #expect(!story.folder.has("state/local-cloud.log.jsonl"))
        try await story.run("apply -y --quiet", exits: 0)
        try await story.run("destroy", exits: 4)
        try await story.run("stop web-1", exits: 4)
        try await story.run("restart web-1 --specs berth.yaml", exits: 4)
        #expect(try story.console().hosts().map(\.status) == [.running, .running])
        try story.check()
    }
}
