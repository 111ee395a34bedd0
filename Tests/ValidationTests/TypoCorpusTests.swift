import CatalogStore
import Hosts
import Providers
import Testing

@testable import Catalog

/// Typos of real names, drawn with a seed from the catalogs that ship: the share whose first suggestion is what was
/// meant. Suggestions that tie for the first place count as misses; a typo that is another valid name is no typo.
@Suite struct TypoCorpusTests {
    /// A name with the names it stands among where it is typed.
    private struct Sample {
        var kind: String
        var name: String
        var among: [String]
    }

    private struct Score {
        var hits = 0
        var tries = 0
        var rate: Double { tries == 0 ? 1 : Double(hits) / Double(tries) }
    }

    private static let perKind = 100

    @Test func theFirstSuggestionIsMostlyRight() throws {
        var random = SplitMix(seed: 20_261_123)
        var maker = TypoMaker(random: SplitMix(seed: 7))
        var scores: [String: Score] = [:]
        var slips: [TypoMaker.Slip: Score] = [:]
        for provider in ProviderID.allCases.sorted() {
            let index =
                provider == .local ? LocalCatalog.index : try #require(try CatalogLibrary.shipped(provider)).index
            for (kind, samples) in Self.samples(index, using: &random) {
                // The words for disk types are the same on every cloud.
                if kind == "disk type", provider != .local { continue }
                guard !samples.isEmpty else { continue }
                var made = 0
                var turns = 0
                while made < Self.perKind, turns < Self.perKind * 20 {
                    turns += 1
                    let sample = samples[Int.random(in: samples.indices, using: &random)]
                    let slip = TypoMaker.Slip.allCases[turns % TypoMaker.Slip.allCases.count]
                    guard let typo = maker.slip(slip, in: sample.name), typo != sample.name,
                        !sample.among.contains(typo)
                    else { continue }
                    made += 1
                    let found = Suggestions.near(typo, among: sample.among)
                    let isTie = found.count > 1 && found[0].cost == found[1].cost
                    let isHit = found.first?.name == sample.name && !isTie
                    scores["\(provider.rawValue) \(kind)", default: Score()].tries += 1
                    slips[slip, default: Score()].tries += 1
                    if isHit {
                        scores["\(provider.rawValue) \(kind)", default: Score()].hits += 1
                        slips[slip, default: Score()].hits += 1
                    }
                }
            }
        }
        let all = scores.values.reduce(into: Score()) { all, one in
            all.hits += one.hits
            all.tries += one.tries
        }
        print("typo corpus: \(all.hits) of \(all.tries) right at the first suggestion: \(Self.percent(all))")
        for (name, score) in scores.sorted(by: { $0.key < $1.key }) {
            print("  \(name): \(Self.percent(score)) of \(score.tries)")
        }
        for (slip, score) in slips.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            print("  \(slip.rawValue): \(Self.percent(score)) of \(score.tries)")
        }
        #expect(all.tries >= 2000)
        #expect(all.rate >= 0.95)
    }

    /// Names of every kind: zones among those of their region, machine types among those of a region that has them.
    private static func samples(
        _ index: CatalogIndex, using random: inout SplitMix
    ) -> [(kind: String, samples: [Sample])] {
        var machines: [Sample] = []
        for region in index.regions.shuffled(using: &random).prefix(4) {
            let names = index.machineTypes(inRegion: region)
            machines += names.map { Sample(kind: "machine type", name: $0, among: names) }
        }
        let images = index.images.keys.sorted()
        let words = DiskType.allCases.map(\.rawValue)
        let zones = index.regions.filter { index.zones(in: $0).count > 1 }.flatMap { region in
            index.zones(in: region).map { Sample(kind: "zone", name: $0, among: index.zones(in: region)) }
        }
        return [
            ("region", index.regions.map { Sample(kind: "region", name: $0, among: index.regions) }), ("zone", zones),
            ("machine type", machines),
            ("GPU", index.gpuNames.map { Sample(kind: "GPU", name: $0, among: index.gpuNames) }),
            ("image", images.map { Sample(kind: "image", name: $0, among: images) }),
            ("disk type", words.map { Sample(kind: "disk type", name: $0, among: words) }),
        ]
    }

    private static func percent(_ score: Score) -> String {
        "\(Int((score.rate * 1000).rounded(.down)) / 10).\(Int((score.rate * 1000).rounded(.down)) % 10) %"
    }
}
