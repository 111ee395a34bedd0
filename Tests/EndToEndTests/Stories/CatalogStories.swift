import Foundation
import Testing

/// The tales of what clouds offer: fetched, locked, compared, searched and explained.
struct CatalogStories {
    private static let specs = """
        fleet: shop
        defaults: {provider: local, region: local}
        hosts:
          web-1: {cpu: 8, ram_gb: 58, disk_gb: 200}
          train-{1..2}:
            gpu: {type: h100, count: 1}
            pricing: spot
            placement: [{pricing: on_demand}, {region: local-2}]

        """

    private static let day = ["SOURCE_DATE_EPOCH": "1795392000"]

    @Test func catalogs() async throws {
        let story = try Story("catalog")
        try await story.run("catalog update", exits: 64)
        try story.write("berth.yaml", Self.specs)
        try await story.run("catalog verify", exits: 0)
        try await story.run("catalog update", exits: 0)
        try await story.run("catalog update --provider local --provider aws --quiet", exits: 1, environment: Self.day)
        try await story.run("catalog update --provider local --format json --quiet", exits: 0, environment: Self.day)
        try await story.run("catalog verify", exits: 0, environment: Self.day)
        try await story.run("catalog show local", exits: 0, environment: Self.day)
        try await story.run("catalog show local --kind disk_type", exits: 0)
        try await story.run("catalog show local --kind colour", exits: 64)
        story.note("an older catalog, as it may be taken out of git")
        try story.folder.write("old/local.json", story.folder.text("state/catalog/local.json"))
        try await story.run("catalog diff old --detailed-exitcode", exits: 0, environment: Self.day)
        try story.edit("old/local.json", "\"price\":\"0.362\"", "\"price\":\"0.37\"")
        try story.edit("old/local.json", "\"price\":\"0.134\"", "\"price\":\"0.13\"")
        try await story.run("catalog diff old --detailed-exitcode", exits: 2, environment: Self.day)
        try await story.run("catalog diff old --all --format json", exits: 0, environment: Self.day)
        try await story.run("catalog diff --live --provider local --quiet", exits: 0, environment: Self.day)
        try await story.run("catalog diff old --live", exits: 64)
        story.note("somebody edits the locked file by hand")
        try story.edit("state/catalog/local.json", "\"price\":\"0.362\"", "\"price\":\"0\"")
        try await story.run("catalog verify", exits: 3, environment: Self.day)
        try await story.run("explain web-1", exits: 3)
        try await story.run("catalog update --provider local --quiet", exits: 0, environment: Self.day)
        try await story.run("catalog verify --format json", exits: 0, environment: Self.day)
        try story.check()
    }

    @Test func finding() async throws {
        let story = try Story("catalog-find")
        try await story.run("catalog find --provider local --gpu H100 --count 1.. --max-price 5", exits: 0)
        try story.write("berth.yaml", Self.specs)
        try await story.run("catalog find --provider local --gpu h100 --spot --region l*-2 --region local", exits: 0)
        try await story.run("catalog find --provider local --cpu 8 --ram-gb 58 --limit 2", exits: 0)
        try await story.run("catalog find --provider local --cpu 64 --format json --zone local-2-a --limit 1", exits: 0)
        try await story.run("catalog find --provider local --architecture arm64 --format csv --limit 2", exits: 0)
        try await story.run("catalog find --provider local --gpu b200", exits: 0)
        try await story.run("catalog find --provider locl", exits: 64)
        try await story.run("catalog find --count 1...", exits: 64)
        try await story.run("catalog find --max-price cheap", exits: 64)
        try await story.run("catalog find --limit 0", exits: 64)
        story.note("specs that cannot be read are no reason not to answer")
        try story.write("berth.yaml", "fleet: [\n")
        try await story.run("catalog find --provider local --cpu 64 --limit 1", exits: 0)
        try story.check()
    }

    @Test func explaining() async throws {
        let story = try Story("explain")
        try story.write("berth.yaml", Self.specs)
        try await story.run("explain web-1", exits: 0)
        try await story.run("explain train-1 --all", exits: 0)
        try await story.run("explain train-1 --format json", exits: 0, shown: 12)
        try await story.run("explain web-9", exits: 1)
        try await story.run("apply --auto-approve --quiet", exits: 0, shown: 0)
        try story.edit("berth.yaml", "ram_gb: 58", "ram_gb: 16")
        story.note("the host keeps what it has, though something cheaper would do")
        try await story.run("explain web-1", exits: 0)
        try story.edit("berth.yaml", "cpu: 8", "cpu: 16")
        try await story.run("explain web-1", exits: 0)
        try story.edit("berth.yaml", "cpu: 16", "cpu: 1600")
        try await story.run("explain web-1", exits: 3)
        story.note("a cloud whose adapter is not built in, by its shipped catalog")
        try story.write(
            "far.yaml", "fleet: far\nhosts:\n  n-1: {provider: nebius, region: eu-north1, gpu: h100, disk_gb: 200}\n")
        try await story.run("explain n-1 far.yaml", exits: 0, environment: ["SOURCE_DATE_EPOCH": "1795392000"])
        try story.check()
    }
}
